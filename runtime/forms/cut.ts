/** Shortens a text to one line of some characters, never in the middle of one. */
export function cut(text: string, length: number): string {
  const line = [...text.replace(/\s+/g, " ").trim()];
  return line.length <= length ? line.join("") : `${line.slice(0, length - 1).join("")}…`;
}
