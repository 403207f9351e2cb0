/** An answer as it can be read, looked at or followed. */
import { Anchor, Text } from "@mantine/core";
import { IconMapPin, IconPhoto } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { FieldType } from "#shared/schemas/form.ts";
import type { Answer } from "#shared/schemas/submission.ts";
import { Foreign } from "../../components/foreign.tsx";
import { answerText, isLocation, isPhoto, mapLink } from "./answer-text.ts";
import classes from "./submissions.module.css";

interface Props {
  answer: Answer | undefined;
  type: FieldType | null;
  /** In full: photos are shown, texts keep their lines. */
  whole?: boolean;
}

export function AnswerView({ answer, type, whole = false }: Props) {
  const { t, i18n } = useTranslation();
  if (answer === undefined)
    return (
      <Text component="span" size="sm" c="dimmed">
        –
      </Text>
    );
  if (isPhoto(answer)) {
    const href = `/api/v1/files/${encodeURIComponent(answer.fileId)}`;
    if (whole)
      return (
        <a href={href} target="_blank" rel="noreferrer" className={classes.photo}>
          <img src={href} alt={t("submissions.photo")} loading="lazy" />
        </a>
      );
    return (
      <Anchor href={href} target="_blank" rel="noreferrer" size="sm" className={classes.link}>
        <IconPhoto size={15} aria-hidden />
        {t("submissions.photo")}
      </Anchor>
    );
  }
  if (isLocation(answer))
    return (
      <Anchor href={mapLink(answer)} target="_blank" rel="noreferrer" size="sm" className={classes.link}>
        <IconMapPin size={15} aria-hidden />
        {whole ? `${answer.latitude}, ${answer.longitude}` : t("submissions.location")}
      </Anchor>
    );
  const text = answerText(answer, type, i18n.language) ?? "";
  return whole ? (
    <Foreign size="sm" multiline display="block">
      {text}
    </Foreign>
  ) : (
    <Foreign size="sm" lineClamp={2} title={text}>
      {text}
    </Foreign>
  );
}
