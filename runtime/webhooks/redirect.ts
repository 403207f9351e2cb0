/** Where a redirect leads a webhook, as browsers and `fetch` do it, with one exception for who merely moved to https. */

export interface Hop {
  url: URL;
  method: "POST" | "GET";
}

/** @returns `null` for what is no redirect, or leads nowhere a webhook can go: that is the answer then */
export function hopAfter({ url, method }: Hop, status: number, location: string | string[] | undefined): Hop | null {
  if (![301, 302, 303, 307, 308].includes(status) || typeof location !== "string") return null;
  if (!URL.canParse(location, url)) return null;
  const to = new URL(location, url);
  if (to.protocol !== "https:" && to.protocol !== "http:") return null;
  const keeps = status === 307 || status === 308 || (status !== 303 && isUpgrade(url, to));
  return { url: to, method: keeps ? method : "GET" };
}

/** The same place over TLS: a GET without the body is not what anybody means by that. */
const isUpgrade = (from: URL, to: URL) =>
  from.protocol === "http:" &&
  to.protocol === "https:" &&
  from.hostname === to.hostname &&
  from.pathname === to.pathname;
