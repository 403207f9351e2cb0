/** What a channel can show and take: pure data, by which texts are cut and menus and forms choose how they look. */
export interface Surface {
  /** Characters of one message, as strings count them. */
  readonly text: number;
  /** Formatted pieces of one message; 0 where texts are plain. */
  readonly entities: number;
  /** Characters under a photo or a file. */
  readonly caption: number;
  /** Buttons under a message, one beside another: at least 1. A channel that has none numbers them in the text. */
  readonly columns: number;
  /** Rows of them, at least 4. */
  readonly rows: number;
  /** Of them in all, at least 8. */
  readonly buttons: number;
  /** Characters on one of them, at least 2. */
  readonly label: number;
  /** Options that are offered at a time, where there is room for so many. */
  readonly choices: number;
  /** Characters of what shows for a moment when a button is pressed. */
  readonly notice: number;
  /** Whether a message that was sent can be changed, and its buttons with it. */
  readonly edits: boolean;
  /** Whether there can be keys under the text field, in private chats. */
  readonly replyKeys: boolean;
  /** What such a key can ask for. */
  readonly requests: ReadonlySet<"contact" | "location">;
  /** How often "typing…" is to be shown for it to stay, in milliseconds. */
  readonly typingMs: number;
  /** The largest file of a person's that can be fetched, in bytes. */
  readonly fileBytes: number;
  /** The largest image that is shown as a photo, in bytes; larger ones are sent as files. */
  readonly photoBytes: number;
}
