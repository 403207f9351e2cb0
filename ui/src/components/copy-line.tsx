/** Something to take along, such as a link or a key, with a button that copies it. */
import { Button, Code, CopyButton, Group } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

interface Props {
  value: string;
  /** What the button copies, where "Copy" alone does not say it. */
  label?: string;
}

export function CopyLine({ value, label }: Props) {
  const { t } = useTranslation();
  return (
    <Group gap="sm" align="flex-start">
      <Code block flex="1 1 240px" miw={0} style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}>
        {value}
      </Code>
      <CopyButton value={value}>
        {({ copied, copy }) => (
          <Button
            variant="default"
            aria-label={copied ? undefined : label}
            style={{ flex: "none" }}
            onClick={copy}
            leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
          >
            {t(copied ? "common.copied" : "common.copy")}
          </Button>
        )}
      </CopyButton>
    </Group>
  );
}
