/** Users, roles of the entity's own, and OAuth clients, as their administrators see them. */
import type { Permission } from "#engine/rights/permissions.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";
import { type OrganizationName, organizationNamesOf, withNames } from "./organizations.ts";

export type User = {
  readonly userId: string;
  readonly userName: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly workEmail: string | null;
  readonly status: "Active" | "Inactive";
  /** Names of roles. */
  readonly roles: readonly string[];
  /** Whose accounts he sees; null: all. */
  readonly organizationIds: readonly string[] | null;
  readonly organizations: readonly OrganizationName[] | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** When he last asked for anything in the console, to about a second; null: never. */
  readonly lastSeenAt: Date | null;
};

/** Whoever changes a user does not write these. */
type NotWritten = "organizations" | "createdAt" | "updatedAt" | "lastSeenAt";

const USER = sql`
  select user_id as "userId", user_name as "userName", first_name as "firstName",
    last_name as "lastName", work_email as "workEmail", status, roles,
    organization_ids as "organizationIds", ${organizationNamesOf("users")},
    created_at as "createdAt", updated_at as "updatedAt",
    (select last_used_at from last_uses uses
      where uses.user_id = users.user_id and client_id = 'console') as "lastSeenAt"
  from users`;

/** By name. */
export const listUsers = async (tx: Transaction): Promise<User[]> =>
  (await sql<User>`${USER} order by user_name`.execute(tx)).rows.map(withNames);

/** @param key  id or name */
export async function findUser(tx: Transaction, key: string): Promise<User | undefined> {
  const { rows } = await sql<User>`
    ${USER} where user_id = ${idOf(key)}::uuid or user_name = ${key}
  `.execute(tx);
  return rows[0] && withNames(rows[0]);
}

/** Whoever changes who may do what, of users and roles, waits for whoever else does. */
export const lockRights = async (tx: Transaction): Promise<void> => {
  await sql`select pg_advisory_xact_lock(784885, hashtext(current_entity_id()::text))`.execute(tx);
};

/** Writes a user who is new, or all of one who is there. False when somebody has the name. */
export async function saveUser(
  tx: Transaction,
  user: Omit<User, NotWritten>,
  now: string,
): Promise<boolean> {
  const organizationIds = user.organizationIds && [...user.organizationIds];
  const { rows } = await sql`
    insert into users (user_id, entity_id, user_name, first_name, last_name, work_email, status, roles,
      organization_ids, created_at, updated_at)
    values (${user.userId}, current_entity_id(), ${user.userName}, ${user.firstName},
      ${user.lastName}, ${user.workEmail}, ${user.status}, ${[...user.roles]}::text[],
      ${organizationIds}::uuid[], ${now}, ${now})
    on conflict do nothing returning user_id
  `.execute(tx);
  if (rows.length > 0) return true;
  const { rows: changed } = await sql`
    update users set first_name = ${user.firstName}, last_name = ${user.lastName},
      work_email = ${user.workEmail}, status = ${user.status}, roles = ${[...user.roles]}::text[],
      organization_ids = ${organizationIds}::uuid[], updated_at = ${now}
    where user_id = ${user.userId} and user_name = ${user.userName} returning user_id
  `.execute(tx);
  return changed.length > 0;
}

/** Not those who are limited to organizations. */
export const countActiveUsersWith = async (tx: Transaction, role: string): Promise<number> => {
  const { rows } = await sql<{ howMany: number }>`
    select count(*)::integer as "howMany" from users
    where status = 'Active' and ${role} = any (roles) and organization_ids is null
  `.execute(tx);
  return rows[0]?.howMany ?? 0;
};

/** A role of the entity's own. */
export type Role = {
  readonly roleId: string;
  readonly name: string;
  readonly description: string | null;
  readonly permissions: readonly Permission[];
};

const ROLE = sql`select role_id as "roleId", name, description, permissions from roles`;

/** By name. */
export const listRoles = async (tx: Transaction): Promise<Role[]> =>
  (await sql<Role>`${ROLE} order by name`.execute(tx)).rows;

/** @param key  id or name */
export async function findRole(tx: Transaction, key: string): Promise<Role | undefined> {
  const { rows } = await sql<Role>`
    ${ROLE} where role_id = ${idOf(key)}::uuid or name = ${key}
  `.execute(tx);
  return rows[0];
}

/** False when another role has the name. */
export async function saveRole(
  tx: Transaction,
  role: Role,
  { userId, now }: { readonly userId: string; readonly now: string },
): Promise<boolean> {
  const taken = await sql`
    select from roles where name = ${role.name} and role_id <> ${role.roleId}
  `.execute(tx);
  if (taken.rows.length > 0) return false;
  await sql`
    insert into roles (role_id, name, description, permissions, created_by_id, updated_by_id, updated_at)
    values (${role.roleId}, ${role.name}, ${role.description}, ${[...role.permissions]}::text[],
      ${userId}, ${userId}, ${now})
    on conflict (entity_id, role_id) do update set name = excluded.name,
      description = excluded.description, permissions = excluded.permissions,
      updated_by_id = excluded.updated_by_id, updated_at = excluded.updated_at
  `.execute(tx);
  return true;
}

export const renameRoleOfUsers = async (
  tx: Transaction,
  name: string,
  newName: string,
): Promise<void> => {
  await sql`
    update users set roles = array_replace(roles, ${name}, ${newName}) where ${name} = any (roles)
  `.execute(tx);
};

export const deleteRole = async (tx: Transaction, roleId: string): Promise<void> => {
  await sql`delete from roles where role_id = ${roleId}`.execute(tx);
};

/** Whether a user has it, active or not. */
export const isRoleUsed = async (tx: Transaction, name: string): Promise<boolean> =>
  (await sql`select from users where ${name} = any (roles) limit 1`.execute(tx)).rows.length > 0;
