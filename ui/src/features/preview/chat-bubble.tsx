/** One message of the test chat: what it says and holds, and the buttons under it. */
import { Loader } from "@mantine/core";
import { IconExternalLink, IconFile, IconMapPin, IconPhoto, IconUser } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import telegram from "../../components/telegram.module.css";
import type { Attachment, ChatMessage, InlineButton, Press } from "./chat.ts";
import classes from "./preview.module.css";
import { RichText } from "./rich-text.tsx";

interface Props {
  message: ChatMessage;
  /** Where a file of the bot can be downloaded. */
  fileAddress: (fileId: string) => string;
  /** The button that waits for its answer, if it is one of this message. */
  press: Press | null;
  onPress: (data: string) => void;
  onCommand: (command: string) => void;
}

export function ChatBubble({ message, fileAddress, press, onPress, onCommand }: Props) {
  const { t, i18n } = useTranslation();
  const { from, text, entities, attachment, rows, edited, at } = message;
  const time = new Date(at).toLocaleTimeString(i18n.language, { hour: "2-digit", minute: "2-digit" });
  return (
    <article className={classes.message} data-from={from} data-keys={rows.length > 0 || undefined}>
      <div className={`${from === "bot" ? telegram.bubble : telegram.sent} ${classes.bubble}`} dir="auto">
        <span className={classes.hidden}>{t(`tryOut.from.${from}`)}</span>
        {attachment && <Attached attachment={attachment} fileAddress={fileAddress} />}
        <RichText text={text} entities={entities} onCommand={onCommand} />
        <span className={classes.time}>
          {edited && `${t("tryOut.edited")} `}
          {time}
        </span>
      </div>
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
        <div className={`${telegram.row} ${classes.row}`} key={index}>
          {row.map((button, place) => (
            <Key
              // biome-ignore lint/suspicious/noArrayIndexKey: a button is its place
              key={place}
              button={button}
              waiting={press !== null && press.data === button.callback_data}
              onPress={onPress}
            />
          ))}
        </div>
      ))}
    </article>
  );
}

interface KeyProps {
  button: InlineButton;
  waiting: boolean;
  onPress: (data: string) => void;
}

function Key({ button: { text, url, callback_data: data }, waiting, onPress }: KeyProps) {
  const { t } = useTranslation();
  if (url !== undefined)
    return (
      <a className={`${telegram.key} ${classes.away}`} href={url} target="_blank" rel="noreferrer" dir="auto">
        <span>{text}</span>
        <IconExternalLink size={11} className={telegram.corner} aria-hidden />
      </a>
    );
  return (
    <button
      type="button"
      className={telegram.key}
      dir="auto"
      disabled={data === undefined}
      title={data === undefined ? t("tryOut.notHere") : undefined}
      aria-busy={waiting}
      onClick={() => data !== undefined && onPress(data)}
    >
      <span>{text}</span>
      {waiting && <Loader size={11} color="white" className={telegram.corner} aria-hidden />}
    </button>
  );
}

interface AttachedProps extends Pick<Props, "fileAddress"> {
  attachment: Attachment;
}

function Attached({ attachment, fileAddress }: AttachedProps) {
  const { t } = useTranslation();
  switch (attachment.kind) {
    case "photo":
      if ("fileId" in attachment) {
        const href = fileAddress(attachment.fileId);
        return (
          <a href={href} target="_blank" rel="noreferrer">
            <img src={href} alt={t("tryOut.photo")} className={classes.photo} />
          </a>
        );
      }
      return attachment.url ? (
        <img src={attachment.url} alt={t("tryOut.photo")} className={classes.photo} />
      ) : (
        <span className={classes.attached}>
          <IconPhoto size={18} aria-hidden /> {t("tryOut.photo")}
        </span>
      );
    case "file": {
      const name = attachment.name || t("tryOut.file");
      return (
        <span className={classes.attached}>
          <IconFile size={18} aria-hidden />
          {attachment.fileId === undefined ? (
            name
          ) : (
            <a href={fileAddress(attachment.fileId)} download className={classes.link}>
              {name}
            </a>
          )}
        </span>
      );
    }
    case "contact":
      return (
        <span className={classes.attached}>
          <IconUser size={18} aria-hidden /> {attachment.name}, {attachment.phone}
        </span>
      );
    case "location":
      return (
        <span className={classes.attached}>
          <IconMapPin size={18} aria-hidden /> {attachment.latitude}, {attachment.longitude}
        </span>
      );
    case "other":
      return <span className={classes.attached}>{t("tryOut.other", { kind: attachment.what })}</span>;
  }
}
