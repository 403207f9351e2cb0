/** Which of the bot's forms a command opens, and the way to make one where there is none. */
import { Anchor, Select, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { formsQuery } from "../../api/forms.ts";
import { Problem } from "../../components/problem.tsx";

interface Props {
  botId: string;
  value: string | null;
  error?: unknown;
  onChange: (id: string | null) => void;
}

export function FormChoice({ botId, value, error, onChange }: Props) {
  const { t } = useTranslation();
  const { data: forms, error: failed } = useQuery(formsQuery(botId));
  if (failed) return <Problem error={failed} />;
  if (forms?.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t("commands.noForms")}{" "}
        <Anchor component={Link} href={`/bots/${botId}/forms`} inherit>
          {t("commands.makeForm")}
        </Anchor>
      </Text>
    );
  const chosen = forms?.find(({ id }) => id === value);
  return (
    <Select
      label={t("commands.form")}
      description={chosen && !chosen.isActive ? t("commands.formOff") : undefined}
      placeholder={t("menu.choose")}
      data={(forms ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      disabled={!forms}
      searchable
      value={value}
      error={typeof error === "string" ? error : null}
      onChange={onChange}
    />
  );
}
