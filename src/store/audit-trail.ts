/** Who has changed what, in a chain that shows what was changed of it: docs/decisions/0610. */
import { type Database, sql, type Transaction } from "./database.ts";

/** A change as it is chained; columns as the database names them. */
export type AuditedChange = {
  readonly changeNumber: number;
  readonly changeId: string;
  readonly occurredAt: Date;
  /** Null of what was done past the server. */
  readonly userId: string | null;
  readonly requestId: string | null;
  /** The operation; "Server" of its own work, "Database" of what has gone past it. */
  readonly source: string;
  readonly action: "Insert" | "Update" | "Delete";
  /** A table. */
  readonly objectType: string;
  /** Null where one statement has changed many documents: `after` says how many. */
  readonly objectId: string | null;
  readonly accountId: string | null;
  /** Of an update, only what has changed. */
  readonly before: ChangedColumns | null;
  readonly after: ChangedColumns | null;
  /** 64 hex digits. */
  readonly hash: string;
};

export type ChangedColumns = Readonly<Record<string, unknown>>;

/** Of one statement: a chain of any length is no long transaction. */
const CHAINED_AT_ONCE = 2_000;

/**
 * Numbers and chains what is committed and is not chained yet.
 *
 * @returns how many there were; as many as `CHAINED_AT_ONCE` leave more to do
 */
async function chainSome(tx: Transaction): Promise<number> {
  const { rows } = await sql<{ chained: number }>`
    select chain_audit_changes(${CHAINED_AT_ONCE}) as chained
  `.execute(tx);
  return rows[0]?.chained ?? 0;
}

/** All of them, in this transaction: who reads afterwards sees what was committed before. */
export async function chainAuditChanges(tx: Transaction): Promise<void> {
  let chained: number;
  do chained = await chainSome(tx);
  while (chained === CHAINED_AT_ONCE);
}

/** Entities with changes that are not chained, whoever they are. */
export async function listEntitiesWithUnchainedChanges({ kysely }: Database): Promise<string[]> {
  const { rows } = await sql<{ entity_id: string }>`
    select entity_id from entities_with_unchained_changes() as entity_id
  `.execute(kysely);
  return rows.map((row) => row.entity_id);
}

