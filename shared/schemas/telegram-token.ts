/** "123456:ABC…", as @BotFather gives it out. */
import { z } from "zod";

export const TelegramToken = z
  .string()
  .trim()
  .regex(/^\d{3,16}:[A-Za-z0-9_-]{20,100}$/, "Paste the whole token from @BotFather, like 123456789:AAH…");
