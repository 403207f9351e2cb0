/** All the kinds of rows that a commit may hold, in the order in which the statement writes them. */
import type { Section } from "./section.ts";
import { actions } from "./sections/actions.ts";
import { asides } from "./sections/asides.ts";
import { connections } from "./sections/connections.ts";
import { conversationStates } from "./sections/conversation-states.ts";
import { conversations } from "./sections/conversations.ts";
import { failed } from "./sections/failures.ts";
import { finished } from "./sections/finishes.ts";
import { memos } from "./sections/memos.ts";
import { messageFiles } from "./sections/message-files.ts";
import { messages } from "./sections/messages.ts";
import { settled } from "./sections/settled-sends.ts";
import { submissions } from "./sections/submissions.ts";
import { updates } from "./sections/updates.ts";

const all = {
  updates,
  finished,
  conversations,
  asides,
  messages,
  settled,
  memos,
  failed,
  conversationStates,
  submissions,
  actions,
  connections,
  messageFiles,
};

export type Kind = keyof typeof all;

type RecordOf<Its> = Its extends Section<infer Row> ? Row : never;

/** All that one commit writes. Absent lists are empty. */
export type Writes = { [Name in Kind]?: RecordOf<(typeof all)[Name]>[] };

export const sections: Readonly<Record<Kind, Section>> = all;
export const kinds = Object.keys(all) as readonly Kind[];

/** Kinds that stand in a statement together or not at all. */
export interface Group {
  readonly name: string;
  readonly kinds: readonly Kind[];
}

export const groups: readonly Group[] = [...Map.groupBy(kinds, (kind) => sections[kind].group)].map(
  ([name, kinds]) => ({ name, kinds }),
);
