/** The Russian texts. A key or a plural form that is missing does not compile. */
import { auth } from "./ru/auth.ts";
import { bots } from "./ru/bots.ts";
import { cluster } from "./ru/cluster.ts";
import { commands } from "./ru/commands.ts";
import { common } from "./ru/common.ts";
import { conversations } from "./ru/conversations.ts";
import { deadLetters } from "./ru/dead-letters.ts";
import { forms } from "./ru/forms.ts";
import { preview } from "./ru/preview.ts";
import { sentences } from "./ru/sentences.ts";
import { settings } from "./ru/settings.ts";
import { submissions } from "./ru/submissions.ts";
import { webhooks } from "./ru/webhooks.ts";

export const ru = {
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
