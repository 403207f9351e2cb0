/** Where the pretended person writes: a text, a photo, a contact, a place, and the keyboard that the bot has put there. */
import { ActionIcon, Menu, Textarea, Tooltip } from "@mantine/core";
import {
  IconFile,
  IconKeyboard,
  IconKeyboardHide,
  IconMapPin,
  IconPaperclip,
  IconPhoto,
  IconSend2,
  IconUser,
} from "@tabler/icons-react";
import { type ClipboardEvent, type KeyboardEvent, type RefObject, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { PreviewKeyboard } from "#shared/schemas/preview.ts";
import telegram from "../../components/telegram.module.css";
import classes from "./preview.module.css";
import { ContactPanel, LocationPanel } from "./share-panel.tsx";
import type { PersonLanguage, Preview } from "./use-preview.ts";

interface Props {
  preview: Preview;
  language: PersonLanguage;
  firstName: string;
  /** Nothing can be sent. */
  disabled: boolean;
  field: RefObject<HTMLTextAreaElement | null>;
}

export function Composer({ preview, language, firstName, disabled, field }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [sharing, setSharing] = useState<"contact" | "location" | null>(null);
  const picker = useRef<HTMLInputElement>(null);
  const as = useRef<"photo" | "document">("photo");
  const { chat, dispatch, say } = preview;
  const keys = chat.keyboard?.keyboard;

  const send = async () => {
    const said = text.trim();
    if (said === "" || disabled) return;
    setText("");
    if (!(await say(said))) setText((typed) => typed || said);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void send();
  };
  const onPaste = (event: ClipboardEvent) => {
    const image = [...event.clipboardData.files].find(({ type }) => type.startsWith("image/"));
    if (!image || disabled) return;
    event.preventDefault();
    void preview.sendPhoto(image, "photo");
  };
  const pick = (kind: typeof as.current) => {
    as.current = kind;
    picker.current?.click();
  };
  const share = (kind: typeof sharing) => {
    setSharing(kind);
    if (kind === null) field.current?.focus();
  };
  const panel = { preview, language, firstName, onDone: () => share(null) };

  return (
    <div className={classes.composer}>
      {sharing === "contact" && <ContactPanel {...panel} />}
      {sharing === "location" && <LocationPanel {...panel} />}
      <div className={classes.input}>
        <Menu position="top-start" disabled={disabled} withinPortal>
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" size={36} disabled={disabled} aria-label={t("tryOut.attach")}>
              <IconPaperclip size={19} stroke={1.7} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconPhoto size={16} aria-hidden />} onClick={() => pick("photo")}>
              {t("tryOut.photo")}
            </Menu.Item>
            <Menu.Item leftSection={<IconFile size={16} aria-hidden />} onClick={() => pick("document")}>
              {t("tryOut.photoAsFile")}
            </Menu.Item>
            <Menu.Item leftSection={<IconUser size={16} aria-hidden />} onClick={() => share("contact")}>
              {t("tryOut.contact")}
            </Menu.Item>
            <Menu.Item leftSection={<IconMapPin size={16} aria-hidden />} onClick={() => share("location")}>
              {t("tryOut.location")}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
        <input
          ref={picker}
          type="file"
          accept="image/*"
          hidden
          aria-label={t("tryOut.photo")}
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            event.currentTarget.value = "";
            if (file) void preview.sendPhoto(file, as.current);
          }}
        />
        <Textarea
          ref={field}
          flex={1}
          miw={0}
          minRows={1}
          maxRows={5}
          maxLength={4096}
          dir="auto"
          disabled={disabled}
          aria-label={t("tryOut.message")}
          placeholder={(!chat.folded && chat.keyboard?.input_field_placeholder) || t("tryOut.placeholder")}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
        {keys && (
          <Tooltip label={t(chat.folded ? "tryOut.showKeys" : "tryOut.hideKeys")}>
            <ActionIcon
              variant="subtle"
              color="gray"
              size={36}
              aria-label={t(chat.folded ? "tryOut.showKeys" : "tryOut.hideKeys")}
              aria-expanded={!chat.folded}
              onClick={() => dispatch({ type: "folded", folded: !chat.folded })}
            >
              {chat.folded ? <IconKeyboard size={19} stroke={1.7} /> : <IconKeyboardHide size={19} stroke={1.7} />}
            </ActionIcon>
          </Tooltip>
        )}
        <ActionIcon
          size={36}
          radius="md"
          aria-label={t("tryOut.send")}
          disabled={disabled || text.trim() === ""}
          onClick={() => void send()}
        >
          <IconSend2 size={18} stroke={1.7} />
        </ActionIcon>
      </div>
      {keys && !chat.folded && (
        <ReplyKeys
          rows={keys}
          disabled={disabled}
          onTap={({ text, request_contact, request_location }) => {
            if (request_contact) return share("contact");
            if (request_location) return share("location");
            dispatch({ type: "tapped" });
            void say(text);
          }}
        />
      )}
    </div>
  );
}

type ReplyKey = NonNullable<PreviewKeyboard["keyboard"]>[number][number];

interface KeysProps {
  rows: readonly (readonly ReplyKey[])[];
  disabled: boolean;
  onTap: (key: ReplyKey) => void;
}

function ReplyKeys({ rows, disabled, onTap }: KeysProps) {
  const { t } = useTranslation();
  return (
    <fieldset className={classes.keys} aria-label={t("tryOut.keyboard")}>
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
        <div className={`${telegram.row} ${classes.row}`} key={index}>
          {row.map((key, place) => (
            <button
              // biome-ignore lint/suspicious/noArrayIndexKey: a key is its place
              key={place}
              type="button"
              className={classes.replyKey}
              dir="auto"
              disabled={disabled}
              onClick={() => onTap(key)}
            >
              {key.text}
            </button>
          ))}
        </div>
      ))}
    </fieldset>
  );
}
