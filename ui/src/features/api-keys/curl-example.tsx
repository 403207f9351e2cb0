/** A call that works as it stands, once the key is put in. */
import { Button, Code, CopyButton, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

export function CurlExample() {
  const { t } = useTranslation();
  const example = `curl ${location.origin}/api/v1/bots \\\n  -H "X-API-Key: ${t("api.yourKey")}"`;
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm">
        {t("api.exampleText")}
      </Text>
      <Code block style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
        {example}
      </Code>
      <Group mt="sm">
        <CopyButton value={example}>
          {({ copied, copy }) => (
            <Button variant="default" size="xs" onClick={copy}>
              {t(copied ? "common.copied" : "common.copy")}
            </Button>
          )}
        </CopyButton>
      </Group>
    </>
  );
}
