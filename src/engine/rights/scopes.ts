/** What a token is asked for, of what its client may: docs/decisions/0701. */
import { isWithin, type OrganizationLimit } from "./organizations.ts";
import { PERMISSIONS, type Permission } from "./permissions.ts";

/** Null: all that its client may, of either. */
export type TokenScope = {
  readonly permissions: readonly Permission[] | null;
  readonly organizationIds: readonly string[] | null;
};

/** Whose token it is. Ids have 32 hex digits. */
export type ScopeHolder = {
  readonly userId: string;
  readonly entityId: string;
  readonly permissions: ReadonlySet<Permission>;
  readonly organizationIds: OrganizationLimit;
};

/** Says everything that the client may: what the field's tokens are for. */
const EVERYTHING = "platform.write";
const OF_USAGE = "service.usage.delete";
const TENANT = /^tenant\.\d+$/;

/**
 * The scope that words say, which spaces divide. Words of who it is (user, entity, tenant) have to be
 * right and narrow nothing; permissions and organizations narrow the token to those that are named.
 *
 * @returns undefined when a word means nothing, or more than the holder may
 */
export function scopeOf(words: string, holder: ScopeHolder): TokenScope | undefined {
  const asked = words.split(" ").filter((word) => word !== "");
  const organizationIds: string[] = [];
  const permissions: Permission[] = [];
  for (const word of asked) {
    if (word === EVERYTHING || word === OF_USAGE || TENANT.test(word)) continue;
    const [kind = "", ...rest] = word.split(".");
    const id = rest.join(".").replaceAll("-", "").toLowerCase();
    if (kind === "user" && id === holder.userId) continue;
    if (kind === "entity" && id === holder.entityId) continue;
    if (kind === "organization" && IS_ID.test(id) && isWithin(holder.organizationIds, id)) {
      organizationIds.push(id);
    } else if (isPermission(word) && holder.permissions.has(word)) {
      permissions.push(word);
    } else return undefined;
  }
  // Every token's words have it: by itself it says no more than that usage may be written.
  const isOfUsage = asked.includes(OF_USAGE);
  if (isOfUsage && holder.permissions.has(USAGE)) permissions.push(USAGE);
  const isNarrow = !asked.includes(EVERYTHING) && (isOfUsage || permissions.length > 0);
  return {
    permissions: isNarrow ? [...new Set(permissions)] : null,
    organizationIds: organizationIds.length > 0 ? organizationIds : null,
  };
}

const USAGE: Permission = "usage.write";
const isPermission = (word: string): word is Permission =>
  (PERMISSIONS as readonly string[]).includes(word);
const IS_ID = /^[0-9a-f]{32}$/;

/** The same in words, and whose it is: what a token's answer says. */
export function wordsOf(
  { permissions, organizationIds }: TokenScope,
  { userId, entityId, organizationIds: held }: ScopeHolder,
): string {
  return [
    `user.${userId}`,
    `entity.${hyphened(entityId)}`,
    ...(organizationIds ?? held ?? []).map((id) => `organization.${hyphened(id)}`),
    ...(permissions ?? [EVERYTHING, OF_USAGE]),
    "tenant.1",
  ].join(" ");
}

/** An id as UUIDs are written. */
export const hyphened = (id: string): string =>
  id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
