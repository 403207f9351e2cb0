/** The first or last day that counts: any, the day on which the question is answered, or a certain one. */
import { Group, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

const kinds = ["any", "today", "date"] as const;
type Kind = (typeof kinds)[number];

interface Props {
  label: string;
  /** ISO 8601, `today`, or empty for any. */
  value: string;
  onChange: (value: string) => void;
}

export function DayLimit({ label, value, onChange }: Props) {
  const { t } = useTranslation();
  // Chosen, while the day itself is still to be entered.
  const [certain, setCertain] = useState(false);
  const kind: Kind = value === "today" ? "today" : value !== "" || certain ? "date" : "any";
  const choose = (next: Kind) => {
    setCertain(next === "date");
    onChange(next === "today" ? "today" : "");
  };
  return (
    <Group gap="xs" align="flex-end">
      <Select
        label={label}
        flex="1 1 130px"
        data={kinds.map((one) => ({ value: one, label: t(`question.days.${one}`) }))}
        allowDeselect={false}
        value={kind}
        onChange={(next) => choose((next ?? "any") as Kind)}
      />
      {kind === "date" && (
        <TextInput
          type="date"
          flex="1 1 130px"
          aria-label={`${label}: ${t("question.day")}`}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </Group>
  );
}
