/** What the forms tab asks of the server. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ConnectCode } from "#shared/schemas/connect-code.ts";
import { Form, type UpdateForm } from "#shared/schemas/form.ts";
import { api, Ignored } from "../../api/client.ts";
import { formQuery, formsQuery } from "../../api/forms.ts";
import type { FormValues } from "./form-values.ts";

export function useCreateForm(botId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (form: FormValues) => api(Form, `/bots/${encodeURIComponent(botId)}/forms`, { json: form }),
    onSuccess: (form) => {
      queryClient.setQueryData(formQuery(form.id).queryKey, form);
      return queryClient.invalidateQueries({ queryKey: formsQuery(botId).queryKey });
    },
  });
}

export function useUpdateForm(botId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...changes }: UpdateForm & { id: string }) =>
      api(Form, `/forms/${encodeURIComponent(id)}`, { method: "PATCH", json: changes }),
    onSuccess: (form) => {
      queryClient.setQueryData(formQuery(form.id).queryKey, form);
      return queryClient.invalidateQueries({ queryKey: formsQuery(botId).queryKey });
    },
  });
}

export function useDeleteForm(botId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api(Ignored, `/forms/${encodeURIComponent(id)}`, { method: "DELETE" }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: formsQuery(botId).queryKey }),
  });
}

/** Makes a code that is sent to the bot from the chat which is to be told of the form's answers. */
export const useConnectCode = (botId: string) =>
  useMutation({
    mutationFn: (formId: string) =>
      api(ConnectCode, `/bots/${encodeURIComponent(botId)}/connect-codes`, { json: { formId } }),
    gcTime: 0,
  });
