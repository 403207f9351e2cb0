/** One test chat with a bot: its session, what comes from the bot, and all that can be done in it. */
import { useCallback, useEffect, useReducer, useRef, useState } from "react";
import type { PreviewSession } from "#shared/schemas/preview.ts";
import {
  endSession,
  fileAddress,
  pressButton,
  sendContact,
  sendLocation,
  sendPhoto,
  sendText,
  startSession,
} from "./calls.ts";
import { emptyChat, next, type Sent } from "./chat.ts";
import { followEvents } from "./event-stream.ts";

export type PersonLanguage = "en" | "ru";

interface Options {
  botId: string;
  language: PersonLanguage;
  /** The name of the pretended person. */
  firstName: string;
  /** While it is false nothing is listened to; it is caught up with afterwards. */
  listening: boolean;
}

/** Telegram shows it for so long. */
const typingMs = 5_000;
/** Telegram's clients give up then. */
const pressMs = 30_000;

export function usePreview({ botId, language, firstName, listening }: Options) {
  const [chat, dispatch] = useReducer(next, emptyChat);
  const [session, setSession] = useState<PreviewSession | null>(null);
  const [connected, setConnected] = useState(false);
  const [error, setError] = useState<unknown>(null);
  /** Counts up when the chat begins anew. */
  const [run, setRun] = useState(0);
  const seen = useRef(0);
  const keys = useRef(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `run` is what begins it anew
  useEffect(() => {
    let over = false;
    let begun: PreviewSession | null = null;
    const end = (id: string) => void endSession(id).catch(() => {}); // it ends by itself in a day
    startSession(botId, { firstName, languageCode: language }).then(
      (made) => {
        begun = made;
        if (over) return end(made.id);
        seen.current = 0;
        setSession(made);
      },
      (refused: unknown) => !over && setError(refused),
    );
    return () => {
      over = true;
      if (begun) end(begun.id);
      setSession(null);
      setConnected(false);
      setError(null);
      dispatch({ type: "anew" });
    };
  }, [botId, firstName, language, run]);

  const sessionId = session?.id;
  useEffect(() => {
    if (!sessionId || !listening) return;
    return followEvents({
      sessionId,
      after: seen.current,
      onEvent: (event, id) => {
        seen.current = id;
        dispatch(event);
      },
      onConnection: setConnected,
    });
  }, [sessionId, listening]);

  const { typing, press } = chat;
  useEffect(() => {
    if (!typing) return;
    const timer = setTimeout(() => dispatch({ type: "quiet" }), typingMs);
    return () => clearTimeout(timer);
  }, [typing]);
  useEffect(() => {
    if (!press) return;
    const timer = setTimeout(() => dispatch({ type: "unpressed" }), pressMs);
    return () => clearTimeout(timer);
  }, [press]);

  /** @returns whether the bot has it; a refusal is told, and the message taken back */
  const send = async (sent: Sent, call: (id: string) => Promise<{ messageId: number }>): Promise<boolean> => {
    if (!sessionId) return false;
    keys.current += 1;
    const key = `sent-${keys.current}`;
    setError(null);
    dispatch({ type: "sent", key, sent, at: Date.now() });
    try {
      const { messageId } = await call(sessionId);
      dispatch({ type: "arrived", key, messageId });
      return true;
    } catch (refused) {
      dispatch({ type: "refused", key });
      setError(refused);
      return false;
    }
  };

  return {
    chat,
    dispatch,
    ready: session !== null,
    connected,
    error,
    fileAddress: (fileId: string) => fileAddress(sessionId ?? "", fileId),
    restart: useCallback(() => setRun((before) => before + 1), []),
    say: (text: string) => send({ text }, (id) => sendText(id, text)),
    sendContact: (phoneNumber: string, name: string, own: boolean) =>
      send({ attachment: { kind: "contact", name, phone: phoneNumber } }, (id) =>
        sendContact(id, { phoneNumber, firstName: name, own }),
      ),
    sendLocation: (latitude: number, longitude: number) =>
      send({ attachment: { kind: "location", latitude, longitude } }, (id) =>
        sendLocation(id, { latitude, longitude }),
      ),
    async sendPhoto(file: File, as: "photo" | "document") {
      const attachment =
        as === "photo"
          ? ({ kind: "photo", url: await asDataUrl(file) } as const)
          : ({ kind: "file", name: file.name } as const);
      return send({ attachment }, (id) => sendPhoto(id, file, as));
    },
    async press(messageId: number, data: string) {
      if (!sessionId) return;
      setError(null);
      dispatch({ type: "pressed", messageId, data });
      try {
        const { callbackQueryId } = await pressButton(sessionId, messageId, data);
        dispatch({ type: "asked", callbackQueryId });
      } catch (refused) {
        dispatch({ type: "unpressed" });
        setError(refused);
      }
    },
  };
}

export type Preview = ReturnType<typeof usePreview>;

/** @returns a picture as an address that the page's policy lets it show; `null` for a file that cannot be read */
const asDataUrl = (file: File): Promise<string | null> =>
  new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(typeof reader.result === "string" ? reader.result : null);
    reader.onerror = () => resolve(null);
    reader.readAsDataURL(file);
  });
