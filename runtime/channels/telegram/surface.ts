import type { Surface } from "../surface.ts";

/** What Telegram shows and takes; where it tells of no limit there is none here. */
export const telegramSurface: Surface = {
  text: 4096,
  entities: 100,
  caption: 1024,
  columns: 8,
  rows: 100,
  buttons: 100,
  label: Number.POSITIVE_INFINITY,
  choices: 10,
  notice: 200,
  edits: true,
  replyKeys: true,
  requests: new Set(["contact", "location"]),
  // It shows "typing…" for 5 s.
  typingMs: 4_500,
  // What `getFile` gives out at most.
  fileBytes: 20 * 1024 * 1024,
  photoBytes: 10 * 1024 * 1024,
};
