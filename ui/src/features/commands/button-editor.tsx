/** The fields of one button: what it says, what it does, where it stands. */
import { ActionIcon, Group, Input, SegmentedControl, Stack } from "@mantine/core";
import { IconArrowDown, IconArrowLeft, IconArrowRight, IconArrowUp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Command } from "#shared/schemas/command.ts";
import { languages } from "#shared/schemas/language.ts";
import { RemoveButton } from "../../components/remove-button.tsx";
import { TranslatedField } from "../../components/translated-field.tsx";
import { ActionValue } from "./action-value.tsx";
import { canMove, type Direction, type DraftButton, type MenuDraft } from "./menu-draft.ts";
import classes from "./menu-editor.module.css";
import { type ButtonFault, labelFault } from "./menu-faults.ts";

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
  fault: ButtonFault | null;
  commands: readonly Command[];
  /** The name of the command being edited: a menu may lead to itself. */
  self: string;
  onChange: (change: Partial<Omit<DraftButton, "id">>) => void;
  onMove: (direction: Direction) => void;
  onRemove: () => void;
}

export function ButtonEditor({ botId, draft, button, fault, commands, self, onChange, onMove, onRemove }: Props) {
  const { t } = useTranslation();
  const texts = button.texts ?? {};
  const labelError = (label: string | undefined) => {
    const found = label === undefined ? null : labelFault(label, button, draft);
    return found && t(`menu.faults.${found}`);
  };
  return (
    <Stack gap="sm" className={classes.panel} role="group" aria-label={t("menu.button")}>
      <TranslatedField
        single
        label={t("menu.label")}
        maxLength={64}
        autoFocus={button.text === ""}
        value={button.text}
        error={labelError(button.text)}
        errors={Object.fromEntries(languages.map((language) => [language, labelError(texts[language])]))}
        onChange={(text) => onChange({ text })}
        translations={texts}
        onTranslate={(after) => onChange({ texts: after })}
      />
      <Input.Wrapper label={t("menu.action")} labelElement="div">
        <SegmentedControl
          aria-label={t("menu.action")}
          size="xs"
          fullWidth
          data={actions.map((value) => ({
            value,
            label: t(`menu.actions.${value}`),
            disabled: value === "url" && draft.variant === "keyboard",
          }))}
          value={button.type}
          onChange={(type) => onChange({ type: type as DraftButton["type"] })}
        />
      </Input.Wrapper>
      <ActionValue botId={botId} button={button} fault={fault} commands={commands} self={self} onChange={onChange} />
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
        <RemoveButton onClick={onRemove}>{t("menu.remove")}</RemoveButton>
      </Group>
    </Stack>
  );
}
