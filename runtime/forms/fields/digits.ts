/** Digits of every script are digits: whoever writes ١٢٣ means 123. */

/** @returns the text in Unicode's compatible form, its digits as ASCII's, decimal and thousands signs with them */
export const plainDigits = (text: string): string =>
  text
    .normalize("NFKC")
    .replace(/\p{Nd}/gu, digit)
    .replaceAll("٫", ".")
    .replaceAll("٬", ",");

/** Scripts have their digits in a row, which begins at a code point that ends in 0 or in 6. */
function digit(char: string): string {
  const code = char.codePointAt(0)!;
  const place = code % 16;
  const beginsAtZero = place < 6 || /\p{Nd}/u.test(String.fromCodePoint(code - place));
  return String(beginsAtZero ? place : place - 6);
}
