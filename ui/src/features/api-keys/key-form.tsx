/** Makes a key, and shows it the one time it can be seen. */
import { Alert, Box, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconKey } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { CopyLine } from "../../components/copy-line.tsx";
import { Problem } from "../../components/problem.tsx";
import { useCreateApiKey } from "./queries.ts";

export function KeyForm() {
  const { t } = useTranslation();
  const create = useCreateApiKey();
  const form = useForm({
    initialValues: { name: "" },
    validate: { name: (name) => (name.trim() === "" ? t("api.noName") : null) },
  });
  const made = create.data;
  return (
    <form
      noValidate
      onSubmit={form.onSubmit(({ name }) => create.mutate({ name: name.trim() }, { onSuccess: form.reset }))}
    >
      <Stack gap="md">
        <Group align="flex-start" gap="sm">
          <TextInput
            label={t("api.name")}
            description={t("api.nameText")}
            maxLength={64}
            dir="auto"
            flex="1 1 220px"
            {...form.getInputProps("name")}
          />
          <Button type="submit" loading={create.isPending} mt={{ base: 0, xs: 45 }}>
            {t("api.create")}
          </Button>
        </Group>
        <Problem error={create.error} />
        {made && (
          <Alert variant="light" icon={<IconKey />} title={t("api.made", { name: made.name })} role="status">
            <Text size="sm">{t("api.once")}</Text>
            <Box mt="sm">
              <CopyLine value={made.key} />
            </Box>
          </Alert>
        )}
      </Stack>
    </form>
  );
}
