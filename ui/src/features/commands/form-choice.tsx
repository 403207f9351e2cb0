/** Which of the bot's forms is opened, and the way to make one where there is none. */
import { Anchor, Select, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { formsQuery } from "../../api/forms.ts";
import { Problem } from "../../components/problem.tsx";

interface Props {
  botId: string;
  value: string | null;
  /** The one that was chosen exists no more. */
  lost?: boolean;
  error?: unknown;
  onChange: (id: string | null) => void;
}

export function FormChoice({ botId, value, lost = false, error, onChange }: Props) {
  const { t } = useTranslation();
  const { data: forms, error: failed } = useQuery(formsQuery(botId));
  if (failed) return <Problem error={failed} />;
  const chosen = forms?.find(({ id }) => id === value);
  const gone = forms !== undefined && !chosen && (lost || value !== null);
  if (forms?.length === 0)
    return (
      <div>
        {gone && (
          <Text size="sm" c="red" mb={4}>
            {t("commands.formGone")}
          </Text>
        )}
        <Text size="sm" c="dimmed">
          {t("commands.noForms")}{" "}
          <Anchor component={Link} href={`/bots/${botId}/forms`} inherit>
            {t("commands.makeForm")}
          </Anchor>
        </Text>
        {typeof error === "string" && (
          <Text size="sm" c="red" mt={4}>
            {error}
          </Text>
        )}
      </div>
    );
  return (
    <Select
      label={t("commands.form")}
      description={chosen && !chosen.isActive ? t("commands.formOff") : undefined}
      placeholder={t("menu.choose")}
      data={(forms ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      disabled={!forms}
      searchable
      value={chosen ? value : null}
      error={typeof error === "string" ? error : gone ? t("commands.formGone") : null}
      onChange={onChange}
    />
  );
}
