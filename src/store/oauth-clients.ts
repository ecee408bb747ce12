/** OAuth clients as their administrators see them: never with a secret. */
import type { Permission } from "#engine/rights/permissions.ts";
import { sql, type Transaction } from "./database.ts";
import { type OrganizationName, organizationNamesOf, withNames } from "./organizations.ts";

export type ManagedClient = {
  readonly clientId: string;
  readonly name: string | null;
  readonly userId: string;
  readonly userName: string;
  /** At most these of its user's; null is all of them. */
  readonly permissions: readonly Permission[] | null;
  /** At most these of its user's; null is all of them. */
  readonly organizationIds: readonly string[] | null;
  readonly organizations: readonly OrganizationName[] | null;
  readonly status: "Active" | "Inactive";
  readonly createdAt: Date;
  /** Until when the secret before the present one works; null when none does. */
  readonly formerSecretExpiresAt: Date | null;
  /** To about a second; null: never. */
  readonly lastUsedAt: Date | null;
};

const CLIENT = sql`
  select client_id as "clientId", clients.name, user_id as "userId", user_name as "userName",
    permissions, clients.organization_ids as "organizationIds", ${organizationNamesOf("clients")},
    clients.status, clients.created_at as "createdAt",
    case when former_secret_expires_at > now() then former_secret_expires_at end
      as "formerSecretExpiresAt",
    (select max(last_used_at) from last_uses uses where uses.client_id = clients.client_id)
      as "lastUsedAt"
  from oauth_clients clients join users using (user_id)`;

/** By name. */
export const listOauthClients = async (tx: Transaction): Promise<ManagedClient[]> =>
  (await sql<ManagedClient>`${CLIENT} order by clients.name, client_id`.execute(tx)).rows.map(
    withNames,
  );

export async function findManagedClient(
  tx: Transaction,
  clientId: string,
): Promise<ManagedClient | undefined> {
  const { rows } = await sql<ManagedClient>`${CLIENT} where client_id = ${clientId}`.execute(tx);
  return rows[0] && withNames(rows[0]);
}

export const saveNewClient = async (
  tx: Transaction,
  client: Pick<ManagedClient, "clientId" | "name" | "userId" | "permissions" | "organizationIds">,
  secretHash: string,
): Promise<void> => {
  await sql`
    insert into oauth_clients (client_id, entity_id, user_id, name, permissions, organization_ids,
      client_secret_hash)
    values (${client.clientId}, current_entity_id(), ${client.userId}, ${client.name},
      ${client.permissions && [...client.permissions]}::text[],
      ${client.organizationIds && [...client.organizationIds]}::uuid[], ${secretHash})
  `.execute(tx);
};

export const saveClient = async (
  tx: Transaction,
  client: Pick<ManagedClient, "clientId" | "name" | "permissions" | "organizationIds" | "status">,
): Promise<void> => {
  await sql`
    update oauth_clients set name = ${client.name}, status = ${client.status},
      permissions = ${client.permissions && [...client.permissions]}::text[],
      organization_ids = ${client.organizationIds && [...client.organizationIds]}::uuid[]
    where client_id = ${client.clientId}
  `.execute(tx);
};

/** The secret before works on for so long; one before that, no more. */
export const replaceSecret = async (
  tx: Transaction,
  clientId: string,
  { secretHash, graceSeconds }: { readonly secretHash: string; readonly graceSeconds: number },
): Promise<void> => {
  await sql`
    update oauth_clients set former_secret_hash = client_secret_hash,
      former_secret_expires_at = now() + make_interval(secs => ${graceSeconds}),
      client_secret_hash = ${secretHash}
    where client_id = ${clientId}
  `.execute(tx);
};

/** And its tokens. */
export const deleteOauthClient = async (tx: Transaction, clientId: string): Promise<void> => {
  await sql`delete from oauth_clients where client_id = ${clientId}`.execute(tx);
};
