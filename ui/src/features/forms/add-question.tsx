/** Adds a question: by what kind of answer is wanted. */
import { Button, Menu, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { FieldType } from "#shared/schemas/form.ts";
import { fieldLooks } from "./field-looks.tsx";
import { maxFields } from "./form-draft.ts";

export function AddQuestion({ count, onAdd }: { count: number; onAdd: (type: FieldType) => void }) {
  const { t } = useTranslation();
  const full = count >= maxFields;
  return (
    <>
      <Menu position="bottom-start" width={300} shadow="md" radius="md" returnFocus={false}>
        <Menu.Target>
          <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} disabled={full}>
            {t("forms.addQuestion")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah="60dvh" style={{ overflowY: "auto" }}>
          {FieldType.options.map((type) => {
            const { icon: Icon } = fieldLooks[type];
            return (
              <Menu.Item
                key={type}
                leftSection={<Icon size={18} stroke={1.6} aria-hidden />}
                onClick={() => onAdd(type)}
              >
                {t(`forms.types.${type}.name`)}
                <Text size="xs" c="dimmed">
                  {t(`forms.types.${type}.text`)}
                </Text>
              </Menu.Item>
            );
          })}
        </Menu.Dropdown>
      </Menu>
      {full && (
        <Text size="sm" c="dimmed" mt={6}>
          {t("forms.full", { count: maxFields })}
        </Text>
      )}
    </>
  );
}
