/** A row of buttons as they will stand; choosing one opens its fields. Alt and arrows move it, Delete removes it. */
import { ActionIcon, Tooltip, UnstyledButton } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import type { KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { type Direction, type DraftButton, maxInRow } from "./menu-draft.ts";
import classes from "./menu-editor.module.css";

const arrows: Record<string, Direction> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

interface Props {
  /** Counted from 1. */
  number: number;
  row: readonly DraftButton[];
  selected: number | null;
  isFaulty: (button: DraftButton) => boolean;
  onSelect: (id: number) => void;
  onMove: (id: number, direction: Direction) => void;
  onRemove: (id: number) => void;
  onAdd: () => void;
}

export function MenuRow({ number, row, selected, isFaulty, onSelect, onMove, onRemove, onAdd }: Props) {
  const { t } = useTranslation();
  const onKeyDown = (event: KeyboardEvent, id: number) => {
    const direction = event.altKey ? arrows[event.key] : undefined;
    if (!direction && event.key !== "Delete") return;
    event.preventDefault();
    if (direction) onMove(id, direction);
    else onRemove(id);
  };
  return (
    <div className={classes.row}>
      {row.map((button) => (
        <UnstyledButton
          key={button.id}
          className={classes.button}
          dir="auto"
          aria-pressed={button.id === selected}
          data-selected={button.id === selected || undefined}
          data-faulty={isFaulty(button) || undefined}
          onClick={() => onSelect(button.id)}
          onKeyDown={(event) => onKeyDown(event, button.id)}
        >
          {button.text.trim() || t("menu.unnamed")}
        </UnstyledButton>
      ))}
      <Tooltip label={t("menu.addToRow", { number })}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={38}
          disabled={row.length >= maxInRow}
          aria-label={t("menu.addToRow", { number })}
          onClick={onAdd}
        >
          <IconPlus size={17} />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}
