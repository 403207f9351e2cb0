/** A moment as a time of today or a date; the exact time is its tooltip. */
import { useTranslation } from "react-i18next";
import { clock } from "./relative-time.ts";

export function Moment({ at }: { at: string }) {
  const { i18n } = useTranslation();
  const date = new Date(at);
  return (
    <time dateTime={at} title={date.toLocaleString(i18n.language)}>
      {clock(date, new Date(), i18n.language)}
    </time>
  );
}
