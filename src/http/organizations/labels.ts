import { hyphened } from "#engine/rights/scopes.ts";
import type { OrganizationName } from "#store/organizations.ts";

/** Organizations as labels write them. */
export const toOrganizationLabels = (organizations: readonly OrganizationName[]) =>
  organizations.map(({ organizationId, name }) => ({
    organizationId: hyphened(organizationId),
    organizationName: name,
  }));
