/** Who may call: found out before the entity is known, by two functions of the database's owner. */
import type { CustomFieldRules } from "#engine/custom-fields/custom-field.ts";
import { type OrganizationLimit, withinAll } from "#engine/rights/organizations.ts";
import {
  type Permission,
  permissionsOfRoles,
  withinOrganizations,
} from "#engine/rights/permissions.ts";
import type { TokenScope } from "#engine/rights/scopes.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { type RulesRow, toRules } from "./custom-field-definitions.ts";
import { type Database, sql } from "./database.ts";

/** Who calls, and what he may. */
export type Principal = {
  readonly clientId: string;
  readonly entityId: string;
  readonly userId: string;
  readonly permissions: ReadonlySet<Permission>;
  readonly organizationIds: OrganizationLimit;
};

export type OauthClient = Principal & {
  /** argon2id: of its secret and, for a while, of the one before. */
  readonly secretHashes: readonly string[];
};

export async function findOauthClient(
  { kysely }: Database,
  clientId: string,
): Promise<OauthClient | undefined> {
  const { rows } = await sql<ClientRow>`select * from client_to_verify(${clientId})`.execute(
    kysely,
  );
  const [row] = rows;
  return (
    row && {
      clientId: row.client_id,
      entityId: row.entity_id,
      userId: row.user_id,
      ...rightsOf(row),
      secretHashes: [row.client_secret_hash, row.former_secret_hash].flatMap((hash) => hash ?? []),
    }
  );
}

type ClientRow = RightsRow & {
  client_id: string;
  entity_id: string;
  user_id: string;
  client_secret_hash: string;
  former_secret_hash: string | null;
};

export type RightsRow = {
  /** Of the user. */
  roles: string[];
  /** Of those of the roles that are the entity's own. */
  role_permissions: string[];
  /** Of clients and tokens; who signs in has neither. */
  client_permissions?: string[] | null;
  token_permissions?: string[] | null;
  user_organization_ids: string[] | null;
  client_organization_ids?: string[] | null;
  token_organization_ids?: string[] | null;
};

/** What the user's roles give; of this, what the client and the token are limited to. */
export function rightsOf(row: RightsRow): Pick<Principal, "permissions" | "organizationIds"> {
  const given = [...permissionsOfRoles(row.roles), ...(row.role_permissions as Permission[])];
  const limits = [row.client_permissions ?? null, row.token_permissions ?? null];
  const permissions = given.filter((each) =>
    limits.every((limit) => limit?.includes(each) ?? true),
  );
  const organizationIds = withinAll(
    row.user_organization_ids,
    row.client_organization_ids ?? null,
    row.token_organization_ids ?? null,
  );
  const isLimited = organizationIds !== null;
  return {
    permissions: isLimited ? withinOrganizations(permissions) : new Set(permissions),
    organizationIds,
  };
}

export type OauthToken = Principal & { readonly expiresAt: Date };

export async function findOauthToken(
  { kysely }: Database,
  tokenHash: Buffer,
): Promise<OauthToken | undefined> {
  const { rows } = await sql<BearerRow>`select * from bearer_of(${tokenHash})`.execute(kysely);
  const [row] = rows;
  return (
    row && {
      clientId: row.client_id,
      entityId: row.entity_id,
      userId: row.user_id,
      ...rightsOf(row),
      expiresAt: row.expires_at,
    }
  );
}

type BearerRow = RightsRow & {
  client_id: string;
  entity_id: string;
  user_id: string;
  expires_at: Date;
};

export async function saveOauthToken(
  { kysely }: Database,
  tokenHash: Buffer,
  client: OauthClient,
  scope: TokenScope,
  secondsToLive: number,
): Promise<void> {
  const { permissions, organizationIds } = scope;
  await sql`
    insert into oauth_tokens (token_hash, entity_id, user_id, client_id, expires_at, permissions,
      organization_ids)
    values (${tokenHash}, ${client.entityId}, ${client.userId}, ${client.clientId},
            now() + make_interval(secs => ${secondsToLive}),
            ${permissions && [...permissions]}::text[],
            ${organizationIds && [...organizationIds]}::uuid[])
  `.execute(kysely);
}

/** Forgets the oldest tokens that have expired. */
export async function deleteExpiredOauthTokens({ kysely }: Database): Promise<void> {
  await sql`
    delete from oauth_tokens where token_hash in (
      select token_hash from oauth_tokens where expires_at < now() order by expires_at limit 1000
    )
  `.execute(kysely);
}

export type EntityRow = {
  readonly entityId: string;
  readonly timeZone: string;
  readonly clockDate: PlainDate | null;
  readonly isDemo: boolean;
  /** Absent where nothing was ever defined. */
  readonly customFieldRules?: CustomFieldRules;
  /** Whether it may have a clock of its own. */
  readonly isSandbox: boolean;
};

export async function listEntities({ kysely }: Database): Promise<EntityRow[]> {
  const rows = await kysely
    .selectFrom("entities")
    .select(["entity_id", "time_zone", "clock_date", "is_demo", "is_sandbox"])
    .orderBy("entity_id")
    .execute();
  return rows.map(toEntity);
}

export async function findEntity(
  { kysely }: Database,
  entityId: string,
): Promise<EntityRow | undefined> {
  const row = await kysely
    .selectFrom("entities")
    .select(["entity_id", "time_zone", "clock_date", "is_demo", "is_sandbox"])
    .select(sql<RulesRow | null>`custom_field_rules_of(entity_id)`.as("custom_field_rules"))
    .where("entity_id", "=", entityId)
    .executeTakeFirst();
  if (!row) return undefined;
  const { custom_field_rules: rules } = row;
  return { ...toEntity(row), ...(rules && { customFieldRules: toRules(rules) }) };
}

const toEntity = (row: {
  entity_id: string;
  time_zone: string;
  clock_date: string | null;
  is_demo: boolean;
  is_sandbox: boolean;
}): EntityRow => ({
  entityId: row.entity_id,
  timeZone: row.time_zone,
  clockDate: row.clock_date as PlainDate | null,
  isDemo: row.is_demo,
  isSandbox: row.is_sandbox,
});
