/** The end of a form: save, take back, and whether anything is unsaved. */
import { Button, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

interface Props {
  dirty: boolean;
  saving: boolean;
  onReset: () => void;
}

export function SaveBar({ dirty, saving, onReset }: Props) {
  const { t } = useTranslation();
  return (
    <Group gap="sm">
      <Button type="submit" loading={saving} disabled={!dirty}>
        {t("common.save")}
      </Button>
      {dirty && !saving && (
        <>
          <Button variant="subtle" color="gray" onClick={onReset}>
            {t("common.discard")}
          </Button>
          <Text size="sm" c="dimmed" role="status">
            {t("unsaved.notice")}
          </Text>
        </>
      )}
    </Group>
  );
}
