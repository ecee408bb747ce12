import { BillingError } from "#engine/errors.ts";
import { hyphened } from "#engine/rights/scopes.ts";
import {
  createOrganization,
  deleteOrganization,
  updateOrganization,
} from "#operations/organizations.ts";
import { inTransaction } from "#store/database.ts";
import { findOrganization, listOrganizations, type Organization } from "#store/organizations.ts";
import { type Route, route } from "../route.ts";
import { timestamp } from "../timestamps.ts";
import * as contract from "./contract.ts";

export const organizationRoutes: readonly Route[] = [
  route(contract.listOrganizations, async ({ database, entityId, timeZone }) => {
    const organizations = await inTransaction(database, entityId, listOrganizations);
    return { organizations: organizations.map((each) => toOrganization(each, timeZone)) };
  }),
  route(contract.getOrganization, async ({ database, entityId, timeZone }, { params }) => {
    const key = params.organizationKey;
    const found = await inTransaction(database, entityId, (tx) => findOrganization(tx, key));
    if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key });
    return toOrganization(found, timeZone);
  }),
  route(contract.createOrganization, async (context, { body }) =>
    toOrganization(await createOrganization(context, body), context.timeZone),
  ),
  route(contract.updateOrganization, async (context, { params, body }) => {
    const updated = await updateOrganization(context, params.organizationKey, body);
    return toOrganization(updated, context.timeZone);
  }),
  route(contract.deleteOrganization, async (context, { params }) => {
    await deleteOrganization(context, params.organizationKey);
    return {};
  }),
];

const toOrganization = (stored: Organization, timeZone: string) => ({
  id: hyphened(stored.organizationId),
  name: stored.name,
  parentId: stored.parentId && hyphened(stored.parentId),
  createdDate: timestamp(stored.createdAt, timeZone),
  updatedDate: timestamp(stored.updatedAt, timeZone),
});
