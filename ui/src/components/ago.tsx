/** A moment as "3 sec. ago"; the exact time is its tooltip. */
import { useTranslation } from "react-i18next";
import { ago } from "./relative-time.ts";
import { useNow } from "./use-now.ts";

export function Ago({ at }: { at: string }) {
  const { i18n } = useTranslation();
  const now = useNow();
  const date = new Date(at);
  return (
    <time dateTime={at} title={date.toLocaleString(i18n.language)}>
      {ago(now - date.getTime(), i18n.language)}
    </time>
  );
}
