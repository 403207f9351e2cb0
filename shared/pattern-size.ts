/**
 * How large a pattern becomes when it is unrolled, told from its text: RE2 knows it only when the work is done. Syntax is
 * RE2's affair; of what RE2 refuses this may say anything.
 */

/** What stands in a row: a character, a class, an anchor or a group, with how often it comes. */
interface Item {
  readonly text: string;
  readonly size: number;
  /** It takes one character, whichever. */
  readonly single: boolean;
  /** RE2 writes it once where two branches begin with it. */
  readonly shared: boolean;
}

interface Group {
  readonly from: number;
  /** Steps that note where the group begins and ends. */
  readonly own: number;
  /** Steps of the branches before. */
  size: number;
  before: readonly Item[] | null;
  items: Item[];
}

const tokens = new RegExp(
  [
    /\\(?:[pPx]\{[^}]*\}|x[\da-fA-F]{2}|[0-7]{1,3}|[pP]?.)/,
    /\[\^?\]?(?:\[:[^\]]*:\]|\\.|[^\]\\])*\]/,
    /\((?:\?(?:P?<[^>]*>|[a-zA-Z-]*[:)]))?/,
    /\{(?<least>0|[1-9]\d{0,8})(?<range>,(?<most>0|[1-9]\d{0,8})?)?\}\??/,
    /[*+?]\??/,
    /./,
  ]
    .map(({ source }) => source)
    .join("|"),
  "gsu",
);

/** Larger counts are refused by RE2 before it unrolls anything. */
const maxCount = 1_000;

/** @returns the steps of the unrolled pattern, about: more only where branches are the same though written differently */
export function sizeOf(pattern: string): number {
  const open: Group[] = [group(0, 0)];
  const text = unquoted(pattern);
  for (const { 0: token, index, groups } of text.matchAll(tokens)) {
    const inner = open.at(-1)!;
    const end = index + token.length;
    if (token.startsWith("(")) {
      // `(?i)` is a setting.
      if (!token.endsWith(")")) open.push(group(index, token.endsWith(":") ? 0 : 2));
    } else if (token === "|") endBranch(inner);
    else if (token === ")") {
      if (open.length === 1) continue;
      open.pop();
      const size = inner.own + endBranch(inner);
      open.at(-1)!.items.push({ text: text.slice(inner.from, end), size, single: false, shared: false });
    } else if (groups?.least !== undefined || /^[*+?]/.test(token)) {
      const last = inner.items.pop();
      if (last) inner.items.push(repeated(last, token, groups?.least === undefined ? null : groups));
    } else {
      const single = !/^(?:[\^$]|\\[AzbB])$/.test(token);
      inner.items.push({ text: token, size: 1, single, shared: single });
    }
  }
  return open.reduceRight((size, group) => size + group.own + endBranch(group), 0);
}

const group = (from: number, own: number): Group => ({ from, own, size: 0, before: null, items: [] });

/** What stands between `\Q` and `\E` means nothing. */
const unquoted = (pattern: string): string =>
  pattern.replace(/\\Q(.*?)(?:\\E|$)|\\./gs, (token, quoted?: string) => quoted?.replace(/./gsu, "x") ?? token);

/** @returns the steps of the group's branches so far */
function endBranch(group: Group): number {
  const { before, items } = group;
  let same = 0;
  while (before?.[same]?.shared && items[same]?.text === before[same]!.text) same++;
  const rest = items.slice(same);
  const restBefore = before?.slice(same) ?? [];
  // What differs in one character becomes one class.
  const merged = [rest, restBefore].every(([first, ...others]) => first?.single && others.length === 0);
  const size = rest.reduce((sum, item) => sum + item.size, 0);
  if (!merged) group.size += before ? 1 + Math.max(1, size) : size;
  group.before = items;
  group.items = [];
  return group.size;
}

function repeated(item: Item, token: string, counts: Record<string, string> | null): Item {
  const text = item.text + token;
  if (!counts) return { text, size: item.size + 1, single: false, shared: false };
  const least = Number(counts.least);
  const most = counts.range === undefined ? least : counts.most === undefined ? null : Number(counts.most);
  if (Math.max(least, most ?? 0) > maxCount) return { ...item, text };
  const size = most === null ? Math.max(1, least) * item.size + 1 : most * item.size + most - least;
  return { text, size, single: item.single && least === 1 && most === 1, shared: item.shared && least === most };
}
