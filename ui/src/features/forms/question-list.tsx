/** The questions in their order. They are sorted by dragging, or with the keyboard on their handles. */
import {
  type Announcements,
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  type Modifier,
  PointerSensor,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import { SortableContext, sortableKeyboardCoordinates, verticalListSortingStrategy } from "@dnd-kit/sortable";
import { useTranslation } from "react-i18next";
import { changeField, copyField, type FormDraft, moveField, removeField } from "./form-draft.ts";
import { type Faults, faultyFields } from "./form-faults.ts";
import classes from "./question.module.css";
import { Question } from "./question.tsx";

const upAndDown: Modifier = ({ transform }) => ({ ...transform, x: 0 });

interface Props {
  draft: FormDraft;
  faults: Faults;
  /** The id of the question whose settings are shown. */
  open: number | null;
  onOpen: (id: number | null) => void;
  onChange: (draft: FormDraft, place?: string) => void;
  /** Whether answers may be kept under the questions' names already. */
  isSaved: boolean;
}

export function QuestionList({ draft, faults, open, onOpen, onChange, isSaved }: Props) {
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 5 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const announcements = useAnnouncements(draft);
  const { t } = useTranslation();
  const { fields } = draft;
  const faulty = faultyFields(faults);
  if (fields.length === 0) return null;

  const onDragEnd = ({ active, over }: DragEndEvent) => {
    const to = fields.findIndex(({ id }) => id === over?.id);
    if (to >= 0 && active.id !== over?.id) onChange(moveField(draft, Number(active.id), to));
  };
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      modifiers={[upAndDown]}
      accessibility={{ announcements, screenReaderInstructions: { draggable: t("forms.sortHint") } }}
      // The settings of an open question would make it taller than the list.
      onDragStart={() => onOpen(null)}
      onDragEnd={onDragEnd}
    >
      <SortableContext items={fields} strategy={verticalListSortingStrategy}>
        <ol className={classes.list} aria-label={t("forms.fields")}>
          {fields.map((field, index) => (
            <Question
              key={field.id}
              draft={draft}
              field={field}
              number={index + 1}
              isOpen={field.id === open}
              isFaulty={faulty.has(field.id)}
              faults={faults}
              isSaved={isSaved}
              onToggle={() => onOpen(field.id === open ? null : field.id)}
              onChange={(change, place) => onChange(changeField(draft, field.id, change), `${field.id}.${place}`)}
              onMove={(by) => onChange(moveField(draft, field.id, index + by))}
              onCopy={() => {
                onChange(copyField(draft, field.id));
                onOpen(draft.nextId);
              }}
              onRemove={() => {
                onChange(removeField(draft, field.id), String(field.id));
                onOpen(null);
              }}
            />
          ))}
        </ol>
      </SortableContext>
    </DndContext>
  );
}

function useAnnouncements({ fields }: FormDraft): Announcements {
  const { t } = useTranslation();
  const told = (id: string | number, over?: string | number) => ({
    name: fields.find((field) => field.id === id)?.label || t("forms.unnamed"),
    place: fields.findIndex((field) => field.id === (over ?? id)) + 1,
    total: fields.length,
  });
  return {
    onDragStart: ({ active }) => t("forms.sorting.picked", told(active.id)),
    onDragOver: ({ active, over }) => (over ? t("forms.sorting.over", told(active.id, over.id)) : undefined),
    onDragEnd: ({ active, over }) => t("forms.sorting.dropped", told(active.id, over?.id)),
    onDragCancel: ({ active }) => t("forms.sorting.cancelled", told(active.id)),
  };
}
