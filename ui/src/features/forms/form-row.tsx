/** One form in the list: its questions as icons, its submissions, its link, whether it is on, and its end. */
import { ActionIcon, Badge, Box, CopyButton, Group, Switch, Text, Tooltip } from "@mantine/core";
import { IconCheck, IconForms, IconLink } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import type { Bot } from "#shared/schemas/bot.ts";
import type { Form } from "#shared/schemas/form.ts";
import { DeleteButton } from "../../components/delete-button.tsx";
import { Foreign } from "../../components/foreign.tsx";
import { formLink } from "../../components/form-link.ts";
import { Problem } from "../../components/problem.tsx";
import classes from "../../components/row-list.module.css";
import own from "./form-row.module.css";
import { useDeleteForm, useUpdateForm } from "./queries.ts";

export function FormRow({ bot, form }: { bot: Bot; form: Form }) {
  const { t } = useTranslation();
  const update = useUpdateForm(bot.id);
  const remove = useDeleteForm(bot.id);
  const link = formLink(bot, form.id);
  const isActive = update.isPending ? (update.variables.isActive ?? form.isActive) : form.isActive;
  const home = `/bots/${bot.id}/forms/${form.id}`;
  return (
    <li className={classes.row}>
      <Group wrap="nowrap" gap="sm">
        <Link href={home} className={classes.open} aria-label={t("forms.editNamed", { name: form.name })}>
          <IconForms size={20} stroke={1.6} className={classes.icon} aria-hidden />
          <Box miw={0} flex={1}>
            <Group gap={8} wrap="nowrap">
              <Foreign fw={620} truncate>
                {form.name}
              </Foreign>
              {!isActive && (
                <Badge variant="default" size="sm" tt="none" fw={500} style={{ flex: "none" }}>
                  {t("forms.off")}
                </Badge>
              )}
            </Group>
            <Text size="sm" c="dimmed" truncate>
              {t("forms.questions", { count: form.fields.length })}
              <Text component="span" inherit hiddenFrom="xs">
                {" · "}
                {t("forms.submissions", { count: form.submissionsCount })}
              </Text>
              {form.description && (
                <>
                  {" · "}
                  <Foreign inherit>{form.description}</Foreign>
                </>
              )}
            </Text>
          </Box>
        </Link>
        <Link href={`${home}/submissions`} className={own.count}>
          {t("forms.submissions", { count: form.submissionsCount })}
        </Link>
        {link && (
          <CopyButton value={link}>
            {({ copied, copy }) => (
              <Tooltip label={copied ? t("common.copied") : t("forms.copyLink")}>
                <ActionIcon
                  variant="subtle"
                  color={copied ? "sea" : "gray"}
                  aria-label={`${t("forms.copyLink")}: ${form.name}`}
                  onClick={copy}
                >
                  {copied ? <IconCheck size={18} /> : <IconLink size={18} stroke={1.6} />}
                </ActionIcon>
              </Tooltip>
            )}
          </CopyButton>
        )}
        <Switch
          aria-label={`${t("forms.isActive")}: ${form.name}`}
          checked={isActive}
          onChange={(event) => update.mutate({ id: form.id, isActive: event.currentTarget.checked })}
        />
        <DeleteButton
          label={t("forms.deleteNamed", { name: form.name })}
          deleting={remove.isPending}
          error={remove.error}
          onDelete={(close) => remove.mutate(form.id, { onSuccess: close })}
        >
          {t("forms.deleteText")}{" "}
          {form.submissionsCount > 0 && <b>{t("forms.deleteQuestion", { count: form.submissionsCount })}</b>}
        </DeleteButton>
      </Group>
      <Problem error={update.error} />
    </li>
  );
}
