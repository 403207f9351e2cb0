/** Makes or changes a form: its questions and settings, and beside them the chat as the bot will hold it. */
import { Alert, Button, Card, Group, SegmentedControl, Stack, Text, Title } from "@mantine/core";
import { IconAlertCircle } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Form } from "#shared/schemas/form.ts";
import { botQuery } from "../../api/bots.ts";
import beside from "../../components/beside.module.css";
import { Problem } from "../../components/problem.tsx";
import { SaveBar } from "../../components/save-bar.tsx";
import { AboutForm } from "./about-form.tsx";
import { AddQuestion } from "./add-question.tsx";
import { AfterForm } from "./after-form.tsx";
import { addField, type Begun } from "./form-draft.ts";
import classes from "./form-editor.module.css";
import { FormPreview } from "./form-preview.tsx";
import { QuestionList } from "./question-list.tsx";
import { useFaultText } from "./use-fault-text.ts";
import { useFormDraft } from "./use-form-draft.ts";

interface Props {
  botId: string;
  /** `null` for one that is new. */
  form: Form | null;
  begun: Begun;
  onCreated?: (id: string) => void;
}

export function FormEditor({ botId, form, begun, onCreated = () => {} }: Props) {
  const { t } = useTranslation();
  const { data: bot } = useSuspenseQuery(botQuery(botId));
  const [open, setOpen] = useState<number | null>(null);
  const [part, setPart] = useState<"editor" | "preview">("editor");
  const editing = useFormDraft({ botId, form, begun, onCreated, onFaulty: setOpen });
  const { draft, faults, refusals, change, save, saving, dirty, error } = editing;
  const faultText = useFaultText(faults);
  const place = useRef<HTMLFormElement>(null);

  // The keyboard stands in the first field that is wrong, once its question has been opened.
  useEffect(() => {
    if (refusals > 0) place.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [refusals]);

  const missing = Object.keys(faults).length > 0;
  return (
    <>
      <SegmentedControl
        hiddenFrom="md"
        fullWidth
        mb="md"
        aria-label={t("forms.parts.label")}
        data={(["editor", "preview"] as const).map((value) => ({ value, label: t(`forms.parts.${value}`) }))}
        value={part}
        onChange={(value) => setPart(value as typeof part)}
      />
      <div className={`${beside.columns} ${classes.columns}`} data-part={part}>
        <form
          noValidate
          ref={place}
          className={classes.editor}
          onSubmit={(event) => {
            event.preventDefault();
            save();
          }}
        >
          <Stack gap="lg">
            <Card>
              <AboutForm bot={bot} form={form} draft={draft} faultText={faultText} onChange={change} />
            </Card>
            <Card>
              <Title order={2} mb="sm">
                {t("forms.fields")}
              </Title>
              <QuestionList
                draft={draft}
                faults={faults}
                open={open}
                onOpen={setOpen}
                onChange={change}
                isSaved={form !== null}
              />
              {faultText("fields") && (
                <Text size="sm" c="red" role="alert" mb="sm">
                  {faultText("fields")}
                </Text>
              )}
              <AddQuestion
                count={draft.fields.length}
                onAdd={(type) => {
                  change(addField(draft, type), "fields");
                  setOpen(draft.nextId);
                }}
              />
            </Card>
            <Card>
              <AfterForm bot={bot} form={form} draft={draft} faultText={faultText} onChange={change} />
            </Card>
            {missing ? (
              <Alert role="alert" variant="light" color="red" icon={<IconAlertCircle />}>
                {t("forms.mend")}
              </Alert>
            ) : (
              <Problem error={error} />
            )}
            <div className={beside.save} data-dirty={dirty || undefined}>
              {form ? (
                <SaveBar dirty={dirty} saving={saving} onReset={editing.reset} />
              ) : (
                <Group>
                  <Button type="submit" loading={saving}>
                    {t("forms.create")}
                  </Button>
                </Group>
              )}
            </div>
          </Stack>
        </form>
        <div className={`${beside.beside} ${classes.preview}`}>
          <FormPreview draft={draft} open={open} />
        </div>
      </div>
    </>
  );
}
