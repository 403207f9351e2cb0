/** Forms, as several features ask for them. */
import { queryOptions } from "@tanstack/react-query";
import { Form } from "#shared/schemas/form.ts";
import { type Page, pageOf } from "#shared/schemas/page.ts";
import { api } from "./client.ts";

const FormPage = pageOf(Form);

/** All forms of the bot, newest first. */
export const formsQuery = (botId: string) =>
  queryOptions({
    queryKey: ["bot", botId, "forms"],
    queryFn: async ({ signal }) => {
      const forms: Form[] = [];
      let cursor: string | null = null;
      do {
        const query = new URLSearchParams({ limit: "100", ...(cursor && { cursor }) });
        const page: Page<Form> = await api(FormPage, `/bots/${encodeURIComponent(botId)}/forms?${query}`, { signal });
        forms.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor !== null);
      return forms;
    },
    refetchInterval: 10_000,
  });

export const formQuery = (id: string) =>
  queryOptions({
    queryKey: ["form", id],
    queryFn: ({ signal }) => api(Form, `/forms/${encodeURIComponent(id)}`, { signal }),
  });
