/** What a page needs to know before anybody has signed in. */
import { z } from "zod";

export const Installation = z.object({
  /** Whether signing up is possible now: it always is for the first user. */
  registrationOpen: z.boolean(),
  /** False on a fresh installation, whose first user becomes its operator. */
  hasUsers: z.boolean(),
});
export type Installation = z.infer<typeof Installation>;
