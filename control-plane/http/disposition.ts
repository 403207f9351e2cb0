/** What a browser is to do with what it is sent, and how to call it: as people did, as far as that is harmless. */

/** Control and formatting characters, which turn names around; what means something in paths, headers or shells. */
const unwelcome = /[\p{C}\p{Zl}\p{Zp}\\/:*?"<>|%;$`']+/gu;

/**
 * @param title in any script; `file` where nothing of it is harmless
 * @param ending without the dot
 */
export function disposition(way: "inline" | "attachment", title: string, ending: string): string {
  const name = `${harmless(title)}.${ending}`;
  const plain = `${harmless(inAscii(title))}.${ending}`;
  const exact = encodeURIComponent(name).replace(
    /[()!]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${way}; filename="${plain}"${plain === name ? "" : `; filename*=UTF-8''${exact}`}`;
}

/** For those that know no other letters. */
const inAscii = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .replace(/[^\x20-\x7e]+/g, "_");

function harmless(title: string): string {
  const name = title
    .toWellFormed()
    .replace(unwelcome, "_")
    .replace(/^[.\s_-]+|[.\s]+$/g, "");
  return [...name].slice(0, 80).join("") || "file";
}
