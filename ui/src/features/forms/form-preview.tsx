/** The form as somebody in Telegram will meet it. Its buttons lead through the questions as they stand in the draft. */
import { SegmentedControl, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Language, languages } from "#shared/schemas/language.ts";
import { languageNames } from "../../components/language-names.ts";
import classes from "../../components/telegram.module.css";
import { draftIn } from "./draft-language.ts";
import { fieldLooks } from "./field-looks.tsx";
import type { DraftField, FormDraft } from "./form-draft.ts";
import place from "./form-preview.module.css";
import { Key, Row } from "./preview-keys.tsx";

interface Props {
  draft: FormDraft;
  /** The id of the question that is being edited: it is the one that is shown. */
  open: number | null;
}

export function FormPreview({ draft: written, open }: Props) {
  const { t } = useTranslation();
  const [language, setLanguage] = useState<Language | "all">("all");
  const [at, setAt] = useState(0);
  const draft = language === "all" ? written : draftIn(language, written);
  const { fields } = draft;

  // biome-ignore lint/correctness/useExhaustiveDependencies: follows what is opened, not what is moved
  useEffect(() => {
    const index = fields.findIndex(({ id }) => id === open);
    if (index >= 0) setAt(index);
  }, [open]);

  const shown = Math.min(at, fields.length + 1);
  const field = fields[shown];
  return (
    <section className={`${classes.chat} ${place.place}`} aria-label={t("formPreview.title")}>
      <div className={classes.caption}>{t("formPreview.title")}</div>
      {fields.length > 0 && (
        <SegmentedControl
          size="xs"
          className={place.language}
          aria-label={t("formPreview.language")}
          data={[
            { value: "all", label: t("translations.all") },
            ...languages.map((value) => ({ value, label: languageNames[value] })),
          ]}
          value={language}
          onChange={(next) => setLanguage(next as typeof language)}
        />
      )}
      {fields.length === 0 ? (
        <div className={classes.note}>{t("formPreview.empty")}</div>
      ) : (
        <>
          {field && (
            <AskedQuestion
              key={field.id}
              draft={draft}
              field={field}
              index={shown}
              onBack={() => setAt(Math.max(0, shown - 1))}
              onNext={() => setAt(shown + 1)}
              onCancel={() => setAt(0)}
            />
          )}
          {shown === fields.length && <Summary draft={draft} onEdit={setAt} onConfirm={() => setAt(shown + 1)} />}
          {shown > fields.length && (
            <>
              <div className={classes.bubble} dir="auto">
                {draft.completionMessage.trim() || t("formPreview.builtInDone")}
              </div>
              <div className={classes.row}>
                <Key onClick={() => setAt(0)}>{t("formPreview.restart")}</Key>
              </div>
            </>
          )}
          <Text size="xs" ta="center" className={place.hint}>
            {t("formPreview.text")}
          </Text>
        </>
      )}
    </section>
  );
}

interface QuestionProps {
  draft: FormDraft;
  field: DraftField;
  index: number;
  onBack: () => void;
  onNext: () => void;
  onCancel: () => void;
}

function AskedQuestion({ draft, field, index, onBack, onNext, onCancel }: QuestionProps) {
  const { t } = useTranslation();
  const today = new Date().toISOString().slice(0, 10);
  const { asks, shareKey, Buttons, sent: Sent } = fieldLooks[field.type];
  const words = [asks?.(t, today), field.required ? null : t("formPreview.optional")].filter(Boolean).join("\n");
  return (
    <div>
      {field.condition && <div className={`${classes.note} ${place.condition}`}>{t("formPreview.onlyIf")}</div>}
      <div className={classes.bubble} dir="auto">
        <span className={classes.faint}>
          {index + 1}/{draft.fields.length}
        </span>
        {"\n"}
        {field.label.trim() || <span className={classes.faint}>{t("formPreview.noLabel")}</span>}
        {field.help.trim() && `\n\n${field.help.trim()}`}
        {words && `\n\n${words}`}
      </div>
      {shareKey && <Row>{[{ text: shareKey(t), onClick: onNext }]}</Row>}
      {Buttons && <Buttons field={field} today={today} onAnswer={onNext} />}
      <Row>
        {[
          { text: t("formPreview.back"), onClick: onBack },
          ...(field.required ? [] : [{ text: t("formPreview.skip"), onClick: onNext }]),
          { text: t("formPreview.cancel"), onClick: onCancel },
        ]}
      </Row>
      {!Buttons && (
        <button type="button" className={place.answer} onClick={onNext}>
          {Sent && <Sent size={15} aria-hidden />}
          {t("formPreview.next")} →
        </button>
      )}
    </div>
  );
}

interface SummaryProps {
  draft: FormDraft;
  onEdit: (index: number) => void;
  onConfirm: () => void;
}

function Summary({ draft, onEdit, onConfirm }: SummaryProps) {
  const { t } = useTranslation();
  const label = (field: DraftField) => field.label.trim() || t("formPreview.noLabel");
  const lines = draft.fields.map((field) => `${label(field)}: ${t("formPreview.answer")}`);
  return (
    <div>
      <div className={classes.bubble} dir="auto">
        {[t("formPreview.summary"), lines.join("\n"), t("formPreview.summaryEnd")].join("\n\n")}
      </div>
      {draft.fields.map((field, index) => (
        <Row key={field.id}>{[{ text: `✎ ${label(field)}`, onClick: () => onEdit(index) }]}</Row>
      ))}
      <Row>{[{ text: t("formPreview.confirm"), onClick: onConfirm }]}</Row>
      <Row>
        {[
          { text: t("formPreview.back"), onClick: () => onEdit(draft.fields.length - 1) },
          { text: t("formPreview.cancel"), onClick: () => onEdit(0) },
        ]}
      </Row>
    </div>
  );
}
