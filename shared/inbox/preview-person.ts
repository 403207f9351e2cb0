/**
 * The invented people who write in the page's test chats. What they leave (a conversation, a submission) says of itself
 * that it is preview, and is counted and listed nowhere.
 */

/**
 * Everybody else's ids end here; those of invented people have 53 bits, which a number still holds exactly. The version
 * before knew them by that, and wrote no column that says so: its rows are still told by it, and an index leads to them.
 */
export const lastRealId = 2 ** 52;

/** Whether a row that names a person is preview. @param says what its column says; `null` where it was not written */
export const isPreview = (says: boolean | null | undefined, id: number | null | undefined): boolean =>
  says ?? (id ?? 0) > lastRealId;

/** The same as a condition in SQL. @param id the column of who it names */
export const previewIn = (id: string): string => `coalesce(${rowOf(id)}preview, ${id} > ${lastRealId}, false)`;

/** The same, found by the index on such ids. */
export const previewByIndex = (id: string): string => `(${id} > ${lastRealId} and coalesce(${rowOf(id)}preview, true))`;

/** `s.` of `s.telegram_user_id`. */
const rowOf = (column: string): string => column.slice(0, column.indexOf(".") + 1);

/** Of all files in one test chat. */
export const mostPreviewBytes = 50 * 1024 * 1024;

const filePrefix = "preview-";

/** The `file_id` of what was sent into a test chat. */
export const previewFileId = (id: string): string => filePrefix + id;

/** @returns what {@link previewFileId} was given; `null` for a file of Telegram's */
export const previewFileOf = (fileId: string): string | null =>
  fileId.startsWith(filePrefix) ? fileId.slice(filePrefix.length) : null;
