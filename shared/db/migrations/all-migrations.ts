/** Every migration, oldest first. A name once released never changes. */
import { Foundation } from "./2026-11-22-foundation.ts";
import { Handover } from "./2026-11-23-handover.ts";
import { Files } from "./2026-11-25-files.ts";
import { Forms } from "./2026-11-25-forms.ts";
import { LeanRows } from "./2026-11-25-lean-rows.ts";
import { Preview } from "./2026-11-25-preview.ts";
import { Sentences } from "./2026-11-25-sentences.ts";
import { SteadyConversations } from "./2026-11-25-steady-conversations.ts";
import { Submissions } from "./2026-11-25-submissions.ts";
import { Webhooks } from "./2026-11-25-webhooks.ts";
import { FormTexts } from "./2026-11-26-form-texts.ts";
import { FormVersions } from "./2026-11-26-form-versions.ts";
import { MessageFiles } from "./2026-11-26-message-files.ts";
import { OneInbox } from "./2026-11-26-one-inbox.ts";
import { RoomToFinish } from "./2026-11-26-room-to-finish.ts";
import { Addresses } from "./2026-11-30-addresses.ts";
import { BotExternalIds } from "./2026-11-30-bot-external-ids.ts";
import { Channels } from "./2026-11-30-channels.ts";
import { Deletions } from "./2026-12-01-deletions.ts";
import { LeastVersion } from "./2026-12-01-least-version.ts";

export const allMigrations = [
  { name: "2026-11-22-foundation", class: Foundation },
  { name: "2026-11-23-handover", class: Handover },
  { name: "2026-11-25-lean-rows", class: LeanRows },
  { name: "2026-11-25-forms", class: Forms },
  { name: "2026-11-25-files", class: Files },
  { name: "2026-11-25-preview", class: Preview },
  { name: "2026-11-25-webhooks", class: Webhooks },
  { name: "2026-11-25-sentences", class: Sentences },
  { name: "2026-11-25-submissions", class: Submissions },
  { name: "2026-11-25-steady-conversations", class: SteadyConversations },
  { name: "2026-11-26-message-files", class: MessageFiles },
  { name: "2026-11-26-form-versions", class: FormVersions },
  { name: "2026-11-26-form-texts", class: FormTexts },
  { name: "2026-11-26-one-inbox", class: OneInbox },
  { name: "2026-11-26-room-to-finish", class: RoomToFinish },
  { name: "2026-11-30-addresses", class: Addresses },
  { name: "2026-11-30-channels", class: Channels },
  { name: "2026-11-30-bot-external-ids", class: BotExternalIds },
  { name: "2026-12-01-least-version", class: LeastVersion },
  { name: "2026-12-01-deletions", class: Deletions },
];
