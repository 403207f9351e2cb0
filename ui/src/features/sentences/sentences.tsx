/** What the bot says by itself, in each of its languages, and what it shall say instead. */
import {
  Box,
  Button,
  Card,
  Checkbox,
  CloseButton,
  Group,
  SegmentedControl,
  Stack,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Language, languages } from "#shared/schemas/language.ts";
import { issuesByField } from "../../api/api-error.ts";
import { BackLink } from "../../components/back-link.tsx";
import { languageNames } from "../../components/language-names.ts";
import { useLeaveGuard } from "../../components/leave-guard.tsx";
import { Problem } from "../../components/problem.tsx";
import { useToast } from "../../components/toast.tsx";
import { sentencesQuery, useUpdateSentences } from "./queries.ts";
import { changesOf, grouped, matches, untouched, written } from "./sentence-draft.ts";
import { SentenceField } from "./sentence-field.tsx";
import classes from "./sentences.module.css";

const known = ["general", "forms", "notifications"] as const;

export function Sentences({ botId }: { botId: string }) {
  const { t, i18n } = useTranslation();
  const toast = useToast();
  const { data: sentences } = useSuspenseQuery(sentencesQuery(botId));
  const update = useUpdateSentences(botId);
  const [language, setLanguage] = useState<Language>(i18n.language === "ru" ? "ru" : "en");
  const [draft, setDraft] = useState(untouched);
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed, 200);
  const [ownOnly, setOwnOnly] = useState(false);
  const changes = changesOf(sentences, draft);
  useLeaveGuard(changes !== null);

  const change = useCallback(
    (id: string, text: string) =>
      setDraft((before) => ({ ...before, [language]: { ...before[language], [id]: text } })),
    [language],
  );
  const faults = issuesByField(update.error);
  const save = () => {
    if (!changes) return;
    update.mutate(changes, {
      onSuccess: () => {
        setDraft(untouched);
        toast(t("common.saved"));
      },
      onError: (error) => {
        const [first] = Object.keys(issuesByField(error));
        const [faulty, ...id] = first?.split(".") ?? [];
        const place = languages.find((one) => one === faulty);
        if (!place) return;
        setTyped("");
        setOwnOnly(false);
        setLanguage(place);
        // Once the language has changed, and the search is over.
        setTimeout(() => document.getElementById(`sentence-${id.join(".")}`)?.focus(), 250);
      },
    });
  };
  const isOwn = (id: string) => {
    const sentence = sentences.find((one) => one.id === id);
    return sentence !== undefined && languages.some((one) => written(sentence, draft, one) !== "");
  };
  const found = sentences.filter((sentence) => matches(sentence, search, draft) && (!ownOnly || isOwn(sentence.id)));
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Stack gap="lg" maw={760}>
        <Box>
          <BackLink href={`/bots/${botId}/settings`}>{t("bot.tabs.settings")}</BackLink>
          <Title order={2} mt="xs">
            {t("sentences.title")}
          </Title>
          <Text size="sm" c="dimmed" mt={4}>
            {t("sentences.text")}
          </Text>
          <Text size="sm" c="dimmed" mt={4}>
            {t("sentences.syntax", { names: "{ $first_name }, { $username }, { $bot_name }" })}
          </Text>
        </Box>
        <Group gap="sm">
          <SegmentedControl
            aria-label={t("sentences.language")}
            data={languages.map((value) => ({ value, label: languageNames[value] }))}
            value={language}
            onChange={(value) => setLanguage(value as Language)}
          />
          <TextInput
            flex="1 1 200px"
            type="search"
            aria-label={t("sentences.search")}
            placeholder={t("sentences.search")}
            leftSection={<IconSearch size={16} aria-hidden />}
            rightSection={
              typed && <CloseButton size="sm" aria-label={t("common.clear")} onClick={() => setTyped("")} />
            }
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Checkbox
            label={t("sentences.ownOnly")}
            checked={ownOnly}
            onChange={(event) => setOwnOnly(event.currentTarget.checked)}
          />
        </Group>
        {found.length === 0 && (
          <Text c="dimmed" ta="center" py="xl">
            {t("sentences.noneFound")}
          </Text>
        )}
        {grouped(found).map(({ group, kind, sentences: members }) => {
          const topic = known.find((one) => one === group);
          const title = `${topic ? t(`sentences.groups.${topic}`) : group} · ${t(`sentences.kinds.${kind}`)}`;
          return (
            <Card key={`${group}/${kind}`} component="section" aria-label={title}>
              <Title order={3} mb="md">
                {title}
              </Title>
              <Stack gap="md">
                {members.map((sentence) => {
                  const value = written(sentence, draft, language);
                  // What was refused is marked until it is written anew.
                  const tried = update.variables?.[language]?.[sentence.id] === value;
                  return (
                    <SentenceField
                      key={sentence.id}
                      sentence={sentence}
                      language={language}
                      value={value}
                      error={(tried && faults[`${language}.${sentence.id}`]) || null}
                      onChange={change}
                    />
                  );
                })}
              </Stack>
            </Card>
          );
        })}
        {changes !== null && (
          <Box className={classes.bar!}>
            <Stack gap="xs">
              <Problem error={update.error} />
              <Group gap="sm">
                <Button type="submit" loading={update.isPending}>
                  {t("common.save")}
                </Button>
                <Button
                  variant="subtle"
                  color="gray"
                  onClick={() => {
                    update.reset();
                    setDraft(untouched);
                  }}
                >
                  {t("common.discard")}
                </Button>
                <Text size="sm" c="dimmed" role="status">
                  {t("unsaved.notice")}
                </Text>
              </Group>
            </Stack>
          </Box>
        )}
      </Stack>
    </form>
  );
}
