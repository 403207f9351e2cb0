/** Where the person is signed in, with a way to end each of them. */
import { Badge, Box, Button, Card, Group, Stack, Text, Title } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { sessionQuery } from "../../api/session.ts";
import { Ago } from "../../components/ago.tsx";
import { Problem } from "../../components/problem.tsx";
import { device } from "./device.ts";
import { sessionsQuery, useRevokeOtherSessions, useRevokeSession } from "./queries.ts";

export function Sessions() {
  const { t } = useTranslation();
  const { data: sessions } = useSuspenseQuery(sessionsQuery);
  const { data: own } = useSuspenseQuery(sessionQuery);
  const revoke = useRevokeSession();
  const revokeOthers = useRevokeOtherSessions();
  return (
    <Card>
      <Group justify="space-between" gap="sm" mb="md">
        <Title order={2}>{t("settings.sessions")}</Title>
        {sessions.length > 1 && (
          <Button
            variant="default"
            size="xs"
            loading={revokeOthers.isPending}
            onClick={() => revokeOthers.mutate(undefined)}
          >
            {t("settings.revokeOthers")}
          </Button>
        )}
      </Group>
      <Stack component="ul" gap="md" m={0} p={0} style={{ listStyle: "none" }} aria-label={t("settings.sessions")}>
        {sessions.map((session) => {
          const name = device(session.userAgent ?? "") ?? t("settings.unknownDevice");
          return (
            <Group component="li" key={session.id} justify="space-between" gap="sm">
              <Box miw={0}>
                <Text size="sm" fw={550} title={session.userAgent ?? undefined}>
                  {name}
                </Text>
                <Text size="xs" c="dimmed">
                  {session.ipAddress ? `${session.ipAddress} · ` : ""}
                  {t("settings.lastUsed")} <Ago at={session.updatedAt} />
                </Text>
              </Box>
              {session.token === own?.session.token ? (
                <Badge variant="light" tt="none">
                  {t("settings.thisDevice")}
                </Badge>
              ) : (
                <Button
                  variant="default"
                  size="xs"
                  loading={revoke.isPending && revoke.variables === session.token}
                  aria-label={t("settings.revokeNamed", { name })}
                  onClick={() => revoke.mutate(session.token)}
                >
                  {t("settings.revoke")}
                </Button>
              )}
            </Group>
          );
        })}
      </Stack>
      <Problem error={revoke.error ?? revokeOthers.error} />
    </Card>
  );
}
