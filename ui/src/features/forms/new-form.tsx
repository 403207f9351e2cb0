/** The way to a new form: what it begins with, then the editor. The address carries the choice. */
import { Stack, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { useHasFeature } from "../../api/tenant.ts";
import { NeedsPlan } from "../../components/needs-plan.tsx";
import { NotFound } from "../../components/not-found.tsx";
import { FormEditor } from "./form-editor.tsx";
import { TemplateChoice } from "./template-choice.tsx";
import { type TemplateName, templateForm, templateNames } from "./templates.ts";

export function NewForm({ botId, template }: { botId: string; template: string | null }) {
  const { t } = useTranslation();
  const known = templateNames.find((name) => name === template);
  const allowed = useHasFeature("forms");
  if (template !== null && !known) return <NotFound />;
  if (!allowed) return <NeedsPlan feature="forms" />;
  if (!known)
    return (
      <Stack gap="md">
        <Title order={2}>{t("forms.choose")}</Title>
        <TemplateChoice botId={botId} />
      </Stack>
    );
  return <FromTemplate key={known} botId={botId} template={known} />;
}

function FromTemplate({ botId, template }: { botId: string; template: TemplateName }) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  // Once: another language of the page must not change what is being written.
  const [begun] = useState(() => templateForm(template, t));
  return (
    <FormEditor
      botId={botId}
      form={null}
      begun={begun}
      onCreated={(id) => navigate(`/bots/${botId}/forms/${id}`, { replace: true, state: "done" })}
    />
  );
}
