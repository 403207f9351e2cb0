/**
 * Which addresses a tenant's webhook may reach: what lies in the public internet, and what the operator has opened with
 * `WEBHOOK_ALLOW`. Everything else, however it is written, could be the operator's own network.
 */
import ipaddr from "ipaddr.js";

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Clouds answer with a machine's credentials here, though the address looks like any other. */
const metadata = new Set(["168.63.129.16"]);
const globalUnicast = ipaddr.IPv6.parseCIDR("2000::/3");
/** IPv4 behind a translator (RFC 6052): what counts is the address within. */
const nat64 = ipaddr.IPv6.parseCIDR("64:ff9b::/96");

/** @param address as DNS or a URL gives it. @returns false for what is no address at all, too */
export function isPublic(address: string): boolean {
  const parsed = parse(address);
  if (parsed?.range() !== "unicast" || metadata.has(parsed.toString())) return false;
  return parsed instanceof ipaddr.IPv4 || parsed.match(globalUnicast);
}

export interface AddressGuard {
  /** @param host as in a URL, without brackets: a name, or the address itself */
  mayReach(host: string, address: string): boolean;
}

/** @param allow hosts, addresses and CIDRs, each as {@link isAllowable} takes it */
export function addressGuard(allow: readonly string[]): AddressGuard {
  const hosts = new Set(allow.map(normal));
  const ranges = allow.map(rangeOf).filter((range) => range !== null);
  return {
    mayReach(host, address) {
      if (hosts.has(normal(host)) || isPublic(address)) return true;
      const parsed = parse(address);
      return (
        parsed !== null && ranges.some(([base, bits]) => base.kind() === parsed.kind() && parsed.match(base, bits))
      );
    },
  };
}

/** Whether an entry of `WEBHOOK_ALLOW` makes sense: `printer.lan`, `192.168.1.7`, `10.0.0.0/8`, `fd00::/8`. */
export const isAllowable = (entry: string): boolean =>
  rangeOf(entry) !== null || /^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$/i.test(entry);

const normal = (host: string) => host.toLowerCase().replace(/\.$/, "");

function rangeOf(entry: string): [Address, number] | null {
  if (ipaddr.IPv4.isValidCIDR(entry) || ipaddr.IPv6.isValidCIDR(entry)) return ipaddr.parseCIDR(entry);
  const address = parse(entry);
  return address && [address, address.kind() === "ipv4" ? 32 : 128];
}

/** Takes IPv4 out of what IPv6 wraps around it. Only full dotted quads are IPv4 here: URLs write the rest that way. */
function parse(address: string): Address | null {
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) return ipaddr.IPv4.parse(address);
  if (!ipaddr.IPv6.isValid(address)) return null;
  const parsed = ipaddr.IPv6.parse(address);
  if (parsed.isIPv4MappedAddress()) return parsed.toIPv4Address();
  return parsed.match(nat64) ? new ipaddr.IPv4(parsed.toByteArray().slice(12)) : parsed;
}
