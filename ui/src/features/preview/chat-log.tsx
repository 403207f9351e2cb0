/** The messages of a test chat with what the bot is about to say; it stays at its end while new ones come. */
import { Button, Loader, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useBotErrorText } from "../../components/bot-error-text.ts";
import { Problem } from "../../components/problem.tsx";
import telegram from "../../components/telegram.module.css";
import { useStickToEnd } from "../../components/use-stick-to-end.ts";
import { shown } from "./chat.ts";
import { ChatBubble } from "./chat-bubble.tsx";
import classes from "./preview.module.css";
import { RichText } from "./rich-text.tsx";
import type { Preview } from "./use-preview.ts";

export function ChatLog({ preview }: { preview: Preview }) {
  const { t } = useTranslation();
  const errorText = useBotErrorText();
  const { chat, ready, error, say } = preview;
  const items = shown(chat);
  const { draft, typing, press } = chat;
  const last = items.at(-1);
  const ending = JSON.stringify([last, items.length, draft, typing !== null, error !== null, chat.ended]);
  const scroll = useStickToEnd(ending, items[0]?.key);
  const empty = items.length === 0 && !typing && !draft;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard must be able to scroll it
    <div className={classes.scroll} ref={scroll} tabIndex={0} role="log" aria-label={t("tryOut.messages")}>
      <div className={`${telegram.chat} ${classes.log}`}>
        {empty && !error && (
          <div className={classes.empty}>
            {ready ? (
              <>
                <Text size="sm">{t("tryOut.empty")}</Text>
                <Button mt="sm" onClick={() => void say("/start")}>
                  {t("tryOut.start")}
                </Button>
              </>
            ) : (
              <Loader size="sm" color="white" aria-label={t("tryOut.opening")} />
            )}
          </div>
        )}
        {items.map((item) =>
          "code" in item ? (
            <div key={item.key} className={`${telegram.note} ${classes.trouble}`}>
              {errorText({ code: item.code, message: item.message, at: "" })}
            </div>
          ) : (
            <ChatBubble
              key={item.key}
              message={item}
              fileAddress={preview.fileAddress}
              press={press?.messageId === item.order ? press : null}
              onPress={(data) => void preview.press(item.order, data)}
              onCommand={(command) => void say(command)}
            />
          ),
        )}
        {draft && (
          <div className={`${telegram.bubble} ${classes.bubble} ${classes.draft}`} dir="auto">
            <RichText text={draft.text} entities={draft.entities} onCommand={() => {}} />
          </div>
        )}
        {typing && (
          <div className={`${telegram.bubble} ${classes.typing}`}>
            <Loader type="dots" size="xs" aria-label={t("tryOut.typing")} />
          </div>
        )}
        {chat.ended && <div className={telegram.note}>{t("tryOut.ended")}</div>}
        {error !== null && (
          <div className={classes.problem}>
            <Problem error={error} own={{ conflict: t("tryOut.stale") }} />
          </div>
        )}
      </div>
    </div>
  );
}
