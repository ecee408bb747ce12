/** Who may call. Read before the entity is known, so these tables have no row-level security. */
import type { PlainDate } from "#engine/values/plain-date.ts";
import { type Database, sql } from "./database.ts";

export type OauthClient = {
  readonly clientId: string;
  readonly entityId: string;
  readonly userId: string;
  /** argon2id */
  readonly clientSecretHash: string;
};

export async function findOauthClient(
  { kysely }: Database,
  clientId: string,
): Promise<OauthClient | undefined> {
  const row = await kysely
    .selectFrom("oauth_clients")
    .select(["client_id", "entity_id", "user_id", "client_secret_hash"])
    .where("client_id", "=", clientId)
    .executeTakeFirst();
  return (
    row && {
      clientId: row.client_id,
      entityId: row.entity_id,
      userId: row.user_id,
      clientSecretHash: row.client_secret_hash,
    }
  );
}

export type OauthToken = {
  readonly entityId: string;
  readonly userId: string;
  readonly expiresAt: Date;
};

export async function findOauthToken(
  { kysely }: Database,
  tokenHash: Buffer,
): Promise<OauthToken | undefined> {
  const row = await kysely
    .selectFrom("oauth_tokens")
    .select(["entity_id", "user_id", "expires_at"])
    .where("token_hash", "=", tokenHash)
    .executeTakeFirst();
  return row && { entityId: row.entity_id, userId: row.user_id, expiresAt: row.expires_at };
}

export async function saveOauthToken(
  { kysely }: Database,
  tokenHash: Buffer,
  client: OauthClient,
  secondsToLive: number,
): Promise<void> {
  await sql`
    insert into oauth_tokens (token_hash, entity_id, user_id, client_id, expires_at)
    values (${tokenHash}, ${client.entityId}, ${client.userId}, ${client.clientId},
            now() + make_interval(secs => ${secondsToLive}))
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
};

export async function listEntities({ kysely }: Database): Promise<EntityRow[]> {
  const rows = await kysely
    .selectFrom("entities")
    .select(["entity_id", "time_zone", "clock_date"])
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
    .select(["entity_id", "time_zone", "clock_date"])
    .where("entity_id", "=", entityId)
    .executeTakeFirst();
  return row && toEntity(row);
}

const toEntity = (row: {
  entity_id: string;
  time_zone: string;
  clock_date: string | null;
}): EntityRow => ({
  entityId: row.entity_id,
  timeZone: row.time_zone,
  clockDate: row.clock_date as PlainDate | null,
});
