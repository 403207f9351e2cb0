/** For people who program: keys, the description of the API, and a first call. */
import { Anchor, Card, Group, Stack, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { CardTitle } from "../../components/card-title.tsx";
import { Page } from "../../components/page.tsx";
import { Section } from "../../components/section.tsx";
import { RowsSkeleton } from "../../components/skeletons.tsx";
import { CurlExample } from "./curl-example.tsx";
import { KeyForm } from "./key-form.tsx";
import { KeyTable } from "./key-table.tsx";

export function ApiKeys() {
  const { t } = useTranslation();
  return (
    <Page title={t("api.title")} text={t("api.text")}>
      <Stack gap="lg">
        <Card>
          <Title order={2} mb="md">
            {t("api.keys")}
          </Title>
          <Stack gap="lg">
            <KeyForm />
            <Section fallback={<RowsSkeleton rows={2} />}>
              <KeyTable />
            </Section>
          </Stack>
        </Card>
        <Card>
          <Title order={2} mb="xs">
            {t("api.example")}
          </Title>
          <CurlExample />
        </Card>
        <Card>
          <Group justify="space-between" gap="md">
            <CardTitle title={t("api.openapi")}>{t("api.openapiText")}</CardTitle>
            <Anchor href="/api/openapi.json" target="_blank" rel="noreferrer">
              {t("api.openapiLink")}
            </Anchor>
          </Group>
        </Card>
      </Stack>
    </Page>
  );
}
