import type { Outsider } from "../channel.ts";

/** @returns an address that opens their profile; by the id alone it does so for those who know them */
export function linkTo({ externalId, username }: Outsider): string | null {
  if (username) return `https://t.me/${username}`;
  return externalId === null ? null : `tg://user?id=${externalId}`;
}
