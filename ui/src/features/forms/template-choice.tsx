/** What a new form begins with. */
import { SimpleGrid, Text } from "@mantine/core";
import { IconCalendarTime, IconHeadset, IconMessageHeart, IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import classes from "./template-choice.module.css";
import { templateNames } from "./templates.ts";

const icons = { contact: IconHeadset, booking: IconCalendarTime, feedback: IconMessageHeart, empty: IconPlus };

export function TemplateChoice({ botId }: { botId: string }) {
  const { t } = useTranslation();
  return (
    <SimpleGrid
      component="ul"
      cols={{ base: 1, xs: 2 }}
      spacing="sm"
      w="100%"
      maw={620}
      m={0}
      p={0}
      style={{ listStyle: "none" }}
    >
      {templateNames.map((name) => {
        const Icon = icons[name];
        return (
          <li key={name}>
            <Link href={`/bots/${botId}/forms/new/${name}`} className={classes.template}>
              <Icon size={22} stroke={1.6} className={classes.icon} aria-hidden />
              <span>
                <Text fw={620} component="span" display="block">
                  {t(`forms.templates.${name}.name`)}
                </Text>
                <Text size="sm" c="dimmed" component="span" display="block">
                  {t(`forms.templates.${name}.text`)}
                </Text>
              </span>
            </Link>
          </li>
        );
      })}
    </SimpleGrid>
  );
}
