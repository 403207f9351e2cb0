/**
 * The test chat at the right of a bot's page: the same bot, without Telegram. The page beside it stays usable; on a
 * phone it takes the whole screen.
 */
import {
  ActionIcon,
  Alert,
  Badge,
  Box,
  Button,
  FocusTrap,
  Group,
  Modal,
  SegmentedControl,
  Text,
  Tooltip,
} from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconRefresh, IconX } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Bot } from "#shared/schemas/bot.ts";
import { useSwitchBot } from "../../api/bots.ts";
import { BotAvatar } from "../../components/bot-avatar.tsx";
import { Foreign } from "../../components/foreign.tsx";
import { ChatLog } from "./chat-log.tsx";
import { Composer } from "./composer.tsx";
import classes from "./preview.module.css";
import { type PersonLanguage, type Preview, usePreview } from "./use-preview.ts";

/** A toast of Telegram's clients stays about so long. */
const answerMs = 4_000;

interface Props {
  bot: Bot;
  /** Closed, the chat is kept, out of sight. */
  opened: boolean;
  onClose: () => void;
}

export function PreviewPanel({ bot, opened, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const phone = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const [language, setLanguage] = useState<PersonLanguage>(i18n.language === "ru" ? "ru" : "en");
  const [firstName] = useState(() => t("tryOut.person"));
  const preview = usePreview({ botId: bot.id, language, firstName, listening: opened });
  const field = useRef<HTMLTextAreaElement>(null);
  const { chat, ready, connected, restart } = preview;

  useEffect(() => {
    if (opened) field.current?.focus({ preventScroll: true });
  }, [opened]);

  if (!opened) return null;
  return (
    <FocusTrap active={phone}>
      <section
        className={classes.panel}
        {...(phone && { role: "dialog", "aria-modal": true })}
        aria-label={t("tryOut.title")}
        onKeyDown={(event) => {
          if (event.key !== "Escape" || event.defaultPrevented) return;
          event.stopPropagation();
          onClose();
        }}
      >
        <header className={classes.head}>
          <Group gap="sm" wrap="nowrap">
            <BotAvatar name={bot.name} seed={bot.id} size={36} />
            <Box miw={0} flex={1}>
              <Group gap={6} wrap="nowrap">
                <Foreign fw={640} size="sm" truncate>
                  {bot.name}
                </Foreign>
                <Badge size="xs" variant="light" tt="none" style={{ flex: "none" }}>
                  {t("tryOut.badge")}
                </Badge>
              </Group>
              <Text size="xs" c="dimmed" role="status">
                {t(chat.ended ? "tryOut.over" : !ready || connected ? "tryOut.title" : "tryOut.reconnecting")}
              </Text>
            </Box>
            <Tooltip label={t("tryOut.restart")}>
              <ActionIcon variant="subtle" color="gray" size={34} aria-label={t("tryOut.restart")} onClick={restart}>
                <IconRefresh size={18} stroke={1.7} />
              </ActionIcon>
            </Tooltip>
            <ActionIcon variant="subtle" color="gray" size={34} aria-label={t("tryOut.close")} onClick={onClose}>
              <IconX size={18} stroke={1.7} />
            </ActionIcon>
          </Group>
          <Group gap="xs" justify="space-between" wrap="nowrap" mt={8}>
            <Text size="xs" c="dimmed" lh={1.35}>
              {t("tryOut.text")}
            </Text>
            <SegmentedControl
              size="xs"
              style={{ flex: "none" }}
              aria-label={t("tryOut.language")}
              data={[
                { value: "en", label: "EN" },
                { value: "ru", label: "RU" },
              ]}
              value={language}
              onChange={(chosen) => setLanguage(chosen as PersonLanguage)}
            />
          </Group>
          {!bot.isActive && <Stopped bot={bot} />}
        </header>
        <ChatLog preview={preview} />
        <Answer preview={preview} />
        {chat.ended ? (
          <Box p="sm">
            <Button fullWidth onClick={restart}>
              {t("tryOut.restart")}
            </Button>
          </Box>
        ) : (
          <Composer preview={preview} language={language} firstName={firstName} disabled={!ready} field={field} />
        )}
      </section>
    </FocusTrap>
  );
}

function Stopped({ bot }: { bot: Bot }) {
  const { t } = useTranslation();
  const change = useSwitchBot(bot.id);
  return (
    <Alert variant="light" color="yellow" mt="xs" p="xs">
      <Group gap="xs" justify="space-between">
        <Text size="xs">{t("tryOut.stopped")}</Text>
        <Button size="compact-xs" loading={change.isPending} onClick={() => change.mutate("start")}>
          {t("bot.start")}
        </Button>
      </Group>
    </Alert>
  );
}

/** What a press was answered with: over the chat for a moment, or until it is read where the bot wants that. */
function Answer({ preview }: { preview: Preview }) {
  const { t } = useTranslation();
  const { chat, dispatch } = preview;
  const { answer } = chat;
  const passes = answer !== null && !answer.showAlert && !answer.url;
  useEffect(() => {
    if (!passes || !answer) return;
    const timer = setTimeout(() => dispatch({ type: "answerSeen" }), answerMs);
    return () => clearTimeout(timer);
  }, [passes, answer, dispatch]);
  const close = () => dispatch({ type: "answerSeen" });
  return (
    <>
      <div className={classes.toastPlace} role="status">
        {answer && passes && (
          <div className={classes.toast} dir="auto">
            {answer.text}
          </div>
        )}
      </div>
      <Modal
        opened={answer !== null && !passes}
        onClose={close}
        size="xs"
        title={t("tryOut.alert")}
        closeButtonProps={{ "aria-label": t("common.close") }}
      >
        {answer?.text && (
          <Foreign size="sm" multiline>
            {answer.text}
          </Foreign>
        )}
        {answer?.url && (
          <Foreign size="sm" display="block">
            {answer.url}
          </Foreign>
        )}
        <Group justify="flex-end" mt="md">
          <Button onClick={close} data-autofocus>
            OK
          </Button>
        </Group>
      </Modal>
    </>
  );
}
