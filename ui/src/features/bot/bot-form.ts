/** A form over some fields of a bot: sends what has changed, begins anew from what was saved, guards what was not. */
import { type UseFormInput, type UseFormReturnType, useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import type { Bot, UpdateBot } from "#shared/schemas/bot.ts";
import { issuesByField } from "../../api/api-error.ts";
import { useUpdateBot } from "../../api/bots.ts";
import { changed } from "../../components/changed.ts";
import { focusFirstError } from "../../components/focus-first-error.ts";
import { useLeaveGuard } from "../../components/leave-guard.tsx";
import { useToast } from "../../components/toast.tsx";

interface Options<T extends object> {
  bot: Bot;
  /** The fields, as the form's controls take them. */
  read: (bot: Bot) => T;
  /** The same fields as the API takes them. */
  write: (values: Partial<T>) => UpdateBot;
  validate?: UseFormInput<T>["validate"];
}

export interface BotForm<T extends object> {
  form: UseFormReturnType<T>;
  submit: () => void;
  dirty: boolean;
  saving: boolean;
  error: Error | null;
}

export function useBotForm<T extends object>({ bot, read, write, validate }: Options<T>): BotForm<T> {
  const { t } = useTranslation();
  const toast = useToast();
  const update = useUpdateBot(bot.id);
  const form = useForm<T>({ initialValues: read(bot), ...(validate && { validate }) });
  const initial = form.getInitialValues();
  const dirty = Object.keys(changed(initial, form.values)).length > 0;
  useLeaveGuard(dirty);

  const send = (values: T) => {
    const sent = write(changed(form.getInitialValues(), values));
    update.mutate(sent, {
      onSuccess: (after) => {
        form.setInitialValues(read(after));
        form.setValues(read(after));
        toast(t("common.saved"));
      },
      onError: (error) => form.setErrors(issuesByField(error)),
    });
  };
  const submit = () => form.onSubmit(send, focusFirstError(form))();
  return { form, submit, dirty, saving: update.isPending, error: update.error };
}
