/** The form as somebody in Telegram will meet it. Its buttons lead through the questions as they stand in the draft. */
import { SegmentedControl, Text } from "@mantine/core";
import { IconMapPin, IconPaperclip } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Language, languages } from "#shared/schemas/language.ts";
import { languageNames } from "../../components/language-names.ts";
import classes from "../../components/telegram.module.css";
import { keysOf, pageCount, weeksOf } from "./asked-question.ts";
import { draftIn } from "./draft-language.ts";
import type { DraftField, FormDraft } from "./form-draft.ts";
import place from "./form-preview.module.css";

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
  const { t, i18n } = useTranslation();
  const [page, setPage] = useState(0);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const today = new Date().toISOString().slice(0, 10);
  const asks = {
    phone: t("formPreview.askPhone"),
    date: t("formPreview.askDate", { example: today }),
    photo: t("formPreview.askPhoto"),
    location: t("formPreview.askLocation"),
    multiselect: t("formPreview.askSeveral"),
  } as Partial<Record<DraftField["type"], string>>;
  const pages = pageCount(field);
  const shownPage = Math.min(page, pages - 1);
  const press = (text: string, kind: string) => {
    if (kind === "page") return setPage((shownPage + (text === "›" ? 1 : pages - 1)) % pages);
    if (kind === "none") return;
    if (field.type === "select") return onNext();
    const option = text.slice(text.indexOf(" ") + 1);
    const after = new Set(ticked);
    if (!after.delete(option)) after.add(option);
    setTicked(after);
  };
  const words = [asks[field.type], field.required ? null : t("formPreview.optional")].filter(Boolean).join("\n");
  const buttons = field.type === "select" || field.type === "multiselect" || field.type === "date";
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
      {field.type === "phone" && <Row>{[{ text: t("formPreview.phone"), onClick: onNext }]}</Row>}
      {field.type === "location" && <Row>{[{ text: t("formPreview.location"), onClick: onNext }]}</Row>}
      {field.type === "date" && <Calendar field={field} today={today} language={i18n.language} onDay={onNext} />}
      {keysOf(field, shownPage, ticked).map((row) => (
        <Row key={row[0]?.text}>{row.map(({ text, kind }) => ({ text, onClick: () => press(text, kind) }))}</Row>
      ))}
      {field.type === "multiselect" && (
        <Row>{[{ text: t("formPreview.done", { count: ticked.size }), onClick: onNext }]}</Row>
      )}
      <Row>
        {[
          { text: t("formPreview.back"), onClick: onBack },
          ...(field.required ? [] : [{ text: t("formPreview.skip"), onClick: onNext }]),
          { text: t("formPreview.cancel"), onClick: onCancel },
        ]}
      </Row>
      {!buttons && (
        <button type="button" className={place.answer} onClick={onNext}>
          {field.type === "photo" && <IconPaperclip size={15} aria-hidden />}
          {field.type === "location" && <IconMapPin size={15} aria-hidden />}
          {t("formPreview.next")} →
        </button>
      )}
    </div>
  );
}

interface CalendarProps {
  field: DraftField;
  /** ISO 8601. */
  today: string;
  language: string;
  onDay: () => void;
}

/** The month that the bot shows first. The ways to others are there, and lead nowhere. */
function Calendar({ field, today, language, onDay }: CalendarProps) {
  const { t } = useTranslation();
  const [earliest, latest] = [field.earliest, field.latest].map((day) => (day === "today" ? today : day));
  const month = (earliest && earliest > today ? earliest : latest && latest < today ? latest : today).slice(0, 7);
  const start = firstWeekday(language);
  const title = new Intl.DateTimeFormat(language, { month: "long", year: "numeric", timeZone: "UTC" });
  const weekday = new Intl.DateTimeFormat(language, { weekday: "short", timeZone: "UTC" });
  const fits = (day: number) => {
    const date = `${month}-${String(day).padStart(2, "0")}`;
    return (!earliest || date >= earliest) && (!latest || date <= latest);
  };
  const weeks = weeksOf(month, start);
  return (
    <>
      <Row className={place.month}>
        {["«", "‹", title.format(new Date(`${month}-01`)), "›", "»"].map((text) => ({ text, onClick: undefined }))}
      </Row>
      <div className={`${classes.row} ${place.week}`}>
        {/* The first of June 2026 is a Monday. */}
        {Array.from({ length: 7 }, (_, n) => weekday.format(Date.UTC(2026, 5, start + n))).map((name) => (
          <Key key={name} onClick={undefined}>
            {name}
          </Key>
        ))}
      </div>
      {weeks.map((week) => (
        <div className={`${classes.row} ${place.week}`} key={week.find((day) => day !== null)}>
          {week.map((day, column) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a weekday is its place
            <Key key={column} onClick={day !== null && fits(day) ? onDay : undefined}>
              {day !== null && fits(day) ? String(day) : "·"}
            </Key>
          ))}
        </div>
      ))}
      {month === today.slice(0, 7) && fits(Number(today.slice(8))) && (
        <Row>{[{ text: t("formPreview.today"), onClick: onDay }]}</Row>
      )}
    </>
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

interface RowProps {
  className?: string | undefined;
  children: { text: string; onClick: (() => void) | undefined }[];
}

const Row = ({ className = "", children }: RowProps) => (
  <div className={`${classes.row} ${className}`}>
    {children.map(({ text, onClick }) => (
      <Key key={text} onClick={onClick}>
        {text}
      </Key>
    ))}
  </div>
);

const Key = ({ children, onClick }: { children: string; onClick: (() => void) | undefined }) => (
  <button type="button" className={classes.key} dir="auto" disabled={!onClick} onClick={onClick}>
    <span>{children}</span>
  </button>
);

/** Monday is 1, Sunday 7. */
function firstWeekday(language: string): number {
  const locale = new Intl.Locale(language) as Intl.Locale & { getWeekInfo?: () => { firstDay: number } };
  return locale.getWeekInfo?.().firstDay ?? 1;
}
