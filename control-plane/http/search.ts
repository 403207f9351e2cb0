/** What somebody typed into a search box, as the database looks for it. */

/** @returns a pattern for `ilike` that takes every character of `text` as it is */
export const containing = (text: string): string => `%${text.replace(/[\\%_]/g, "\\$&")}%`;
