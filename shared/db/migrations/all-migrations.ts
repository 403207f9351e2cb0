/** Every migration, oldest first. A name once released never changes. */
import { Foundation } from "./2026-11-22-foundation.ts";

export const allMigrations = [{ name: "2026-11-22-foundation", class: Foundation }];
