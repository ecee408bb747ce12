import { BillingError } from "#engine/errors.ts";
import { isStandardRole, type Permission } from "#engine/rights/permissions.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import {
  deleteRole as deleteStored,
  findRole,
  isRoleUsed,
  lockRights,
  type Role,
  renameRoleOfUsers,
  saveRole,
} from "#store/users.ts";
import { authorOf, type Context } from "./context.ts";
import { refuseGivingMore } from "./give-permissions.ts";

export type GivenRole = {
  readonly name: string;
  readonly description: string | null;
  readonly permissions: readonly Permission[];
};

/** Errors: NUMBER_IN_USE for a name of another role; NOT_ALLOWED for what the caller may not do. */
export const createRole = (context: Context, given: GivenRole): Promise<Role> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    await lockRights(tx);
    return saved(tx, context, { ...given, roleId: newId() });
  });

/** What is undefined stays. Errors: those of createRole, ENTITY_NOT_FOUND. */
export const updateRole = (
  context: Context,
  key: string,
  { name, description, permissions }: { [Name in keyof GivenRole]: GivenRole[Name] | undefined },
): Promise<Role> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    await lockRights(tx);
    const stored = await storedRole(tx, key);
    refuseGivingMore(context, stored.permissions);
    const role = await saved(tx, context, {
      roleId: stored.roleId,
      name: name ?? stored.name,
      description: description === undefined ? stored.description : description,
      permissions: permissions ?? stored.permissions,
    });
    if (role.name !== stored.name) await renameRoleOfUsers(tx, stored.name, role.name);
    return role;
  });

/** Errors: ENTITY_NOT_FOUND; NOT_ALLOWED for a role that somebody has, or the caller may less than. */
export const deleteRole = (context: Context, key: string): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    await lockRights(tx);
    const { roleId, name, permissions } = await storedRole(tx, key);
    refuseGivingMore(context, permissions);
    if (await isRoleUsed(tx, name)) {
      const message = `Role '${name}' is given: take it from its users first.`;
      throw new BillingError("NOT_ALLOWED", { message });
    }
    await deleteStored(tx, roleId);
  });

async function storedRole(tx: Transaction, key: string): Promise<Role> {
  if (isStandardRole(key)) {
    const message = `'${key}' is a standard role: it cannot be changed.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  const stored = await findRole(tx, key);
  if (!stored) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return stored;
}

async function saved(tx: Transaction, context: Context, role: Role): Promise<Role> {
  const { name } = role;
  refuseGivingMore(context, role.permissions);
  if (isStandardRole(name) || !(await saveRole(tx, role, authorOf(context)))) {
    throw new BillingError("NUMBER_IN_USE", { field: "Role name", number: name });
  }
  return role;
}
