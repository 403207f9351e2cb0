/** The ids that addresses carry. */
import { z } from "zod";

export const ById = z.object({ id: z.uuid() });
export const ByBot = z.object({ botId: z.uuid() });
