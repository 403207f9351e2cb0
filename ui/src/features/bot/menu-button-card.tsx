/** The button beside the text field of the bot's private chats: as @BotFather has it, the commands, or a web app. */
import { Card, Stack, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { type Bot, BotMenuButton } from "#shared/schemas/bot.ts";
import { AddressField } from "../../components/address-field.tsx";
import { BotError } from "../../components/bot-error.tsx";
import { CardTitle } from "../../components/card-title.tsx";
import { Choice } from "../../components/choice.tsx";
import { Problem } from "../../components/problem.tsx";
import { SaveBar } from "../../components/save-bar.tsx";
import { useBotForm } from "./bot-form.ts";

const types = ["default", "commands", "web_app"] as const;

interface Draft {
  type: (typeof types)[number];
  text: string;
  url: string;
}

const read = ({ menuButton }: Bot): { menuButton: Draft } => ({
  menuButton: { text: "", url: "", ...menuButton },
});

const write = ({ type, text, url }: Draft): BotMenuButton =>
  type === "web_app" ? { type, text: text.trim(), url: url.trim() } : { type };

/** Whether the field of a web app's button is as it must be. */
function isRight(field: "text" | "url", draft: Draft): boolean {
  const { error } = BotMenuButton.safeParse(write(draft));
  return !error?.issues.some(({ path }) => path[0] === field);
}

export function MenuButtonCard({ bot }: { bot: Bot }) {
  const { t } = useTranslation();
  const { form, submit, dirty, saving, error } = useBotForm({
    bot,
    read,
    write: ({ menuButton }) => (menuButton ? { menuButton: write(menuButton) } : {}),
    validate: ({ menuButton }) => ({
      "menuButton.text": isRight("text", menuButton) ? null : t("menuButton.noText"),
      "menuButton.url": isRight("url", menuButton) ? null : t("menuButton.badUrl"),
    }),
  });
  const { type } = form.values.menuButton;
  const { lastError } = bot.status;
  // Each change of the bot is another try: what came before it is over.
  const refused = lastError?.code === "menu_button_refused" && lastError.at > bot.updatedAt;
  return (
    <Card
      component="form"
      noValidate
      aria-label={t("menuButton.title")}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack gap="md">
        <CardTitle title={t("menuButton.title")}>{t("menuButton.about")}</CardTitle>
        {refused && <BotError error={lastError} />}
        <Choice
          label={t("menuButton.title")}
          description={t(`menuButton.typeTexts.${type}`)}
          options={types.map((value) => ({ value, label: t(`menuButton.types.${value}`) }))}
          value={type}
          onChange={(value) => form.setFieldValue("menuButton", { ...form.values.menuButton, type: value })}
        />
        {type === "web_app" && (
          <>
            <TextInput
              label={t("menuButton.text")}
              maxLength={64}
              dir="auto"
              {...form.getInputProps("menuButton.text")}
            />
            <AddressField
              label={t("menuButton.url")}
              description={t("menuButton.urlText")}
              {...form.getInputProps("menuButton.url")}
            />
          </>
        )}
        <Problem error={error} />
        <SaveBar dirty={dirty} saving={saving} onReset={form.reset} />
      </Stack>
    </Card>
  );
}