export type AuditFilter = {
  /** Changes with greater numbers. */
  readonly after: number;
  /** Changes with smaller numbers, the latest first. */
  readonly before?: number | undefined;
  readonly limit: number;
  readonly objectType?: string | undefined;
  readonly objectId?: string | undefined;
  readonly accountId?: string | undefined;
  readonly userId?: string | undefined;
  readonly requestId?: string | undefined;
  /** Instants: from the first on, up to before the second. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
};

/** Chained changes in their order, or backwards from `before`. Call chainAuditChanges before, to see the latest. */
export async function listAuditChanges(
  tx: Transaction,
  filter: AuditFilter,
): Promise<AuditedChange[]> {
  const { objectType = null, objectId = null, accountId = null, userId = null } = filter;
  const { requestId = null, from = null, to = null, before } = filter;
  const order = before === undefined ? sql`change_number` : sql`change_number desc`;
  const { rows } = await sql<ChangeRow>`
    select *, encode(hash, 'hex') as hash_text from audit_changes
    where change_number > ${filter.after}
      and (${before ?? null}::bigint is null or change_number < ${before ?? null}::bigint)
      and (${objectType}::text is null or object_type = ${objectType})
      and (${objectId}::text is null
        or object_id = any (${objectId === null ? [] : spellingsOf(objectId)}::text[]))
      and (${accountId}::uuid is null or account_id = ${accountId}::uuid)
      and (${userId}::uuid is null or user_id = ${userId}::uuid)
      and (${requestId}::text is null or request_id = ${requestId})
      and (${from}::timestamptz is null or occurred_at >= ${from}::timestamptz)
      and (${to}::timestamptz is null or occurred_at < ${to}::timestamptz)
    order by ${order}
    limit ${filter.limit}
  `.execute(tx);
  return rows.map(toChange);
}

/** Keys of objects are kept as text: ids have their hyphens there. */
function spellingsOf(objectId: string): string[] {
  const parts = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/.exec(objectId)?.slice(1);
  return parts ? [objectId, parts.join("-")] : [objectId];
}

/** The last number of the chain, and its hash: who keeps them elsewhere can ask for them again. */
export type ChainEnd = { readonly lastNumber: number; readonly lastHash: string };

export async function findChainEnd(tx: Transaction): Promise<ChainEnd> {
  const { rows } = await sql<{ last_number: number; last_hash: string }>`
    select last_number, encode(last_hash, 'hex') as last_hash from audit_chains
  `.execute(tx);
  const [row] = rows;
  return { lastNumber: row?.last_number ?? 0, lastHash: row?.last_hash ?? "0".repeat(64) };
}

/** - `Missing`: it was deleted
 *  - `Changed`: it is not what was chained
 *  - `NotFollowing`: it does not follow the one before, which was changed together with its hash */
export type Break = {
  readonly changeNumber: number;
  readonly reason: "Missing" | "Changed" | "NotFollowing";
};

/** A piece of the chain that was looked at. */
export type VerifiedPiece = {
  readonly lastNumber: number;
  readonly lastHash: string;
  readonly firstBreak: Break | null;
};

/**
 * Reckons again the hashes of the changes after `start`, at most so many, and looks whether each
 * follows the one before.
 *
 * @returns undefined where there are none
 */
export async function verifyAuditChanges(
  tx: Transaction,
  start: ChainEnd,
  limit: number,
): Promise<VerifiedPiece | undefined> {
  const { rows } = await sql<PieceRow>`
    with piece as (
      select * from audit_changes where change_number > ${start.lastNumber}
      order by change_number limit ${limit}
    ), looked_at as (
      select change_number, hash,
        case
          when change_number <> 1 + lag(change_number, 1, ${start.lastNumber}::bigint) over placed
            then 'Missing'
          when previous_hash is distinct from
            lag(hash, 1, decode(${start.lastHash}, 'hex')) over placed then 'NotFollowing'
          when hash is distinct from audit_hash(row(piece.*)::audit_changes) then 'Changed'
        end as reason,
        1 + lag(change_number, 1, ${start.lastNumber}::bigint) over placed as awaited
      from piece window placed as (order by change_number)
    )
    select last.change_number as last_number, encode(last.hash, 'hex') as last_hash,
      case when broken.reason = 'Missing' then broken.awaited else broken.change_number end
        as broken_number, broken.reason
    from (select * from looked_at order by change_number desc limit 1) last
    left join (
      select * from looked_at where reason is not null order by change_number limit 1
    ) broken on true
  `.execute(tx);
  const [row] = rows;
  if (!row) return undefined;
  const { last_number: lastNumber, last_hash: lastHash, broken_number, reason } = row;
  const firstBreak =
    reason === null || broken_number === null ? null : { changeNumber: broken_number, reason };
  return { lastNumber, lastHash, firstBreak };
}

/** The hash that a change has now; undefined where there is none of that number. */
export async function findHashOfChange(
  tx: Transaction,
  changeNumber: number,
): Promise<string | undefined> {
  const { rows } = await sql<{ hash: string }>`
    select encode(hash, 'hex') as hash from audit_changes where change_number = ${changeNumber}
  `.execute(tx);
  return rows[0]?.hash;
}

type PieceRow = {
  last_number: number;
  last_hash: string;
  broken_number: number | null;
  reason: Break["reason"] | null;
};

type ChangeRow = {
  change_number: number;
  change_id: string;
  occurred_at: Date;
  user_id: string | null;
  request_id: string | null;
  source: string;
  action: AuditedChange["action"];
  object_type: string;
  object_id: string | null;
  account_id: string | null;
  before: ChangedColumns | null;
  after: ChangedColumns | null;
  hash_text: string;
};

const toChange = (row: ChangeRow): AuditedChange => ({
  changeNumber: row.change_number,
  changeId: row.change_id,
  occurredAt: row.occurred_at,
  userId: row.user_id,
  requestId: row.request_id,
  source: row.source,
  action: row.action,
  objectType: row.object_type,
  objectId: row.object_id,
  accountId: row.account_id,
  before: row.before,
  after: row.after,
  hash: row.hash_text,
});
