/** The header that has a browser save what it is sent, under a name that is safe on every system. */

/**
 * @param title what it is called, in any script
 * @param extension without the dot
 */
export function attachment(title: string, extension: string): string {
  const name = named(title, /[^\p{L}\p{M}\p{N}]+/gu);
  const plain = named(title.normalize("NFKD").replace(/\p{M}+/gu, ""), /[^A-Za-z0-9]+/g);
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${plain}.${extension}"; filename*=UTF-8''${encoded}.${extension}`;
}

/** Letters and digits alone: no path, no dot before it, nothing that writes backwards. */
const named = (title: string, others: RegExp): string =>
  title.replace(others, "-").slice(0, 80).toWellFormed().replace(/^-|-$/g, "") || "download";
