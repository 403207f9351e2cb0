/** What is done with the answers once they are kept, and what the bot says then. */
import { Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Bot } from "#shared/schemas/bot.ts";
import { CompleteAction, type Form } from "#shared/schemas/form.ts";
import { useHasFeature } from "../../api/tenant.ts";
import { AddressField } from "../../components/address-field.tsx";
import { CardTitle } from "../../components/card-title.tsx";
import { Choice } from "../../components/choice.tsx";
import { NeedsPlan } from "../../components/needs-plan.tsx";
import { PromptField } from "../../components/prompt-field.tsx";
import { TranslatedField } from "../../components/translated-field.tsx";
import type { FormDraft } from "./form-draft.ts";
import { NotifyChat } from "./notify-chat.tsx";

interface Props {
  bot: Bot;
  form: Form | null;
  draft: FormDraft;
  faultText: (place: string) => string | null;
  onChange: (draft: FormDraft, place?: string) => void;
}

export function AfterForm({ bot, form, draft, faultText, onChange }: Props) {
  const { t } = useTranslation();
  const action = draft.onCompleteAction;
  const mayPost = useHasFeature("webhooks") || form?.onCompleteAction === "webhook";
  return (
    <Stack gap="md">
      <CardTitle title={t("afterForm.title")}>{t("afterForm.text")}</CardTitle>
      <Choice
        label={t("afterForm.title")}
        description={t(`afterForm.actionTexts.${action}`)}
        options={CompleteAction.options.map((value) => ({
          value,
          label: t(`afterForm.actions.${value}`),
          disabled: value === "webhook" && !mayPost,
        }))}
        value={action}
        onChange={(value) => onChange({ ...draft, onCompleteAction: value }, "onCompleteAction")}
      />
      {!mayPost && <NeedsPlan feature="webhooks" />}
      {action === "notify" && <NotifyChat bot={bot} form={form} />}
      {action === "webhook" && (
        <AddressField
          label={t("afterForm.address")}
          description={t("afterForm.deliveries")}
          value={draft.webhookUrl}
          error={faultText("webhookUrl")}
          onChange={(event) => onChange({ ...draft, webhookUrl: event.currentTarget.value }, "webhookUrl")}
        />
      )}
      {action === "ai" && (
        <PromptField
          label={t("afterForm.prompt")}
          description={t("afterForm.promptText")}
          minRows={4}
          maxRows={16}
          value={draft.aiPrompt}
          error={faultText("aiPrompt")}
          onChange={(event) => onChange({ ...draft, aiPrompt: event.currentTarget.value }, "aiPrompt")}
        />
      )}
      <TranslatedField
        label={t("afterForm.message")}
        description={t(action === "ai" ? "afterForm.messageAiText" : "afterForm.messageText")}
        placeholder={t("afterForm.builtIn")}
        minRows={2}
        maxRows={10}
        maxLength={4096}
        value={draft.completionMessage}
        error={faultText("completionMessage")}
        onChange={(completionMessage) => onChange({ ...draft, completionMessage }, "completionMessage")}
        translations={draft.completionMessages}
        onTranslate={(completionMessages) => onChange({ ...draft, completionMessages }, "completionMessage")}
      />
    </Stack>
  );
}
