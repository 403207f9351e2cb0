/** Which questions have a column in the table. */
import { Button, Checkbox, Popover, Stack } from "@mantine/core";
import { IconColumns3 } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Column } from "./columns.ts";

interface Props {
  columns: readonly Column[];
  /** Names of those that are not shown. */
  hidden: readonly string[];
  onChange: (hidden: string[]) => void;
}

export function ColumnChoice({ columns, hidden, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <Popover position="bottom-end" shadow="md" radius="md" width={280}>
      <Popover.Target>
        <Button variant="default" leftSection={<IconColumns3 size={17} aria-hidden />}>
          {t("submissions.columns")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm" mah={320} style={{ overflowY: "auto" }}>
          {columns.map(({ name, label }) => (
            <Checkbox
              key={name}
              label={label}
              dir="auto"
              checked={!hidden.includes(name)}
              onChange={(event) =>
                onChange(event.currentTarget.checked ? hidden.filter((one) => one !== name) : [...hidden, name])
              }
            />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
