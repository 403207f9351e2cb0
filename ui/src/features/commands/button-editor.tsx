/** The fields of one button: what it says, what it does, where it stands. */
import { ActionIcon, Button, Group, SegmentedControl, Stack, TextInput } from "@mantine/core";
import { IconArrowDown, IconArrowLeft, IconArrowRight, IconArrowUp, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Command } from "#shared/schemas/command.ts";
import { ActionValue } from "./action-value.tsx";
import { canMove, type Direction, type DraftButton, type MenuDraft } from "./menu-draft.ts";
import classes from "./menu-editor.module.css";

const actions = ["text", "command", "menu", "form", "url"] as const;
const moves = [
  ["left", IconArrowLeft],
  ["right", IconArrowRight],
  ["up", IconArrowUp],
  ["down", IconArrowDown],
] as const;

interface Props {
  botId: string;
  draft: MenuDraft;
  button: DraftButton;
  commands: readonly Command[];
  /** The name of the command being edited: a menu may lead to itself. */
  self: string;
  onChange: (change: Partial<Omit<DraftButton, "id">>) => void;
  onMove: (direction: Direction) => void;
  onRemove: () => void;
}

export function ButtonEditor({ botId, draft, button, commands, self, onChange, onMove, onRemove }: Props) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm" className={classes.panel} role="group" aria-label={t("menu.button")}>
      <TextInput
        label={t("menu.label")}
        maxLength={64}
        dir="auto"
        autoFocus={button.text === ""}
        value={button.text}
        onChange={(event) => onChange({ text: event.currentTarget.value })}
      />
      <SegmentedControl
        aria-label={t("menu.action")}
        size="xs"
        data={actions.map((value) => ({ value, label: t(`menu.actions.${value}`) }))}
        value={button.type}
        onChange={(type) => onChange({ type: type as DraftButton["type"] })}
      />
      <ActionValue
        botId={botId}
        button={button}
        commands={commands}
        self={self}
        onChange={(value) => onChange({ value })}
      />
      <Group justify="space-between" gap="xs">
        <Group gap={4}>
          {moves.map(([direction, Icon]) => (
            <ActionIcon
              key={direction}
              variant="default"
              size={34}
              aria-label={t(`menu.moves.${direction}`)}
              disabled={!canMove(draft, button.id, direction)}
              onClick={() => onMove(direction)}
            >
              <Icon size={17} stroke={1.7} />
            </ActionIcon>
          ))}
        </Group>
        <Button
          variant="subtle"
          color="red"
          size="compact-sm"
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={onRemove}
        >
          {t("menu.remove")}
        </Button>
      </Group>
    </Stack>
  );
}
