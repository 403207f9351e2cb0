/** The calendar under a question for a date. */
import { useTranslation } from "react-i18next";
import classes from "../../components/telegram.module.css";
import { weeksOf } from "./asked-question.ts";
import type { ButtonsProps } from "./field-looks.tsx";
import place from "./form-preview.module.css";
import { Key, Row } from "./preview-keys.tsx";

/** The month that the bot shows first. The ways to others are there, and lead nowhere. */
export function PreviewCalendar({ field, today, onAnswer }: ButtonsProps) {
  const { t, i18n } = useTranslation();
  const { language } = i18n;
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
            <Key key={column} onClick={day !== null && fits(day) ? onAnswer : undefined}>
              {day !== null && fits(day) ? String(day) : "·"}
            </Key>
          ))}
        </div>
      ))}
      {month === today.slice(0, 7) && fits(Number(today.slice(8))) && (
        <Row>{[{ text: t("formPreview.today"), onClick: onAnswer }]}</Row>
      )}
    </>
  );
}

/** Monday is 1, Sunday 7. */
function firstWeekday(language: string): number {
  const locale = new Intl.Locale(language) as Intl.Locale & { getWeekInfo?: () => { firstDay: number } };
  return locale.getWeekInfo?.().firstDay ?? 1;
}
