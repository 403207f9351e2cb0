/** The secrets that sign the workspace's webhooks: made, shown once, replaced with a day for changing over, ended. */
import { Alert, Badge, Box, Button, Card, Code, Group, Stack, Text, Title } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { WebhookSecret } from "#shared/schemas/webhook-delivery.ts";
import { useHasFeature } from "../../api/tenant.ts";
import { Confirm } from "../../components/confirm.tsx";
import { CopyLine } from "../../components/copy-line.tsx";
import { Moment } from "../../components/moment.tsx";
import { NeedsPlan } from "../../components/needs-plan.tsx";
import { Problem } from "../../components/problem.tsx";
import { useCreateSecret, useDeleteSecret, webhookSecretsQuery } from "./webhook-queries.ts";

export function WebhookSecrets() {
  const { t, i18n } = useTranslation();
  const { data: secrets } = useSuspenseQuery(webhookSecretsQuery);
  const allowed = useHasFeature("webhooks");
  const create = useCreateSecret();
  const remove = useDeleteSecret();
  const [rotating, setRotating] = useState(false);
  const [asked, setAsked] = useState<WebhookSecret | null>(null);
  const made = create.data;
  const until = (at: string) =>
    new Intl.DateTimeFormat(i18n.language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(at));
  const make = () => create.mutate(undefined, { onSettled: () => setRotating(false) });
  return (
    <Stack gap="lg">
      {!allowed && <NeedsPlan feature="webhooks" />}
      <Card>
        <Group justify="space-between" gap="sm" mb="xs">
          <Title order={2}>{t("webhooks.secrets")}</Title>
          <Button
            variant={secrets.length === 0 ? "filled" : "default"}
            loading={create.isPending}
            onClick={() => (secrets.length === 0 ? make() : setRotating(true))}
          >
            {t(secrets.length === 0 ? "webhooks.make" : "webhooks.rotate")}
          </Button>
        </Group>
        <Text size="sm" c="dimmed" mb="md">
          {t("webhooks.text")}
        </Text>
        <Stack gap="md">
          {made && (
            <Alert variant="light" icon={<IconKey />} title={t("webhooks.made")} role="status">
              <Text size="sm">{t("api.once")}</Text>
              <Box mt="sm">
                <CopyLine value={made.secret} />
              </Box>
            </Alert>
          )}
          <Problem error={create.error} />
          {secrets.length === 0 && (
            <Text size="sm" c="dimmed">
              {t("webhooks.empty")}
            </Text>
          )}
          {secrets.length > 0 && (
            <Stack component="ul" gap="md" m={0} p={0} style={{ listStyle: "none" }} aria-label={t("webhooks.secrets")}>
              {secrets.map((secret) => (
                <Group component="li" key={secret.id} justify="space-between" gap="sm">
                  <Box miw={0}>
                    <Text size="sm" ff="monospace">
                      whsec_…{secret.last4}
                    </Text>
                    <Text size="xs" c="dimmed">
                      {t("api.created")} <Moment at={secret.createdAt} />
                    </Text>
                  </Box>
                  <Group gap="sm">
                    <Badge variant="light" color={secret.expiresAt ? "yellow" : "green"} tt="none" fw={550}>
                      {secret.expiresAt
                        ? t("webhooks.until", { when: until(secret.expiresAt) })
                        : t("webhooks.current")}
                    </Badge>
                    <Button
                      variant="subtle"
                      color="red"
                      size="compact-sm"
                      aria-label={t("webhooks.endNamed", { name: `…${secret.last4}` })}
                      onClick={() => setAsked(secret)}
                    >
                      {t("webhooks.end")}
                    </Button>
                  </Group>
                </Group>
              ))}
            </Stack>
          )}
        </Stack>
      </Card>
      <Verify />
      <Confirm
        opened={rotating}
        title={t("webhooks.rotateQuestion")}
        confirm={t("webhooks.rotate")}
        loading={create.isPending}
        onConfirm={make}
        onClose={() => setRotating(false)}
      >
        {t(secrets.length > 1 ? "webhooks.rotateThird" : "webhooks.rotateText")}
      </Confirm>
      <Confirm
        opened={asked !== null}
        title={t("webhooks.endNamed", { name: `…${asked?.last4 ?? ""}` })}
        confirm={t("webhooks.end")}
        loading={remove.isPending}
        onConfirm={() =>
          asked &&
          remove.mutate(asked.id, {
            onSuccess: () => {
              if (made?.id === asked.id) create.reset();
              setAsked(null);
            },
          })
        }
        onClose={() => setAsked(null)}
      >
        {t("webhooks.endText")}
        <Problem error={remove.error} />
      </Confirm>
    </Stack>
  );
}

const example = `import { Webhook } from "standardwebhooks";

// rawBody: the request's body as it came, before any JSON.parse
const event = new Webhook(process.env.WEBHOOK_SECRET)
  .verify(rawBody, request.headers);`;

const byHand = `key       = base64decode(secret without "whsec_")
signed    = webhook-id + "." + webhook-timestamp + "." + body
signature = "v1," + base64encode(hmacSha256(key, signed))`;

function Verify() {
  const { t } = useTranslation();
  return (
    <Card>
      <Title order={2} mb="xs">
        {t("webhooks.verify")}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t("webhooks.verifyText")}
      </Text>
      <Code block style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
        {example}
      </Code>
      <Text size="sm" c="dimmed" mt="sm">
        {t("webhooks.verifyBy")}
      </Text>
      <Code block mt="sm" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
        {byHand}
      </Code>
    </Card>
  );
}
