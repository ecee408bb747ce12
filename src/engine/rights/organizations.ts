/** Which organizations of the entity somebody may see; null: all, and what is of none. */
export type OrganizationLimit = readonly string[] | null;

/** What is within all of them. */
export function withinAll(...limits: readonly OrganizationLimit[]): OrganizationLimit {
  return limits.reduce((within, limit) => {
    if (within === null || limit === null) return within ?? limit;
    return within.filter((id) => limit.includes(id));
  }, null);
}

/** Whether somebody limited so may see an organization. */
export const isWithin = (limit: OrganizationLimit, organizationId: string): boolean =>
  limit === null || limit.includes(organizationId);
