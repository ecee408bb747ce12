/** What request headers may say, for every endpoint. */
import type { IncomingHttpHeaders } from "node:http";
import type { OrganizationLimit } from "#engine/rights/organizations.ts";
import { idOf } from "#store/ids.ts";
import type { Principal } from "./authentication.ts";
import { badHeader, Refused } from "./failure.ts";
import { DEFAULT_VERSION, parseVersion, type Version } from "./version.ts";

const first = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header[0] : header;

export function versionOf(headers: IncomingHttpHeaders): Version {
  const header = first(headers["zuora-version"]);
  const version = parseVersion(header === "" ? undefined : header);
  if (version === undefined) {
    throw badHeader(
      "Zuora-Version should be a minor version such as 211.0 or a date such as 2024-05-20",
    );
  }
  return version;
}

/** For answers about a request whose own version is nonsense. */
export const versionOrDefault = (headers: IncomingHttpHeaders): Version =>
  parseVersion(first(headers["zuora-version"])) ?? DEFAULT_VERSION;

const TRACK_ID = /^(?=[\x20-\x7e]{1,64}$)[^:;"']+$/;

/** The caller's own correlation id, which the answer repeats. */
export function trackIdOf(headers: IncomingHttpHeaders): string | undefined {
  const trackId = first(headers["zuora-track-id"]);
  if (trackId === undefined || trackId === "") return undefined;
  if (TRACK_ID.test(trackId)) return trackId;
  throw badHeader(`Zuora-Track-Id should be at most 64 US-ASCII characters without : ; " and '`);
}

const LONGEST_IDEMPOTENCY_KEY = 255;

/** Undefined when repeats are not the caller's concern. */
export function idempotencyKeyOf(headers: IncomingHttpHeaders): string | undefined {
  const key = first(headers["idempotency-key"]);
  if (key === undefined) return undefined;
  if (key !== "" && key.length <= LONGEST_IDEMPOTENCY_KEY) return key;
  throw badHeader(`Idempotency-Key should have 1 to ${LONGEST_IDEMPOTENCY_KEY} characters`);
}

/** Who sees other organizations is not told what others were answered. */
export const keyWithin = (key: string | undefined, organizationIds: OrganizationLimit) =>
  key === undefined || organizationIds === null
    ? key
    : `${[...organizationIds].sort().join(",")} ${key}`;

/** Only POST and PATCH: the others may be repeated as they are. */
export function checkIdempotencyKey(method: string, headers: IncomingHttpHeaders): void {
  if (idempotencyKeyOf(headers) === undefined || method === "POST" || method === "PATCH") return;
  throw badHeader(`Request method '${method}' not supported with Idempotency-Key header`);
}

/** One token, one entity: to name another one is refused, never answered with its rows. */
export function checkEntity(headers: IncomingHttpHeaders, { entityId }: Principal): void {
  const asked = first(headers["zuora-entity-ids"]) ?? first(headers.entityid);
  if (asked === undefined || asked === "") return;
  if (asked.trim().replaceAll("-", "").toLowerCase() === entityId) return;
  throw noSuchEntity(asked);
}

/** Whether it is there or not. */
export const noSuchEntity = (asked: string): Refused =>
  new Refused({
    category: 10,
    message: `No permission to access the entity '${printable(asked)}'.`,
  });

/**
 * The organizations that a request is about: those that it names, else all that the caller may see.
 * What he may not see is refused whether it is there or not.
 *
 * @param ofEntity  which of some organizations there are
 */
export async function organizationsOf(
  headers: IncomingHttpHeaders,
  { organizationIds }: Principal,
  ofEntity: (ids: readonly string[]) => Promise<readonly string[]>,
): Promise<OrganizationLimit> {
  const asked = first(headers["zuora-org-ids"])?.trim();
  if (asked === undefined || asked === "") return organizationIds;
  const named = asked.split(",").map((text) => ({ text: text.trim(), id: idOf(text.trim()) }));
  const ids = [...new Set(named.flatMap(({ id }) => id ?? []))];
  const seen = organizationIds ?? (await ofEntity(ids));
  const unseen = named.find(({ id }) => id === null || !seen.includes(id));
  if (unseen === undefined) return ids;
  throw new Refused({
    category: 10,
    message: `No permission to access the organization '${printable(unseen.text)}'.`,
  });
}

/** Id or name of the organization that what a request creates is of, if it does not say. */
export const workingOrganizationOf = (headers: IncomingHttpHeaders): string | undefined =>
  first(headers["zuora-working-org"])?.trim() || undefined;

const printable = (text: string): string => text.slice(0, 80).replace(/[^\x20-\x7e]/g, "?");
