/** One question in the list: what it asks at a glance, its settings once it is opened. */
import { useSortable } from "@dnd-kit/sortable";
import { ActionIcon, Badge, Box, Group, Text, Tooltip, UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconChevronDown, IconCopy, IconGripVertical } from "@tabler/icons-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { Foreign } from "../../components/foreign.tsx";
import { RemoveButton } from "../../components/remove-button.tsx";
import { fieldLooks } from "./field-looks.tsx";
import { type DraftField, type FormDraft, maxFields } from "./form-draft.ts";
import type { Faults } from "./form-faults.ts";
import classes from "./question.module.css";
import { type ChangeQuestion, QuestionSettings } from "./question-settings.tsx";

interface Props {
  draft: FormDraft;
  field: DraftField;
  /** Counted from 1. */
  number: number;
  isOpen: boolean;
  isFaulty: boolean;
  faults: Faults;
  isSaved: boolean;
  onToggle: () => void;
  onChange: ChangeQuestion;
  /** One place up (-1) or down (1). */
  onMove: (by: -1 | 1) => void;
  onCopy: () => void;
  onRemove: () => void;
}

export function Question(props: Props) {
  const { draft, field, number, isOpen, isFaulty, onToggle, onMove, onCopy, onRemove } = props;
  const { t } = useTranslation();
  const settings = useId();
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } = useSortable({
    id: field.id,
  });
  const { icon: Icon } = fieldLooks[field.type];
  const label = field.label.trim() || t("forms.unnamed");
  return (
    <li
      ref={setNodeRef}
      className={classes.question}
      data-open={isOpen || undefined}
      data-faulty={isFaulty || undefined}
      data-dragged={isDragging || undefined}
      style={{ transform: transform ? `translate3d(0, ${transform.y}px, 0)` : undefined, transition }}
    >
      <div className={classes.head}>
        <UnstyledButton
          ref={setActivatorNodeRef}
          className={classes.handle}
          {...attributes}
          {...listeners}
          aria-label={t("forms.handle", { name: label })}
        >
          <IconGripVertical size={18} stroke={1.6} aria-hidden />
        </UnstyledButton>
        <UnstyledButton className={classes.toggle} aria-expanded={isOpen} aria-controls={settings} onClick={onToggle}>
          <Icon size={19} stroke={1.7} className={classes.icon} aria-label={t(`forms.types.${field.type}.name`)} />
          <Box miw={0} flex={1}>
            <Text component="span" size="sm" fw={570} display="block" truncate={!isOpen}>
              {number}.{" "}
              <Foreign inherit {...(field.label.trim() === "" && { c: "dimmed" })}>
                {label}
              </Foreign>
            </Text>
            {(!field.required || field.condition) && (
              <Group gap={6} mt={3}>
                {!field.required && <Mark>{t("forms.optional")}</Mark>}
                {field.condition && <Mark>{t("forms.conditional")}</Mark>}
              </Group>
            )}
          </Box>
          <IconChevronDown size={17} stroke={1.7} className={classes.chevron} aria-hidden />
        </UnstyledButton>
      </div>
      {isOpen && (
        <div className={classes.body} id={settings}>
          <QuestionSettings {...props} />
          <Group justify="space-between" gap="xs" mt="md">
            <Group gap={4}>
              <Move label={t("question.up")} icon={IconArrowUp} disabled={number === 1} onClick={() => onMove(-1)} />
              <Move
                label={t("question.down")}
                icon={IconArrowDown}
                disabled={number === draft.fields.length}
                onClick={() => onMove(1)}
              />
              <Move
                label={t("question.copy")}
                icon={IconCopy}
                disabled={draft.fields.length >= maxFields}
                onClick={onCopy}
              />
            </Group>
            <RemoveButton onClick={onRemove}>{t("question.remove")}</RemoveButton>
          </Group>
        </div>
      )}
    </li>
  );
}

const Mark = ({ children }: { children: string }) => (
  <Badge component="span" variant="default" size="xs" tt="none" fw={500}>
    {children}
  </Badge>
);

interface MoveProps {
  label: string;
  icon: typeof IconArrowUp;
  disabled: boolean;
  onClick: () => void;
}

const Move = ({ label, icon: Icon, disabled, onClick }: MoveProps) => (
  <Tooltip label={label}>
    <ActionIcon variant="default" size={34} aria-label={label} disabled={disabled} onClick={onClick}>
      <Icon size={17} stroke={1.7} />
    </ActionIcon>
  </Tooltip>
);
