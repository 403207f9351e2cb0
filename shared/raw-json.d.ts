/** What Node 24 has and TypeScript does not know yet. */
interface JSON {
  /** @returns what `stringify` writes as it is: JSON of a number, a text, true, false or null */
  rawJSON(text: string): object;
}
