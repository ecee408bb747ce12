/** Zuora-Version: the minor version of the v1 API that a request speaks. */

/** Ordered by age. A number in between behaves as the highest one that is not above it. */
export const SUPPORTED = [
  ...[186, 187, 188, 189, 196, 206, 207, 211, 214, 215, 216, 223, 224, 230, 239, 256, 257],
  ...[309, 314, 315, 329, 330, 336, 337, 338, 341],
  20240520,
  20250812,
] as const;

export type VersionName =
  | "187.0"
  | "188.0"
  | "189.0"
  | "196.0"
  | "206.0"
  | "207.0"
  | "211.0"
  | "214.0"
  | "215.0"
  | "216.0"
  | "223.0"
  | "224.0"
  | "230.0"
  | "239.0"
  | "256.0"
  | "257.0"
  | "309.0"
  | "314.0"
  | "315.0"
  | "329.0"
  | "330.0"
  | "336.0"
  | "337.0"
  | "338.0"
  | "341.0"
  | "2024-05-20"
  | "2025-08-12";

export type Version = {
  readonly text: string;
  /** Whether the request has named it; else it is the default. */
  readonly isAsked: boolean;
  /** Does the request speak `name` or something newer? `version.atLeast("223.0")`. */
  atLeast(name: VersionName): boolean;
};

/** What a request without the header speaks. */
export const DEFAULT_VERSION: Version = versionOf(186, "186.0", false);

const NUMBERED = /^\d{1,4}(\.\d{1,3})?$/;
const DATED = /^\d{4}-\d{2}-\d{2}$/;

/** The version that a header writes: "211.0", "211" or "2024-05-20"; undefined when it writes none. */
export function parseVersion(header: string | undefined): Version | undefined {
  if (header === undefined) return DEFAULT_VERSION;
  const known = parsed.get(header);
  if (known) return known;
  const text = header.trim();
  if (!NUMBERED.test(text) && !DATED.test(text)) return undefined;
  const asked = rankOf(text);
  const rank = SUPPORTED.findLast((supported) => supported <= asked);
  // Older than the oldest is the oldest.
  const version = versionOf(rank ?? 186, text, true);
  // Callers send a handful of versions; whoever sends all of them does not fill the memory.
  if (parsed.size < 256) parsed.set(header, version);
  return version;
}

const parsed = new Map<string, Version>();

const rankOf = (text: string): number =>
  DATED.test(text) ? Number(text.replaceAll("-", "")) : Number(text);

function versionOf(rank: number, text: string, isAsked: boolean): Version {
  return { text, isAsked, atLeast: (name) => rank >= rankOf(name) };
}
