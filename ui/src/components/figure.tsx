/** One number with its name; a link if there is more to see. */
import { Anchor, Card, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";

interface Props {
  label: string;
  value: ReactNode;
  note?: string;
  href?: string;
}

export function Figure({ label, value, note, href }: Props) {
  const { t } = useTranslation();
  return (
    <Card padding="md">
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text fz="xl" fw={640} lts="-0.01em" mt={2}>
        {value}
      </Text>
      {note && (
        <Text size="xs" c="dimmed" mt={2}>
          {note}
        </Text>
      )}
      {href && (
        <Anchor component={Link} href={href} size="xs" mt={2} aria-label={`${label}: ${t("common.show")}`}>
          {t("common.show")}
        </Anchor>
      )}
    </Card>
  );
}
