/** What the account's settings ask of Better Auth. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { z } from "zod";
import { auth, Ignored } from "../../api/client.ts";
import { sessionQuery } from "../../api/session.ts";

const SessionEntry = z.object({
  id: z.string(),
  token: z.string(),
  userAgent: z.string().nullish(),
  ipAddress: z.string().nullish(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type SessionEntry = z.infer<typeof SessionEntry>;

/** Where the person is signed in, the latest use first. */
export const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: async ({ signal }) => {
    const sessions = await auth(z.array(SessionEntry), "/list-sessions", { signal });
    return sessions.sort((a, b) => b.updatedAt.localeCompare(a.updatedAt));
  },
});

function useSessionMutation<T>(mutationFn: (input: T) => Promise<unknown>) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn,
    // A new password comes with a new session of one's own.
    onSuccess: () =>
      Promise.all([queryClient.invalidateQueries(sessionsQuery), queryClient.invalidateQueries(sessionQuery)]),
  });
}

export const useRevokeSession = () =>
  useSessionMutation((token: string) => auth(Ignored, "/revoke-session", { json: { token } }));

export const useRevokeOtherSessions = () =>
  useSessionMutation((_: undefined) => auth(Ignored, "/revoke-other-sessions", { json: {} }));

export interface PasswordChange {
  currentPassword: string;
  newPassword: string;
  /** Signs out everywhere else. */
  revokeOtherSessions: boolean;
}

export const useChangePassword = () =>
  useSessionMutation((change: PasswordChange) => auth(Ignored, "/change-password", { json: change }));
