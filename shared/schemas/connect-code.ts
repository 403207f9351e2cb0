/** A code that connects a chat to a form: sent to the bot as `/connect <code>`, there or in a group. */
import { z } from "zod";

export const CreateConnectCode = z.strictObject({ formId: z.uuid() });
export type CreateConnectCode = z.infer<typeof CreateConnectCode>;

export const ConnectCode = z.object({
  /** Works once. Shown this once, too. */
  code: z.string(),
  /** What to send, as it also works in a group where the bot does not see all that is written. */
  message: z.string(),
  expiresAt: z.iso.datetime(),
});
export type ConnectCode = z.infer<typeof ConnectCode>;
