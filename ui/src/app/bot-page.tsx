/** A bot's page: who it is and how it does at the top, a tab for each thing that can be done with it. */
import { Anchor, Box, Button, Container, Group, Tabs, Title } from "@mantine/core";
import { IconMessageCircle } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { isCode } from "../api/api-error.ts";
import { botQuery } from "../api/bots.ts";
import { BotAvatar } from "../components/bot-avatar.tsx";
import { BotState } from "../components/bot-state.tsx";
import { NotFound } from "../components/not-found.tsx";
import { PageTitle } from "../components/page-title.tsx";
import { Section } from "../components/section.tsx";
import { FormSkeleton } from "../components/skeletons.tsx";
import { SwitchBot } from "../components/switch-bot.tsx";
import classes from "./bot-page.module.css";

const Overview = lazy(async () => ({ default: (await import("../features/bot/overview.tsx")).Overview }));
const Ai = lazy(async () => ({ default: (await import("../features/bot/ai.tsx")).Ai }));
const Commands = lazy(async () => ({ default: (await import("../features/commands/commands.tsx")).Commands }));
const Conversations = lazy(async () => ({
  default: (await import("../features/conversations/conversations.tsx")).Conversations,
}));
const Forms = lazy(async () => ({ default: (await import("../features/forms/forms.tsx")).Forms }));
const FormPage = lazy(async () => ({ default: (await import("./form-page.tsx")).FormPage }));
const Deliveries = lazy(async () => ({ default: (await import("../features/deliveries/deliveries.tsx")).Deliveries }));
const DeadLetters = lazy(async () => ({
  default: (await import("../features/dead-letters/dead-letters.tsx")).DeadLetters,
}));
const Sentences = lazy(async () => ({ default: (await import("../features/sentences/sentences.tsx")).Sentences }));
const BotSettings = lazy(async () => ({ default: (await import("../features/bot/bot-settings.tsx")).BotSettings }));
const PreviewPanel = lazy(async () => ({
  default: (await import("../features/preview/preview-panel.tsx")).PreviewPanel,
}));

const tabs = ["overview", "ai", "commands", "forms", "conversations", "webhooks", "settings"] as const;
/** Tabs that have pages of their own for what is in them. */
const withItems: readonly string[] = ["overview", "forms", "conversations", "settings"];

interface Props {
  botId: string;
  tab: string;
  /** The conversation or form that is open, on their tabs; on that of the settings, the sentences, and what is unhandled on the first. */
  item: string | null;
  /** What of the form is shown. */
  view: string | null;
}

export function BotPage({ botId, tab, item, view }: Props) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const { data: bot, error } = useSuspenseQuery(botQuery(botId));
  // Once opened, the test chat goes on while it is out of sight.
  const [trying, setTrying] = useState<"never" | "open" | "closed">("never");
  const tryButton = useRef<HTMLButtonElement>(null);
  const current = tabs.find((known) => known === tab);
  const tabList = useRef<HTMLDivElement>(null);
  // On a phone the row of tabs is wider than the screen.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another tab is what moves it
  useEffect(() => {
    const list = tabList.current;
    const chosen = list?.querySelector<HTMLElement>("[aria-selected=true]");
    if (list && chosen) list.scrollLeft = chosen.offsetLeft - (list.clientWidth - chosen.offsetWidth) / 2;
  }, [current]);
  // Deleted while somebody looked at it.
  if (isCode(error, "not_found")) return <NotFound />;
  if (!current || (item !== null && !withItems.includes(current))) return <NotFound />;
  if (view !== null && current !== "forms") return <NotFound />;
  if (current === "settings" && item !== null && item !== "sentences") return <NotFound />;
  if (current === "overview" && item !== null && item !== "unhandled") return <NotFound />;
  const open = (next: string | null) => navigate(next === "overview" ? `/bots/${botId}` : `/bots/${botId}/${next}`);
  return (
    <Container
      size={1180}
      px={{ base: "md", sm: "xl" }}
      pt={{ base: "lg", sm: 36 }}
      pb="xl"
      className={trying === "open" ? classes.beside! : ""}
    >
      {/* Isolated: a name may turn the direction of what follows it. */}
      <PageTitle>{`\u2068${bot.name}\u2069 – ${t(`bot.tabs.${current}`)}`}</PageTitle>
      <Group
        justify="space-between"
        gap="md"
        mb="lg"
        className={item && current === "conversations" ? classes.compact : undefined}
      >
        <Group gap="md" wrap="nowrap" miw={0}>
          <BotAvatar name={bot.name} seed={bot.id} size={52} />
          <Box miw={0}>
            <Title order={1} className="foreign" dir="auto" lineClamp={2}>
              {bot.name}
            </Title>
            <Group gap="sm" mt={4}>
              {bot.username !== null && (
                <Anchor size="sm" href={`https://t.me/${bot.username}`} target="_blank" rel="noreferrer">
                  @{bot.username}
                </Anchor>
              )}
              <BotState state={bot.status.state} />
            </Group>
          </Box>
        </Group>
        <Group gap="sm" align="flex-start">
          <Button
            ref={tryButton}
            variant="light"
            leftSection={<IconMessageCircle size={16} aria-hidden />}
            aria-expanded={trying === "open"}
            onClick={() => setTrying(trying === "open" ? "closed" : "open")}
          >
            {t("tryOut.open")}
          </Button>
          {(bot.username !== null || !bot.isActive) && <SwitchBot bot={bot} />}
        </Group>
      </Group>
      <Tabs value={current} onChange={open} activateTabWithKeyboard={false} keepMounted={false}>
        <Tabs.List ref={tabList} className={classes.tabs!} aria-label={t("bot.tabs.label")}>
          {tabs.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`bot.tabs.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={current} pt="lg" key={current}>
          <Section fallback={<FormSkeleton />}>
            {current === "overview" && item === null && <Overview botId={botId} />}
            {current === "overview" && item !== null && <DeadLetters botId={botId} />}
            {current === "ai" && <Ai botId={botId} />}
            {current === "commands" && <Commands botId={botId} />}
            {current === "forms" && item === null && <Forms botId={botId} />}
            {current === "forms" && item !== null && <FormPage key={item} botId={botId} formId={item} view={view} />}
            {current === "conversations" && <Conversations botId={botId} openId={item} />}
            {current === "webhooks" && <Deliveries botId={botId} />}
            {current === "settings" && item === "sentences" && <Sentences botId={botId} />}
            {current === "settings" && item === null && <BotSettings botId={botId} />}
          </Section>
        </Tabs.Panel>
      </Tabs>
      {trying !== "never" && (
        <Suspense>
          <PreviewPanel
            bot={bot}
            opened={trying === "open"}
            onClose={() => {
              setTrying("closed");
              tryButton.current?.focus();
            }}
          />
        </Suspense>
      )}
    </Container>
  );
}
