/** Whom an address belongs to, as far as limits care: an IPv6 customer holds a /64, so that counts as one; or many of them. */
import { isIPv6 } from "node:net";

/** @returns an IPv4 address as it is; of IPv6 its /64 */
export const customerOf = (address: string): string => mappedIpv4(address) ?? prefixOf(address, 64) ?? address;

/** @returns the /48 that an IPv6 address lies in, of which a customer may hold all 65,536 /64; `null` for IPv4 */
export const siteOf = (address: string): string | null => (mappedIpv4(address) ? null : prefixOf(address, 48));

const mappedIpv4 = (address: string): string | null => /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? null;

/** @param bits a multiple of 16 */
function prefixOf(address: string, bits: number): string | null {
  if (!isIPv6(address)) return null;
  const [head = "", tail] = address.split("%")[0]!.split("::");
  const front = head === "" ? [] : head.split(":");
  const back = tail ? tail.split(":") : [];
  const zeros = tail === undefined ? 0 : 8 - front.length - back.length;
  const groups = [...front, ...new Array<string>(Math.max(0, zeros)).fill("0"), ...back];
  const prefix = groups.slice(0, bits / 16).map((group) => Number.parseInt(group, 16).toString(16));
  return `${prefix.join(":")}::/${bits}`;
}
