/** Fills `{first_name}`, `{username}` and `{bot_name}` in a tenant's text. */

export interface Names {
  firstName: string | undefined;
  username: string | undefined;
  botName: string;
}

/** What each of them stands for; built-in sentences know them as arguments. */
export const placeholders = ({ firstName, username, botName }: Names): Record<string, string> => ({
  first_name: firstName ?? username ?? "",
  username: username ? `@${username}` : (firstName ?? ""),
  bot_name: botName,
});

/** One pass: a placeholder inside somebody's name stays what it is. */
export function fillIn(template: string, names: Names): string {
  const values = placeholders(names);
  return template.replace(/\{(first_name|username|bot_name)\}/g, (_, name: string) => values[name]!).toWellFormed();
}
