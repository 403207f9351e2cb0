/** Instructions to begin with: choosing one fills the field. */
import { Button, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

const examples = ["support", "shop", "tutor", "booking"] as const;

export function PromptExamples({ onPick }: { onPick: (prompt: string) => void }) {
  const { t } = useTranslation();
  return (
    <div>
      <Text size="sm" c="dimmed" mb={6}>
        {t("examples.title")}
      </Text>
      <Group gap="xs">
        {examples.map((example) => (
          <Button
            key={example}
            variant="default"
            size="compact-sm"
            radius="xl"
            onClick={() => onPick(t(`examples.${example}.prompt`))}
          >
            {t(`examples.${example}.name`)}
          </Button>
        ))}
      </Group>
    </div>
  );
}
