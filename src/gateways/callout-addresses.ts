/** Where callouts may go: not into the network that the server stands in. */
import { lookup } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

/** Hosts that an operator of the server allows, as "host" or "host:port", whatever their address. */
export type AllowedHosts = ReadonlySet<string>;

export const isAllowedHost = (url: URL, allowed: AllowedHosts): boolean =>
  allowed.has(url.host) ||
  allowed.has(url.hostname) ||
  allowed.has(`${url.hostname}:${portOf(url)}`);

const portOf = ({ port, protocol }: URL): string => port || (protocol === "https:" ? "443" : "80");

/** Of a request that must not be sent. */
export class RefusedAddress extends Error {
  override readonly name = "RefusedAddress";
}

/** Whether an address is one that everybody reaches: none of a private, local or reserved network. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !NOT_PUBLIC.check(address, "ipv4");
  return family === 6 && GLOBAL_V6.check(address, "ipv6") && !NOT_PUBLIC.check(address, "ipv6");
}

/** An address in the place of a name is never looked up. Throws RefusedAddress. */
export function refusePrivateLiteral({ hostname }: URL): void {
  const literal = hostname.replace(/^\[(.*)\]$/, "$1");
  if (isIP(literal) !== 0 && !isPublicAddress(literal)) throw refused(hostname, literal);
}

/**
 * Looks a name up for the connection that is made then, so that what was checked is what is connected
 * to, however the name's answers change in between.
 */
export const lookUpPublic: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, found) => {
    if (error) return callback(error, "");
    const wrong = found.find(({ address }) => !isPublicAddress(address));
    if (wrong) return callback(refused(hostname, wrong.address), "");
    if (options.all) return callback(null, found);
    const [first] = found;
    callback(null, first?.address ?? "", first?.family);
  });
};

const refused = (hostname: string, address: string): RefusedAddress =>
  new RefusedAddress(
    `Callouts may not go to ${hostname} (${address}), which is no public address.`,
  );

/** All that is given out to the public. */
const GLOBAL_V6 = new BlockList();
GLOBAL_V6.addSubnet("2000::", 3, "ipv6");

/** IANA's special-purpose address registries. */
const NOT_PUBLIC = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
] as const) {
  NOT_PUBLIC.addSubnet(network, prefix, "ipv4");
}
for (const [network, prefix] of [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
] as const) {
  NOT_PUBLIC.addSubnet(network, prefix, "ipv6");
}
