/**
 * The invented people who write in the page's test chats. Their ids are the mark of all that is preview: no one in
 * Telegram has one, and whatever names one (a conversation, a submission) is counted and listed nowhere.
 */

/** Telegram's own ids have at most 52 bits; these have 53, which a number still holds exactly. */
export const lastRealId = 2 ** 52;

/** @param id of a private chat, or of the person in it */
export const isPreview = (id: number): boolean => id > lastRealId;

/** Of all files in one test chat. */
export const mostPreviewBytes = 50 * 1024 * 1024;

const filePrefix = "preview-";

/** The `file_id` of what was sent into a test chat. */
export const previewFileId = (id: string): string => filePrefix + id;

/** @returns what {@link previewFileId} was given; `null` for a file of Telegram's */
export const previewFileOf = (fileId: string): string | null =>
  fileId.startsWith(filePrefix) ? fileId.slice(filePrefix.length) : null;
