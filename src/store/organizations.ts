/** Organizations of the entity. Whoever is limited to some sees those, and no others. */
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";

export type Organization = {
  readonly organizationId: string;
  readonly name: string;
  /** What it is a part of; that gives nobody access. */
  readonly parentId: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

const ORGANIZATION = sql`
  select organization_id as "organizationId", name, parent_id as "parentId",
    created_at as "createdAt", updated_at as "updatedAt"
  from organizations`;

/** By name. */
export const listOrganizations = async (tx: Transaction): Promise<Organization[]> =>
  (await sql<Organization>`${ORGANIZATION} order by name`.execute(tx)).rows;

/** @param key  id or name */
export async function findOrganization(
  tx: Transaction,
  key: string,
): Promise<Organization | undefined> {
  const { rows } = await sql<Organization>`
    ${ORGANIZATION} where organization_id = ${idOf(key)}::uuid or name = ${key}
    order by name = ${key}
  `.execute(tx);
  return rows[0];
}

/** Which of some organizations there are. */
export async function findOrganizationIds(
  tx: Transaction,
  ids: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ organization_id: string }>`
    select organization_id from organizations where organization_id = any (${ids}::uuid[])
  `.execute(tx);
  return rows.map((row) => row.organization_id);
}

/** What is for organizations says so by their ids and names. */
export type OrganizationName = Pick<Organization, "organizationId" | "name">;

/** Of what has organization_ids: their names, as `organizations`, for `withNames`. */
export const organizationNamesOf = (labelled: string, column = "organization_ids") =>
  sql.raw(`(select json_agg(json_build_object('organizationId',
      replace(organization_id::text, '-', ''), 'name', name) order by name)
    from organizations where organization_id = any (${labelled}.${column})) as organizations`);

/** None of the ids of an empty list has a name, which is not the same as no list. */
export const withNames = <
  Labelled extends {
    readonly organizationIds: readonly string[] | null;
    readonly organizations: readonly OrganizationName[] | null;
  },
>(
  row: Labelled,
): Labelled => ({ ...row, organizations: row.organizationIds && (row.organizations ?? []) });

/** Writes a new one, or all of one that is there. False when another one has the name. */
export async function saveOrganization(
  tx: Transaction,
  organization: Pick<Organization, "organizationId" | "name" | "parentId">,
  { userId, now }: { readonly userId: string; readonly now: string },
): Promise<boolean> {
  const { organizationId, name, parentId } = organization;
  const { rows: taken } = await sql`
    select from organizations where name = ${name} and organization_id <> ${organizationId}::uuid
  `.execute(tx);
  if (taken.length > 0) return false;
  await sql`
    insert into organizations (organization_id, name, parent_id, created_by_id, created_at,
      updated_by_id, updated_at)
    values (${organizationId}::uuid, ${name}, ${parentId}::uuid, ${userId}::uuid, ${now},
      ${userId}::uuid, ${now})
    on conflict (organization_id) do update set name = excluded.name,
      parent_id = excluded.parent_id, updated_by_id = excluded.updated_by_id,
      updated_at = excluded.updated_at
  `.execute(tx);
  return true;
}

/** What an organization is a part of, and what that is a part of: ids, nearest first. */
export async function listAncestors(tx: Transaction, organizationId: string): Promise<string[]> {
  const { rows } = await sql<{ parent_id: string }>`
    with recursive above as (
      select parent_id, 1 as steps from organizations where organization_id = ${organizationId}::uuid
      union all
      select next.parent_id, steps + 1
      from above join organizations next on next.organization_id = above.parent_id
    )
    select parent_id from above where parent_id is not null order by steps
  `.execute(tx);
  return rows.map((row) => row.parent_id);
}

/** Of a query that reads accounts: the name of each one's organization, as `organization_label`. */
export const organizationLabelOf = (accounts: string) =>
  sql.raw(`(select organization.name from organizations organization
    where organization.organization_id = ${accounts}.organization_id) as organization_label`);

/** What somebody would miss if it were gone: the first that is found. */
export async function findUseOfOrganization(
  tx: Transaction,
  organizationId: string,
): Promise<string | undefined> {
  const id = sql`${organizationId}::uuid`;
  const { rows } = await sql<{ use: string }>`
    select 'account ' || account_number as use from accounts where organization_id = ${id}
    union all select 'organization ' || name from organizations where parent_id = ${id}
    union all select 'user ' || user_name from users where ${id} = any (organization_ids)
    union all select 'OAuth client ' || client_id from oauth_clients
      where ${id} = any (organization_ids)
    union all select 'bill run ' || bill_run_number from bill_runs
      where ${id} = any (organization_ids)
    union all select 'payment run ' || payment_run_number from payment_runs
      where ${id} = any (organization_ids)
    limit 1
  `.execute(tx);
  return rows[0]?.use;
}

export const deleteOrganization = async (
  tx: Transaction,
  organizationId: string,
): Promise<void> => {
  await sql`delete from organizations where organization_id = ${organizationId}::uuid`.execute(tx);
};
