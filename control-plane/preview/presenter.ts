import type * as Api from "#shared/schemas/preview.ts";
import { type PreviewSession, silenceMs } from "./session.ts";

export const presentSession = ({ userId: _, createdAt, usedAt, ...session }: PreviewSession): Api.PreviewSession => ({
  ...session,
  createdAt: new Date(createdAt).toISOString(),
  endsAt: new Date(usedAt + silenceMs).toISOString(),
});
