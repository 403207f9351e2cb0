/** Makes a menu: its text, its rows of buttons, and beside them how Telegram will show it. */
import { Alert, Button, Stack, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Command, CreateCommand } from "#shared/schemas/command.ts";
import { MenuVariant } from "#shared/schemas/menu.ts";
import { Choice } from "../../components/choice.tsx";
import { TranslatedField } from "../../components/translated-field.tsx";
import { ButtonEditor } from "./button-editor.tsx";
import {
  addButton,
  changeButton,
  type Direction,
  find,
  type MenuDraft,
  maxRows,
  moveButton,
  removeButton,
} from "./menu-draft.ts";
import classes from "./menu-editor.module.css";
import { buttonFault } from "./menu-faults.ts";
import { MenuPreview } from "./menu-preview.tsx";
import { MenuRow } from "./menu-row.tsx";

interface Props {
  botId: string;
  draft: MenuDraft;
  onChange: (draft: MenuDraft) => void;
  /** What is wrong, told after the first try to save. */
  fault: string | null;
  /** The command being edited, as it is now. */
  command: CreateCommand;
  /** The bot's other commands. */
  commands: readonly Command[];
  /** Ids of the bot's forms; `null` while they are not known. */
  forms: readonly string[] | null;
}

export function MenuEditor({ botId, draft, onChange, fault, command, commands, forms }: Props) {
  const { t } = useTranslation();
  const [selected, setSelected] = useState<number | null>(null);
  const place = useRef<HTMLDivElement>(null);
  const [refocus, setRefocus] = useState(0);
  const variant = draft.variant ?? "inline";
  const button = draft.rows.flat().find(({ id }) => id === selected) ?? null;

  // A button that moves into another row is a new element there: the keyboard follows it.
  useEffect(() => {
    if (refocus > 0) place.current?.querySelector<HTMLElement>("[data-selected]")?.focus();
  }, [refocus]);

  const add = (row: number | "new") => {
    onChange(addButton(draft, row));
    setSelected(draft.nextId);
  };
  const move = (id: number, direction: Direction) => {
    onChange(moveButton(draft, id, direction));
    setSelected(id);
    setRefocus((count) => count + 1);
  };
  const remove = (id: number) => {
    const at = find(draft, id);
    const after = removeButton(draft, id);
    onChange(after);
    const row = after.rows[Math.min(at?.row ?? 0, after.rows.length - 1)];
    setSelected(row?.[Math.min(at?.column ?? 0, row.length - 1)]?.id ?? null);
    setRefocus((count) => count + 1);
  };

  return (
    <div className={classes.columns}>
      <Stack gap="md">
        <TranslatedField
          label={t("menu.text")}
          description={t("menu.textText")}
          maxLength={4096}
          value={draft.text}
          onChange={(text) => onChange({ ...draft, text })}
          translations={draft.texts ?? {}}
          onTranslate={(texts) => onChange({ ...draft, texts })}
        />
        <Choice
          labelled
          label={t("menu.variant")}
          description={t(`menu.variantTexts.${variant}`)}
          options={MenuVariant.options.map((value) => ({ value, label: t(`menu.variants.${value}`) }))}
          value={variant}
          onChange={(value) => onChange({ ...draft, variant: value })}
        />
        <div>
          <Text size="sm" fw={550}>
            {t("menu.buttons")}
          </Text>
          <Text size="xs" c="dimmed" mb={8} visibleFrom="sm">
            {t("menu.keys")}
          </Text>
          <Stack gap={6} ref={place} role="group" aria-label={t("menu.buttons")}>
            {draft.rows.map((row, index) => (
              <MenuRow
                // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place; its buttons carry ids
                key={index}
                number={index + 1}
                row={row}
                selected={selected}
                isFaulty={(one) => buttonFault(one, draft, forms) !== null}
                onSelect={setSelected}
                onMove={move}
                onRemove={remove}
                onAdd={() => add(index)}
              />
            ))}
            <Button
              variant="default"
              leftSection={<IconPlus size={16} aria-hidden />}
              disabled={draft.rows.length >= maxRows}
              onClick={() => add("new")}
            >
              {t("menu.addRow")}
            </Button>
          </Stack>
        </div>
        {button && (
          <ButtonEditor
            botId={botId}
            key={button.id}
            draft={draft}
            button={button}
            fault={buttonFault(button, draft, forms)}
            commands={commands}
            self={command.name}
            onChange={(change) => onChange(changeButton(draft, button.id, change))}
            onMove={(direction) => move(button.id, direction)}
            onRemove={() => remove(button.id)}
          />
        )}
        {fault && (
          <Alert role="alert" variant="light" color="red">
            {fault}
          </Alert>
        )}
      </Stack>
      <MenuPreview draft={draft} command={command} commands={commands} />
    </div>
  );
}
