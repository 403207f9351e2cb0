/** A number question. Comma and point both part off decimals, and groups of three may stand apart. */
import type { FieldOf } from "#shared/schemas/form.ts";
import { plainDigits } from "./digits.ts";
import { hint, type Kind, value } from "./kind.ts";

export const number: Kind<FieldOf<"number">> = {
  isTyped: () => true,
  asks: () => null,

  check({ validation: { min, max, integer = false } }, input) {
    const given = input.type === "text" ? parseNumber(input.text, integer) : null;
    const expected = integer ? "form-hint-integer" : "form-hint-number";
    if (given === null || (integer && !Number.isInteger(given))) return hint(expected);
    if (min !== undefined && max !== undefined && (given < min || given > max))
      return hint("form-hint-number-between", { min: String(min), max: String(max) });
    if (min !== undefined && given < min) return hint("form-hint-number-min", { min: String(min) });
    if (max !== undefined && given > max) return hint("form-hint-number-max", { max: String(max) });
    return value(given);
  },

  show: (_, answer) => String(answer),
};

/**
 * @param integer where no decimals are expected, `1,000` and `1.000` are a thousand
 * @returns `null` for what is no number, or has more digits than can be kept
 */
export function parseNumber(text: string, integer = false): number | null {
  const given = plainDigits(text).trim().replace(/^[−–]/, "-");
  if (given.length > 40) return null;
  const grouped = /^([+-]?\d{1,3}(?:([ '.,])\d{3})(?:\2\d{3})*)(?:([.,])(\d+))?$/.exec(given);
  if (grouped) {
    const [, whole = "", group, point, decimals = ""] = grouped;
    const several = whole.split(group!).length > 2;
    const parted = group === "." || group === ",";
    // A lone comma or point before three digits parts off decimals, unless there can be none.
    if (point !== group && (!parted || several || point !== undefined || integer))
      return finite(`${whole.replaceAll(group!, "")}.${decimals || "0"}`);
  }
  const plain = /^([+-]?\d*)(?:[.,](\d*))?$/.exec(given);
  if (!plain || !/\d/.test(given)) return null;
  return finite(`${plain[1]}.${plain[2] || "0"}`);
}

/** What a double cannot hold to the last digit would be changed silently. */
function finite(digits: string): number | null {
  const significant = digits.replace(/\D/g, "").replace(/^0+/, "").replace(/0+$/, "");
  const number = Number(digits.replace(/^([+-]?)\./, "$10."));
  return significant.length > 15 || !Number.isFinite(number) ? null : number + 0;
}
