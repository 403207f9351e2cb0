/** Who is signed in, and the ways in and out. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { z } from "zod";
import { auth, Ignored } from "./client.ts";

export const User = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.string().nullish(),
});
export type User = z.infer<typeof User>;

/** Whether the person runs this installation. */
export const isOperator = ({ role }: Pick<User, "role">): boolean => role === "operator";

const Session = z.object({ session: z.object({ id: z.string(), token: z.string() }), user: User }).nullable();
export type Session = z.infer<typeof Session>;

/** `null` when nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: ({ signal }) => auth(Session, "/get-session", { signal }),
  staleTime: 60_000,
});

export interface Credentials {
  email: string;
  password: string;
}

export function useSignIn() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (credentials: Credentials) => auth(Ignored, "/sign-in/email", { json: credentials }),
    onSuccess: () => queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 }),
  });
}

export function useRegister() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (person: Credentials & { name: string }) => auth(Ignored, "/sign-up/email", { json: person }),
    onSuccess: () => queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 }),
  });
}

/** Forgets everything the page knows: the next person at this browser sees nothing of it. */
export function useSignOut() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => auth(Ignored, "/sign-out", { json: {} }),
    onSuccess: () => {
      queryClient.setQueryData(sessionQuery.queryKey, null);
      queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] });
    },
  });
}
