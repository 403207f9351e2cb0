/** What the commands tab asks of the server. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { Command, type CreateCommand, type UpdateCommand } from "#shared/schemas/command.ts";
import { type Page, pageOf } from "#shared/schemas/page.ts";
import { api, Ignored } from "../../api/client.ts";

const CommandPage = pageOf(Command);

/** All commands of the bot, first come those with the highest priority, as in Telegram's list. */
export const commandsQuery = (botId: string) =>
  queryOptions({
    queryKey: ["bot", botId, "commands"],
    queryFn: async ({ signal }) => {
      const commands: Command[] = [];
      let cursor: string | null = null;
      do {
        const query = new URLSearchParams({ limit: "100", ...(cursor && { cursor }) });
        const page: Page<Command> = await api(CommandPage, `/bots/${encodeURIComponent(botId)}/commands?${query}`, {
          signal,
        });
        commands.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor !== null);
      return commands.sort((a, b) => b.priority - a.priority || a.name.localeCompare(b.name));
    },
  });

function useCommandMutation<T>(botId: string, mutationFn: (input: T) => Promise<unknown>) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: commandsQuery(botId).queryKey }),
  });
}

export const useCreateCommand = (botId: string) =>
  useCommandMutation(botId, (command: CreateCommand) =>
    api(Command, `/bots/${encodeURIComponent(botId)}/commands`, { json: command }),
  );

export const useUpdateCommand = (botId: string) =>
  useCommandMutation(botId, ({ id, ...changes }: UpdateCommand & { id: string }) =>
    api(Command, `/commands/${encodeURIComponent(id)}`, { method: "PATCH", json: changes }),
  );

export const useDeleteCommand = (botId: string) =>
  useCommandMutation(botId, (id: string) => api(Ignored, `/commands/${encodeURIComponent(id)}`, { method: "DELETE" }));
