/** Everything about one command; what it answers with depends on its type. */
import {
  Button,
  Group,
  Input,
  NumberInput,
  SegmentedControl,
  SimpleGrid,
  Stack,
  Switch,
  TextInput,
} from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { Command } from "#shared/schemas/command.ts";
import { isCode, issuesByField } from "../../api/api-error.ts";
import { formsQuery } from "../../api/forms.ts";
import { useHasFeature } from "../../api/tenant.ts";
import { AddressField } from "../../components/address-field.tsx";
import { changed } from "../../components/changed.ts";
import { focusFirstError } from "../../components/focus-first-error.ts";
import { useLeaveGuard } from "../../components/leave-guard.tsx";
import { NeedsPlan } from "../../components/needs-plan.tsx";
import { Problem } from "../../components/problem.tsx";
import { PromptField } from "../../components/prompt-field.tsx";
import { useToast } from "../../components/toast.tsx";
import { TranslatedField } from "../../components/translated-field.tsx";
import { type CommandValues, commandFaults, readCommand, writeCommand } from "./command-values.ts";
import { FormChoice } from "./form-choice.tsx";
import { MenuEditor } from "./menu-editor.tsx";
import { useCreateCommand, useUpdateCommand } from "./queries.ts";

const types = ["text", "ai", "menu", "form", "webhook"] as const;

interface Props {
  botId: string;
  command: Command | null;
  commands: readonly Command[];
  onDirty: (dirty: boolean) => void;
  onSaved: () => void;
  onCancel: () => void;
}

export function CommandForm({ botId, command, commands, onDirty, onSaved, onCancel }: Props) {
  const { t } = useTranslation();
  const toast = useToast();
  const create = useCreateCommand(botId);
  const update = useUpdateCommand(botId);
  const others = commands.filter(({ id }) => id !== command?.id).map(({ name }) => name);
  const { data } = useQuery(formsQuery(botId));
  const forms = data?.map(({ id }) => id) ?? null;
  const lostForm = command?.responseType === "form" && command.formId === null;
  const form = useForm<CommandValues>({
    initialValues: readCommand(command),
    validate: (values) =>
      Object.fromEntries(
        Object.entries(commandFaults(values, { others, forms, lostForm })).map(([field, fault]) => [
          field,
          t(`commands.faults.${fault}`),
        ]),
      ),
  });
  const { values } = form;
  const mayPost = useHasFeature("webhooks") || command?.responseType === "webhook";
  const lacksPlan = values.responseType === "webhook" && !mayPost;
  const dirty = JSON.stringify(values) !== JSON.stringify(form.getInitialValues());
  useLeaveGuard(dirty);
  useEffect(() => onDirty(dirty), [dirty, onDirty]);

  const done = {
    onSuccess: () => {
      toast(t("common.saved"));
      onSaved();
    },
    onError: (error: unknown) => {
      if (isCode(error, "conflict")) form.setErrors({ name: t("commands.faults.taken") });
      else form.setErrors(issuesByField(error));
    },
  };
  const submit = (valid: CommandValues) => {
    const sent = writeCommand(valid, forms);
    if (!command) return create.mutate(sent, done);
    const before = writeCommand(readCommand(command));
    update.mutate({ id: command.id, ...changed(before, sent) }, done);
  };
  const error = create.error ?? update.error;

  return (
    <form noValidate onSubmit={form.onSubmit(submit, focusFirstError(form))}>
      <Stack gap="md">
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
          <TextInput
            label={t("commands.name")}
            description={t("commands.nameText")}
            leftSection="/"
            autoCapitalize="off"
            autoComplete="off"
            spellCheck={false}
            maxLength={33}
            data-autofocus={command ? undefined : true}
            {...form.getInputProps("name")}
          />
          <TranslatedField
            single
            label={t("commands.description")}
            description={t("commands.descriptionText")}
            maxLength={256}
            path="description"
            value={values.description}
            error={form.errors.description}
            onChange={(text) => form.setFieldValue("description", text)}
            translations={values.descriptions}
            onTranslate={(texts) => form.setFieldValue("descriptions", texts)}
          />
        </SimpleGrid>
        <Input.Wrapper
          label={t("commands.type")}
          labelElement="div"
          description={t(`commands.typeTexts.${values.responseType}`)}
          inputWrapperOrder={["label", "input", "description"]}
        >
          <SegmentedControl
            display="flex"
            w="fit-content"
            mb={6}
            aria-label={t("commands.type")}
            data={types.map((value) => ({ value, label: t(`commands.types.${value}`) }))}
            {...form.getInputProps("responseType")}
          />
        </Input.Wrapper>
        {values.responseType === "text" && (
          <TranslatedField
            label={t("commands.answer")}
            description={t("commands.answerText", { names: "{first_name}, {username}, {bot_name}" })}
            minRows={5}
            maxRows={18}
            maxLength={4096}
            path="textResponse"
            value={values.textResponse}
            error={form.errors.textResponse}
            onChange={(text) => form.setFieldValue("textResponse", text)}
            translations={values.textResponses}
            onTranslate={(texts) => form.setFieldValue("textResponses", texts)}
          />
        )}
        {values.responseType === "ai" && (
          <PromptField
            label={t("commands.prompt")}
            description={t("commands.promptText")}
            minRows={5}
            {...form.getInputProps("aiPromptOverride")}
          />
        )}
        {values.responseType === "menu" && (
          <MenuEditor
            botId={botId}
            draft={values.menu}
            onChange={(menu) => form.setFieldValue("menu", menu)}
            fault={typeof form.errors.menu === "string" ? form.errors.menu : null}
            command={writeCommand(values, forms)}
            commands={commands.filter(({ id }) => id !== command?.id)}
            forms={forms}
          />
        )}
        {values.responseType === "form" && (
          <FormChoice
            botId={botId}
            value={values.formId}
            lost={lostForm}
            error={form.errors.formId}
            onChange={(id) => form.setFieldValue("formId", id)}
          />
        )}
        {lacksPlan && <NeedsPlan feature="webhooks" />}
        {values.responseType === "webhook" && mayPost && (
          <AddressField
            label={t("commands.address")}
            description={t("commands.addressText")}
            {...form.getInputProps("webhookUrl")}
          />
        )}
        <Group gap="xl" align="flex-end">
          <NumberInput
            label={t("commands.priority")}
            description={t("commands.priorityText")}
            w={240}
            min={-1_000_000}
            max={1_000_000}
            allowDecimal={false}
            {...form.getInputProps("priority")}
          />
          <Switch label={t("commands.active")} mb={8} {...form.getInputProps("isActive", { type: "checkbox" })} />
        </Group>
        {!isCode(error, "conflict") && <Problem error={error} />}
        <Group gap="sm" mt="xs">
          <Button
            type="submit"
            loading={create.isPending || update.isPending}
            disabled={lacksPlan || (command !== null && !dirty)}
          >
            {command ? t("common.save") : t("commands.create")}
          </Button>
          <Button variant="default" onClick={onCancel}>
            {t("common.cancel")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
