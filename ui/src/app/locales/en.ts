/** The English texts: the ones that every other language has to have. */
import { auth } from "./en/auth.ts";
import { bots } from "./en/bots.ts";
import { cluster } from "./en/cluster.ts";
import { commands } from "./en/commands.ts";
import { common } from "./en/common.ts";
import { conversations } from "./en/conversations.ts";
import { deadLetters } from "./en/dead-letters.ts";
import { forms } from "./en/forms.ts";
import { preview } from "./en/preview.ts";
import { sentences } from "./en/sentences.ts";
import { settings } from "./en/settings.ts";
import { submissions } from "./en/submissions.ts";
import { webhooks } from "./en/webhooks.ts";

export const en = {
  ...common,
  ...auth,
  ...bots,
  ...cluster,
  ...commands,
  ...conversations,
  ...deadLetters,
  ...forms,
  ...preview,
  ...sentences,
  ...settings,
  ...submissions,
  ...webhooks,
};

export type Texts = typeof en;
