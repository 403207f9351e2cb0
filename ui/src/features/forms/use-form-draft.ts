/** The draft of a form with what is wrong in it: sends what has changed, guards what was not sent. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Form, UpdateForm } from "#shared/schemas/form.ts";
import { ApiError } from "../../api/api-error.ts";
import { changed } from "../../components/changed.ts";
import { useLeaveGuard } from "../../components/leave-guard.tsx";
import { useToast } from "../../components/toast.tsx";
import { type Begun, draftOf, type FormDraft } from "./form-draft.ts";
import { type Faults, faultsOf, faultyFields, placed, withoutFaults } from "./form-faults.ts";
import { writeForm } from "./form-values.ts";
import { useCreateForm, useUpdateForm } from "./queries.ts";

interface Options {
  botId: string;
  /** `null` for one that is new. */
  form: Form | null;
  begun: Begun;
  onCreated: (id: string) => void;
  /** Told which question is to be shown, as something in it is wrong. */
  onFaulty: (id: number) => void;
}

export function useFormDraft({ botId, form, begun, onCreated, onFaulty }: Options) {
  const { t } = useTranslation();
  const toast = useToast();
  const create = useCreateForm(botId);
  const update = useUpdateForm(botId);
  const [draft, setDraft] = useState(() => draftOf(form ?? begun));
  const [saved, setSaved] = useState(draft);
  const [faults, setFaults] = useState<Faults>({});
  const [refusals, setRefusals] = useState(0);
  const dirty = JSON.stringify(writeForm(draft)) !== JSON.stringify(writeForm(saved));
  useLeaveGuard(dirty);

  const show = (found: Faults) => {
    setFaults(found);
    setRefusals((count) => count + 1);
    const [first] = faultyFields(found);
    if (first !== undefined) onFaulty(first);
  };
  const onError = (error: unknown) => {
    if (error instanceof ApiError && error.issues.length > 0) show(placed(error.issues, draft));
  };
  const save = () => {
    const found = faultsOf(draft);
    if (Object.keys(found).length > 0) return show(found);
    const sent = writeForm(draft);
    if (!form)
      return create.mutate(sent, {
        onSuccess: ({ id }) => {
          toast(t("common.saved"));
          onCreated(id);
        },
        onError,
      });
    // What is sent fits the contract: the defaults that its input may lack are all written.
    const changes = changed(writeForm(saved), sent) as UpdateForm;
    update.mutate(
      { id: form.id, ...changes },
      {
        onSuccess: () => {
          const kept = keepNames(draft);
          setSaved(kept);
          setDraft((now) => (now === draft ? kept : now));
          toast(t("common.saved"));
        },
        onError,
      },
    );
  };

  return {
    draft,
    faults,
    /** Grows with each try to save that found something wrong. */
    refusals,
    dirty,
    saving: create.isPending || update.isPending,
    error: create.error ?? update.error,
    save,
    /** @param place whose faults are to go: what is being mended is not nagged about */
    change: (after: FormDraft, place?: string) => {
      setDraft(after);
      if (place !== undefined) setFaults((before) => withoutFaults(before, place));
    },
    reset: () => {
      setDraft(saved);
      setFaults({});
    },
  };
}

/** Answers are kept under the names from now on. */
const keepNames = (draft: FormDraft): FormDraft => ({
  ...draft,
  fields: draft.fields.map((field) => ({ ...field, nameFollows: false })),
});
