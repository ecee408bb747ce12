/** Organizations of the entity, and what is said to be of them: docs/decisions/0700. */
import { BillingError } from "#engine/errors.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import {
  deleteOrganization as deleteStored,
  findOrganization,
  findUseOfOrganization,
  listAncestors,
  type Organization,
  saveOrganization,
} from "#store/organizations.ts";
import { lockRights } from "#store/users.ts";
import { authorOf, type Context } from "./context.ts";

export type GivenOrganization = {
  readonly name?: string | undefined;
  /** Id or name; null: it is a part of none. */
  readonly parentKey?: string | null | undefined;
};

/** Errors: NUMBER_IN_USE for a name that another has; ENTITY_NOT_FOUND for the parent. */
export const createOrganization = (
  context: Context,
  given: GivenOrganization & { readonly name: string },
): Promise<Organization> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    await lockRights(tx);
    const { name, parentKey = null } = given;
    const parentId =
      parentKey === null ? null : (await organizationOf(tx, parentKey)).organizationId;
    return saved(tx, context, { organizationId: newId(), name, parentId });
  });

/**
 * What is not given stays. Its accounts stay its own, by whatever name.
 *
 * Errors: ENTITY_NOT_FOUND; NUMBER_IN_USE; NOT_ALLOWED for a parent that is a part of it.
 */
export const updateOrganization = (
  context: Context,
  key: string,
  given: GivenOrganization,
): Promise<Organization> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    await lockRights(tx);
    const stored = await organizationOf(tx, key);
    const { name = stored.name, parentKey } = given;
    if (parentKey === undefined) return saved(tx, context, { ...stored, name });
    const parentId =
      parentKey === null ? null : (await organizationOf(tx, parentKey)).organizationId;
    const above = parentId === null ? [] : [parentId, ...(await listAncestors(tx, parentId))];
    if (above.includes(stored.organizationId)) {
      const message = `Organization '${stored.name}' cannot be a part of itself.`;
      throw new BillingError("NOT_ALLOWED", { field: "parentKey", message });
    }
    return saved(tx, context, { ...stored, name, parentId });
  });

/** Errors: ENTITY_NOT_FOUND; NOT_ALLOWED for one that something is of, or somebody is limited to. */
export const deleteOrganization = (context: Context, key: string): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    await lockRights(tx);
    const { organizationId, name } = await organizationOf(tx, key);
    const use = await findUseOfOrganization(tx, organizationId);
    if (use !== undefined) {
      const message = `Organization '${name}' is in use: ${use}.`;
      throw new BillingError("NOT_ALLOWED", { message });
    }
    await deleteStored(tx, organizationId);
  });

async function organizationOf(tx: Transaction, key: string): Promise<Organization> {
  const found = await findOrganization(tx, key);
  if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return found;
}

async function saved(
  tx: Transaction,
  context: Context,
  organization: Pick<Organization, "organizationId" | "name" | "parentId">,
): Promise<Organization> {
  const { organizationId, name } = organization;
  if (!(await saveOrganization(tx, organization, authorOf(context)))) {
    throw new BillingError("NUMBER_IN_USE", { field: "name", number: name });
  }
  return organizationOf(tx, organizationId);
}
