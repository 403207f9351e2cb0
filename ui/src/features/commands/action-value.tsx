/** What a button's action needs: a command, menu or form to choose, a link, or a text. */
import { Select, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Command } from "#shared/schemas/command.ts";
import { TranslatedField } from "../../components/translated-field.tsx";
import { FormChoice } from "./form-choice.tsx";
import type { DraftButton } from "./menu-draft.ts";
import type { ButtonFault } from "./menu-faults.ts";

interface Props {
  botId: string;
  button: DraftButton;
  fault: ButtonFault | null;
  commands: readonly Command[];
  self: string;
  onChange: (change: Pick<Partial<DraftButton>, "value" | "values">) => void;
}

export function ActionValue({ botId, button, fault, commands, self, onChange }: Props) {
  const { t } = useTranslation();
  const { type, value } = button;
  if (type === "text")
    return (
      <TranslatedField
        label={t("menu.values.text")}
        minRows={2}
        maxRows={8}
        maxLength={4096}
        value={value}
        onChange={(text) => onChange({ value: text })}
        translations={button.values ?? {}}
        onTranslate={(values) => onChange({ values })}
      />
    );
  if (type === "url")
    return (
      <TextInput
        label={t("menu.values.url")}
        placeholder="https://"
        inputMode="url"
        maxLength={2048}
        value={value}
        error={fault === "link" || (fault === "url" && value !== "") ? t(`menu.faults.${fault}`) : null}
        onChange={(event) => onChange({ value: event.currentTarget.value })}
      />
    );
  if (type === "form")
    return <FormChoice botId={botId} value={value || null} onChange={(id) => onChange({ value: id ?? "" })} />;
  const offered = commands.filter(({ responseType }) => type === "command" || responseType === "menu");
  const names = offered.map(({ name }) => name);
  if (type === "menu" && self) names.push(self);
  const gone = value !== "" && !names.includes(value);
  return (
    <Select
      label={t(`menu.values.${type}`)}
      placeholder={t("menu.choose")}
      data={(gone ? [...names, value] : names).map((name) => ({ value: name, label: `/${name}` }))}
      nothingFoundMessage={t(`menu.none.${type}`)}
      description={names.length === 0 ? t(`menu.none.${type}`) : undefined}
      error={gone ? t("menu.faults.gone", { name: `/${value}` }) : null}
      searchable
      value={value || null}
      onChange={(name) => onChange({ value: name ?? "" })}
    />
  );
}
