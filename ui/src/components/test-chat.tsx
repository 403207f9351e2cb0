/** A chat that asks the model with the instructions at hand, saved or not. Nothing of it reaches Telegram. */
import { ActionIcon, Group, Loader, Paper, ScrollArea, Stack, Text, Textarea } from "@mantine/core";
import { IconSend2 } from "@tabler/icons-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useTestPrompt } from "../api/bots.ts";
import { Problem } from "./problem.tsx";
import classes from "./test-chat.module.css";

interface Exchange {
  id: number;
  question: string;
  answer: string | null;
  note: string;
}

interface Props {
  botId: string;
  systemPrompt: string;
  /** Told after the first answer. */
  onAnswer?: () => void;
  height?: number;
}

export function TestChat({ botId, systemPrompt, onAnswer, height = 320 }: Props) {
  const { t } = useTranslation();
  const [message, setMessage] = useState("");
  const [exchanges, setExchanges] = useState<Exchange[]>([]);
  const test = useTestPrompt(botId);
  const log = useRef<HTMLDivElement>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: scrolls when there is something new to see
  useEffect(() => {
    log.current?.scrollTo({ top: log.current.scrollHeight });
  }, [exchanges, test.isError]);

  const ask = () => {
    const question = message.trim();
    if (question === "" || test.isPending) return;
    const id = exchanges.length;
    setMessage("");
    setExchanges([...exchanges, { id, question, answer: null, note: "" }]);
    test.mutate(
      { message: question, systemPrompt },
      {
        onSuccess: ({ answer, tokensUsed, processingTimeMs }) => {
          const seconds = (processingTimeMs / 1_000).toFixed(1);
          const note = `${t("test.seconds", { seconds })}${tokensUsed === null ? "" : ` · ${t("test.tokens", { count: tokensUsed })}`}`;
          setExchanges((all) => all.map((one) => (one.id === id ? { ...one, answer, note } : one)));
          onAnswer?.();
        },
        onError: () => {
          setExchanges((all) => all.filter((one) => one.id !== id));
          setMessage(question);
        },
      },
    );
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    ask();
  };

  return (
    <Paper withBorder radius="lg" className={classes.chat} role="region" aria-label={t("test.title")}>
      <ScrollArea h={height} type="auto" viewportRef={log} viewportProps={{ tabIndex: 0 }}>
        <Stack gap="sm" p="md" role="log">
          {exchanges.length === 0 && !test.isError && (
            <Text c="dimmed" size="sm" ta="center" py={56} px="lg">
              {t("test.empty")}
            </Text>
          )}
          {exchanges.map(({ id, question, answer, note }) => (
            <Stack key={id} gap={6}>
              <div className={classes.question} dir="auto">
                {question}
              </div>
              {answer === null ? (
                <Loader type="dots" size="sm" aria-label={t("test.thinking")} />
              ) : (
                <>
                  <div className={classes.answer} dir="auto">
                    {answer}
                  </div>
                  <Text size="xs" c="dimmed">
                    {note}
                  </Text>
                </>
              )}
            </Stack>
          ))}
          <Problem error={test.error} />
        </Stack>
      </ScrollArea>
      <Group gap="xs" p="sm" align="flex-end" wrap="nowrap" className={classes.input}>
        <Textarea
          flex={1}
          minRows={1}
          maxRows={5}
          maxLength={4096}
          dir="auto"
          aria-label={t("test.message")}
          placeholder={t("test.placeholder")}
          value={message}
          onChange={(event) => setMessage(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <ActionIcon size={36} radius="md" aria-label={t("test.send")} onClick={ask} loading={test.isPending}>
          <IconSend2 size={18} stroke={1.7} />
        </ActionIcon>
      </Group>
    </Paper>
  );
}
