/** Deletes a bot with its history, after its name has been typed. */
import { Button, Card, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import type { Bot } from "#shared/schemas/bot.ts";
import { handleOf } from "../../components/bot-handle.ts";
import { CardTitle } from "../../components/card-title.tsx";
import { Foreign } from "../../components/foreign.tsx";
import { Problem } from "../../components/problem.tsx";
import { useToast } from "../../components/toast.tsx";
import { useDeleteBot } from "./queries.ts";

export function DangerZone({ bot }: { bot: Bot }) {
  const { t } = useTranslation();
  const [opened, { open, close }] = useDisclosure();
  return (
    <Card style={{ borderColor: "var(--mantine-color-red-3)" }}>
      <Group justify="space-between" gap="md">
        <CardTitle title={t("danger.title")}>{t("danger.text")}</CardTitle>
        <Button color="red" variant="light" onClick={open}>
          {t("danger.delete")}
        </Button>
      </Group>
      <Modal
        opened={opened}
        onClose={close}
        title={t("danger.question")}
        closeButtonProps={{ "aria-label": t("common.close") }}
      >
        <Question bot={bot} onClose={close} />
      </Modal>
    </Card>
  );
}

function Question({ bot, onClose }: { bot: Bot; onClose: () => void }) {
  const { t } = useTranslation();
  const toast = useToast();
  const [, navigate] = useLocation();
  const [typed, setTyped] = useState("");
  const remove = useDeleteBot(bot.id);
  // What is typed may differ in spaces that nobody sees.
  const same = typed.trim() === bot.name.trim() || typed.trim() === handleOf(bot);
  const submit = () => {
    if (!same) return;
    remove.mutate(undefined, {
      onSuccess: () => {
        navigate("/bots", { state: "done" });
        toast(t("danger.deleted"));
      },
    });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack gap="md">
        <Text size="sm">
          {t("danger.type")} <Foreign fw={650}>{bot.name}</Foreign>
        </Text>
        <TextInput
          label={t("danger.name")}
          data-autofocus
          dir="auto"
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Problem error={remove.error} />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          <Button type="submit" color="red" disabled={!same} loading={remove.isPending}>
            {t("danger.confirm")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
