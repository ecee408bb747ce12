/** Requests that may come twice and are done once. */
import { type Database, inTransaction, sql, type Transaction } from "./database.ts";

/** Whose key it is, and for what it is used. */
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

/** - `running`: the first request with the key has not been answered
 *  - `other`: it was used for another method or URL in the last 24 hours */
export type Once = KeptAnswer | "running" | "other";

/**
 * What the first request with a key was answered in the last 24 hours; for the first one, what `work`
 * answers now. The answer is kept in the same transaction in which the work is done, by the database
 * that `work` is handed: after a crash there are both or neither. What `work` throws takes back all.
 *
 * While the work runs, its transaction holds a lock of the key, which goes with it, however it ends.
 */
export function answerOnce(
  database: Database,
  request: RepeatableRequest,
  work: (database: Database) => Promise<KeptAnswer>,
): Promise<Once> {
  return inTransaction(database, request.entityId, async (tx) => {
    const isFirst = await tryLock(tx, request);
    const earlier = await findAnswer(tx, request);
    if (earlier) return earlier;
    if (!isFirst) return "running";
    const answer = await work({ ...database, transaction: tx });
    await saveAnswer(tx, request, answer);
    return answer;
  });
}

/**
 * The same for work that may not be in a transaction, because it asks somebody outside: who works is
 * written down instead. A claim that is older than any such work takes is of a process that has died;
 * what it has done by then is found by the key again, by the operation itself.
 */
export async function answerOnceOutside(
  database: Database,
  request: RepeatableRequest,
  work: () => Promise<KeptAnswer>,
): Promise<Once> {
  const { entityId, key } = request;
  const before = await inTransaction(database, entityId, async (tx) => {
    const earlier = await findAnswer(tx, request);
    return earlier ?? ((await claim(tx, key)) ? "claimed" : "running");
  });
  if (before !== "claimed") return before;
  try {
    const answer = await work();
    await inTransaction(database, entityId, (tx) => saveAnswer(tx, request, answer));
    return answer;
  } finally {
    await inTransaction(database, entityId, async (tx) => {
      await sql`delete from idempotency_claims where key = ${key}`.execute(tx);
    });
  }
}

async function claim(tx: Transaction, key: string): Promise<boolean> {
  const { rows } = await sql`
    insert into idempotency_claims (key) values (${key})
    on conflict (entity_id, key) do update set claimed_at = now()
      where idempotency_claims.claimed_at < now() - interval '2 minutes'
    returning 1
  `.execute(tx);
  return rows.length > 0;
}

/** Before the key is looked up: who gets the lock sees what its last holder has left. */
async function tryLock(tx: Transaction, { entityId, key }: RepeatableRequest): Promise<boolean> {
  const { rows } = await sql<{ is_locked: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${`${entityId} ${key}`}, 0)) as is_locked
  `.execute(tx);
  return rows[0]?.is_locked ?? false;
}

type Row = {
  method: string;
  url: string;
  status: number;
  content_type: string;
  body: string;
};

async function findAnswer(
  tx: Transaction,
  { key, method, url }: RepeatableRequest,
): Promise<KeptAnswer | "other" | undefined> {
  const { rows } = await sql<Row>`
    select method, url, status, content_type, body from idempotency_keys
    where key = ${key} and claimed_at >= now() - interval '24 hours'
  `.execute(tx);
  const [row] = rows;
  if (!row) return undefined;
  if (row.method !== method || row.url !== url) return "other";
  return { status: row.status, contentType: row.content_type, body: row.body };
}

/** In the place of an answer of yesterday, where there is one. */
async function saveAnswer(
  tx: Transaction,
  { key, method, url }: RepeatableRequest,
  { status, contentType, body }: KeptAnswer,
): Promise<void> {
  await sql`
    insert into idempotency_keys (key, method, url, status, content_type, body)
    values (${key}, ${method}, ${url}, ${status}, ${contentType}, ${body})
    on conflict (entity_id, key) do update
      set method = excluded.method, url = excluded.url, claimed_at = now(),
          status = excluded.status, content_type = excluded.content_type, body = excluded.body
  `.execute(tx);
}
