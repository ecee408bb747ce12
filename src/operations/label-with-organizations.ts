/** What is said to be of organizations, by their names or ids: docs/decisions/0700. */
import { BillingError } from "#engine/errors.ts";
import type { Account } from "#engine/model/account.ts";
import type { Transaction } from "#store/database.ts";
import { findOrganization, type Organization } from "#store/organizations.ts";
import type { Context } from "./context.ts";

/** One of the two names it. */
export type OrganizationLabel = {
  readonly organizationId?: string | null | undefined;
  readonly organizationName?: string | null | undefined;
};

/**
 * The ids of what labels name, each once; null, where there are none: what the caller may see.
 *
 * Errors: INVALID_VALUE for what is not there, or not for the caller to see.
 */
export async function organizationIdsOf(
  tx: Transaction,
  { database }: Pick<Context, "database">,
  labels: readonly OrganizationLabel[] | null | undefined,
): Promise<readonly string[] | null> {
  if (!labels?.length) return database.organizationIds ?? null;
  const ids = new Set<string>();
  for (const [index, { organizationId, organizationName }] of labels.entries()) {
    const field = `organizationLabels[${index}]`;
    const key = organizationId ?? organizationName ?? "";
    const found = await visible(tx, field, key);
    if (organizationName != null && found.name !== organizationName)
      refuse(field, organizationName);
    ids.add(found.organizationId);
  }
  return [...ids];
}

/**
 * The organization of a new account: the one that is named, else the one that the request works in,
 * else the only one that its caller may see. Whoever sees all may leave an account without one.
 *
 * Errors: INVALID_VALUE for what is not there, or not for the caller to see; MISSING_FIELD for a
 * caller of several; NOT_ALLOWED for a parent of another organization.
 */
export async function organizationOfNewAccount(
  tx: Transaction,
  context: Pick<Context, "database" | "workingOrganization">,
  label: string | null | undefined,
  parent: Pick<Account, "organizationId"> | undefined,
): Promise<Pick<Account, "organizationId" | "organizationLabel">> {
  const { database, workingOrganization } = context;
  const seen = database.organizationIds;
  const key = label ?? workingOrganization ?? (seen?.length === 1 ? seen[0] : undefined);
  if (key === undefined && seen)
    throw new BillingError("MISSING_FIELD", { field: "organizationLabel" });
  const found = key === undefined ? undefined : await visible(tx, "organizationLabel", key);
  const organizationId = found?.organizationId ?? null;
  refuseOtherOrganization(organizationId, parent);
  return { organizationId, organizationLabel: found?.name ?? null };
}

/** Errors: NOT_ALLOWED for a parent that is of an organization, and not of this one. */
export function refuseOtherOrganization(
  organizationId: string | null,
  parent: Pick<Account, "organizationId"> | undefined,
): void {
  const theirs = parent?.organizationId ?? null;
  if (theirs === null || theirs === organizationId) return;
  const message = "The parent account is of another organization.";
  throw new BillingError("NOT_ALLOWED", { field: "parentId", message });
}

async function visible(tx: Transaction, field: string, key: string): Promise<Organization> {
  return (await findOrganization(tx, key)) ?? refuse(field, key);
}

function refuse(field: string, key: string): never {
  const message = `'${field}': there is no organization '${key}' that you may access.`;
  throw new BillingError("INVALID_VALUE", { field, message });
}
