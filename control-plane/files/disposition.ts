/** What a browser is to do with a file, and how to call it: its sender's name for it, as far as that is harmless. */
import { endingOf, isPassiveImage } from "#shared/files/content-type.ts";

/** Control and formatting characters, which turn names around; what means something in paths, headers or shells. */
const unwelcome = /[\p{C}\p{Zl}\p{Zp}\\/:*?"<>|%;$`']+/gu;

/**
 * @param name as its sender called it; its ending becomes the one of its content
 * @param type as found in the content
 */
export function dispositionOf(name: string | null, type: string): string {
  const file = `${baseOf(name)}.${endingOf(type, name)}`;
  const plain = file.replace(/[^\x20-\x7e]/g, "_");
  const exact = encodeURIComponent(file).replace(
    /[()!]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const way = isPassiveImage(type) ? "inline" : "attachment";
  return `${way}; filename="${plain}"${plain === file ? "" : `; filename*=UTF-8''${exact}`}`;
}

function baseOf(name: string | null): string {
  const base = (name ?? "")
    .toWellFormed()
    .replace(/\.[^./\\]*$/, "")
    .replace(unwelcome, "_")
    .replace(/^[.\s_-]+|[.\s]+$/g, "");
  return [...base].slice(0, 80).join("") || "file";
}
