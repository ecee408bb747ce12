import { BillingError } from "#engine/errors.ts";
import { type Permission, permissionsOfRoles } from "#engine/rights/permissions.ts";
import type { Transaction } from "#store/database.ts";
import { listRoles } from "#store/users.ts";
import type { Context } from "./context.ts";

/**
 * Nobody gives others what he may not do himself.
 *
 * Errors: NOT_ALLOWED.
 */
export function refuseGivingMore(
  { permissions }: Pick<Context, "permissions">,
  given: readonly Permission[],
): void {
  const more = given.find((each) => permissions && !permissions.has(each));
  if (more === undefined) return;
  const message = `You cannot give permission '${more}': you do not have it yourself.`;
  throw new BillingError("NOT_ALLOWED", { message });
}

/**
 * What roles come to, standard ones and the entity's own.
 *
 * Errors: INVALID_VALUE for a name that no role has.
 */
export async function permissionsIn(
  tx: Transaction,
  roles: readonly string[],
): Promise<Permission[]> {
  const own = new Map((await listRoles(tx)).map((role) => [role.name, role.permissions]));
  return roles.flatMap((role) => {
    const standard = permissionsOfRoles([role]);
    const given = standard.length > 0 ? standard : own.get(role);
    if (given) return given;
    throw new BillingError("INVALID_VALUE", { message: `There is no role '${role}'.` });
  });
}
