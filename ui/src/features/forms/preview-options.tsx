/** The options under a question: one that is pressed answers, or is ticked where several can be chosen. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answerKindOf } from "#shared/schemas/field-types.ts";
import { keysOf, pageCount } from "./asked-question.ts";
import type { ButtonsProps } from "./field-looks.tsx";
import { Row } from "./preview-keys.tsx";

export function PreviewOptions({ field, onAnswer }: ButtonsProps) {
  const { t } = useTranslation();
  const [page, setPage] = useState(0);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const several = answerKindOf(field.type) === "options";
  const pages = pageCount(field);
  const shownPage = Math.min(page, pages - 1);
  const press = (text: string, kind: string) => {
    if (kind === "page") return setPage((shownPage + (text === "›" ? 1 : pages - 1)) % pages);
    if (kind === "none") return;
    if (!several) return onAnswer();
    const option = text.slice(text.indexOf(" ") + 1);
    const after = new Set(ticked);
    if (!after.delete(option)) after.add(option);
    setTicked(after);
  };
  return (
    <>
      {keysOf(field, shownPage, ticked).map((row) => (
        <Row key={row[0]?.text}>{row.map(({ text, kind }) => ({ text, onClick: () => press(text, kind) }))}</Row>
      ))}
      {several && <Row>{[{ text: t("formPreview.done", { count: ticked.size }), onClick: onAnswer }]}</Row>}
    </>
  );
}
