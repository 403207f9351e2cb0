/** The keys that exist: by name, last four characters and use. */
import { Button, Table, Text } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ApiKey } from "#shared/schemas/api-key.ts";
import { Ago } from "../../components/ago.tsx";
import { Confirm } from "../../components/confirm.tsx";
import { Foreign } from "../../components/foreign.tsx";
import { Moment } from "../../components/moment.tsx";
import { Problem } from "../../components/problem.tsx";
import { apiKeysQuery, useDeleteApiKey } from "./queries.ts";

export function KeyTable() {
  const { t } = useTranslation();
  const { data: keys } = useSuspenseQuery(apiKeysQuery);
  const [asked, setAsked] = useState<ApiKey | null>(null);
  const remove = useDeleteApiKey();
  const close = () => setAsked(null);
  if (keys.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t("api.empty")}
      </Text>
    );
  return (
    <>
      <Table.ScrollContainer minWidth={460}>
        <Table verticalSpacing="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("api.name")}</Table.Th>
              <Table.Th>{t("api.key")}</Table.Th>
              <Table.Th>{t("api.created")}</Table.Th>
              <Table.Th>{t("api.used")}</Table.Th>
              <Table.Th />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {keys.map((key) => (
              <Table.Tr key={key.id}>
                <Table.Td>
                  <Foreign size="sm">{key.name}</Foreign>
                </Table.Td>
                <Table.Td ff="monospace">…{key.last4}</Table.Td>
                <Table.Td>
                  <Moment at={key.createdAt} />
                </Table.Td>
                <Table.Td>{key.lastUsedAt ? <Ago at={key.lastUsedAt} /> : t("api.neverUsed")}</Table.Td>
                <Table.Td ta="end">
                  <Button
                    variant="subtle"
                    color="red"
                    size="compact-sm"
                    aria-label={t("api.revokeNamed", { name: key.name })}
                    onClick={() => setAsked(key)}
                  >
                    {t("api.revoke")}
                  </Button>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Confirm
        opened={asked !== null}
        title={t("api.revokeNamed", { name: asked?.name ?? "" })}
        confirm={t("api.revoke")}
        loading={remove.isPending}
        onConfirm={() => asked && remove.mutate(asked.id, { onSuccess: close })}
        onClose={close}
      >
        {t("api.revokeText")}
        <Problem error={remove.error} />
      </Confirm>
    </>
  );
}
