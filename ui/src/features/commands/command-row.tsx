/** One command in the list: what it is, whether it is on, and the ways to change or remove it. */
import { ActionIcon, Badge, Box, Group, Switch, Text, Tooltip, UnstyledButton } from "@mantine/core";
import { IconForms, IconLayoutGrid, IconMessage, IconPencil, IconSparkles, IconWebhook } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Command } from "#shared/schemas/command.ts";
import { DeleteButton } from "../../components/delete-button.tsx";
import { Foreign } from "../../components/foreign.tsx";
import { Problem } from "../../components/problem.tsx";
import classes from "../../components/row-list.module.css";
import { useDeleteCommand, useUpdateCommand } from "./queries.ts";

const icons = { text: IconMessage, ai: IconSparkles, menu: IconLayoutGrid, form: IconForms, webhook: IconWebhook };

interface Props {
  botId: string;
  command: Command;
  onEdit: () => void;
}

export function CommandRow({ botId, command, onEdit }: Props) {
  const { t } = useTranslation();
  const update = useUpdateCommand(botId);
  const remove = useDeleteCommand(botId);
  const name = `/${command.name}`;
  const Icon = icons[command.responseType];
  return (
    <li className={classes.row}>
      <Group wrap="nowrap" gap="sm">
        <UnstyledButton className={classes.open} onClick={onEdit} aria-label={t("commands.editNamed", { name })}>
          <Icon size={20} stroke={1.6} className={classes.icon} aria-hidden />
          <Box miw={0} flex={1}>
            <Group gap={8}>
              <Text component="span" fw={620} className="foreign">
                {name}
              </Text>
              <Badge variant="default" size="sm" tt="none" fw={500}>
                {t(`commands.types.${command.responseType}`)}
              </Badge>
            </Group>
            {command.responseType === "form" && command.formId === null ? (
              <Text size="sm" c="red">
                {t("commands.lostForm")}
              </Text>
            ) : (
              <Foreign size="sm" c="dimmed" truncate display="block">
                {command.description || t("commands.noDescription")}
              </Foreign>
            )}
          </Box>
        </UnstyledButton>
        <Switch
          aria-label={t("commands.activeNamed", { name })}
          checked={update.isPending ? (update.variables.isActive ?? command.isActive) : command.isActive}
          onChange={(event) => update.mutate({ id: command.id, isActive: event.currentTarget.checked })}
        />
        <Tooltip label={t("common.edit")}>
          <ActionIcon variant="subtle" color="gray" onClick={onEdit} visibleFrom="xs" tabIndex={-1} aria-hidden>
            <IconPencil size={18} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
        <DeleteButton
          label={t("commands.deleteNamed", { name })}
          deleting={remove.isPending}
          error={remove.error}
          onDelete={(close) => remove.mutate(command.id, { onSuccess: close })}
        >
          {t("commands.deleteText")}
        </DeleteButton>
      </Group>
      <Problem error={update.error} />
    </li>
  );
}
