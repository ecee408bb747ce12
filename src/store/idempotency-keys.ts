/** Requests that may come twice and are done once. */
import { type Database, inTransaction, sql } from "./database.ts";

/** Whose key it is, and for what it was first used. */
export type RepeatableRequest = {
  readonly entityId: string;
  readonly key: string;
  readonly method: string;
  readonly url: string;
};

export type KeptAnswer = {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
};

/** - `first`: nobody has used the key in the last 24 hours; now it is taken
 *  - `running`: the first request has not been answered
 *  - `other`: it was used for another method or URL */
export type Claim = KeptAnswer | "first" | "running" | "other";

export function claimIdempotencyKey(
  database: Database,
  { entityId, key, method, url }: RepeatableRequest,
): Promise<Claim> {
  return inTransaction(database, entityId, async (tx) => {
    const { numAffectedRows } = await sql`
      insert into idempotency_keys (key, method, url) values (${key}, ${method}, ${url})
      on conflict (entity_id, key) do update
        set method = excluded.method, url = excluded.url, claimed_at = now(),
            status = null, content_type = null, body = null
        where idempotency_keys.claimed_at < now() - interval '24 hours'
    `.execute(tx);
    if (numAffectedRows === 1n) return "first";
    const { rows } = await sql<Row>`
      select method, url, status, content_type, body from idempotency_keys where key = ${key}
    `.execute(tx);
    return claimOf(rows[0], method, url);
  });
}

type Row = {
  method: string;
  url: string;
  status: number | null;
  content_type: string | null;
  body: string | null;
};

/** @param row  undefined when its request gave the key back just now: the next try may take it */
function claimOf(row: Row | undefined, method: string, url: string): Claim {
  if (row === undefined) return "running";
  if (row.method !== method || row.url !== url) return "other";
  const { status, content_type: contentType, body } = row;
  if (status === null || contentType === null || body === null) return "running";
  return { status, contentType, body };
}

/** Keeps the answer for who repeats the request, and forgets answers of yesterday. */
export function saveAnswer(
  database: Database,
  { entityId, key }: RepeatableRequest,
  { status, contentType, body }: KeptAnswer,
): Promise<void> {
  return inTransaction(database, entityId, async (tx) => {
    await sql`
      update idempotency_keys
      set status = ${status}, content_type = ${contentType}, body = ${body}
      where key = ${key}
    `.execute(tx);
    await sql`
      delete from idempotency_keys where key in (
        select key from idempotency_keys where claimed_at < now() - interval '25 hours'
        order by claimed_at limit 2 for update skip locked
      )
    `.execute(tx);
  });
}

/** For a request that changed nothing and is worth another try. */
export function deleteIdempotencyKey(
  database: Database,
  { entityId, key }: RepeatableRequest,
): Promise<void> {
  return inTransaction(database, entityId, async (tx) => {
    await sql`delete from idempotency_keys where key = ${key}`.execute(tx);
  });
}
