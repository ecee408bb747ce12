/** Who has asked for what, and how it was answered: docs/decisions/0611. */
import { decimal } from "#engine/values/decimal.ts";
import { sql, type Transaction } from "./database.ts";
import { type Columns, insertRows } from "./insert-rows.ts";
import type { PageOf, PageRequest } from "./page.ts";
import { findSetting, saveSetting } from "./settings.ts";

/** One answered request. */
export type ApiAccess = {
  readonly answeredAt: Date;
  readonly requestId: string;
  readonly trackId: string | null;
  readonly userId: string;
  readonly clientId: string;
  readonly method: string;
  /** Null where there is no such operation. */
  readonly operation: string | null;
  /** `/v1/accounts/{account-key}`; the path itself where there is no such operation. */
  readonly route: string;
  /** As it was asked for, without its query. */
  readonly path: string;
  readonly status: number;
  readonly hasFailed: boolean;
  readonly milliseconds: number;
  /** Of the body, as it was sent. */
  readonly bytes: number;
  readonly ip: string;
};

export async function saveApiAccesses(
  tx: Transaction,
  accesses: readonly ApiAccess[],
): Promise<void> {
  const rows = accesses.map((access) => ({
    answered_at: access.answeredAt.toISOString(),
    request_id: access.requestId,
    track_id: access.trackId,
    user_id: access.userId,
    client_id: access.clientId,
    method: access.method,
    operation: access.operation,
    route: access.route,
    path: access.path,
    status: access.status,
    has_failed: access.hasFailed,
    milliseconds: decimal(access.milliseconds.toFixed(2)),
    bytes: access.bytes,
    ip: access.ip,
  }));
  await insertRows(tx, "api_accesses", COLUMNS, rows);
}

/** Remembers when each caller was last here, also when the log is forgotten. */
export async function saveLastUses(
  tx: Transaction,
  accesses: readonly Pick<ApiAccess, "userId" | "clientId" | "answeredAt">[],
): Promise<void> {
  await sql`
    insert into last_uses (user_id, client_id, last_used_at)
    select user_id, client_id, max(answered_at)
    from unnest(${accesses.map(({ userId }) => userId)}::uuid[],
      ${accesses.map(({ clientId }) => clientId)}::text[],
      ${accesses.map(({ answeredAt }) => answeredAt.toISOString())}::timestamptz[])
      given (user_id, client_id, answered_at)
    group by user_id, client_id order by user_id, client_id
    on conflict (entity_id, user_id, client_id) do update
      set last_used_at = greatest(last_uses.last_used_at, excluded.last_used_at)
  `.execute(tx);
}

const COLUMNS = {
  answered_at: "timestamptz",
  request_id: "text",
  track_id: "text",
  user_id: "uuid",
  client_id: "text",
  method: "text",
  operation: "text",
  route: "text",
  path: "text",
  status: "integer",
  has_failed: "boolean",
  milliseconds: "numeric",
  bytes: "integer",
  ip: "text",
} as const satisfies Columns;

export type AccessFilter = {
  /** Instants: from the first on, up to before the second. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly userId?: string | undefined;
  readonly clientId?: string | undefined;
  readonly method?: string | undefined;
  readonly operation?: string | undefined;
  /** The path as it was asked for. */
  readonly path?: string | undefined;
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
  readonly trackId?: string | undefined;
};

/** The latest first. */
export async function listApiAccesses(
  tx: Transaction,
  filter: AccessFilter,
  { page, pageSize }: PageRequest,
): Promise<PageOf<ApiAccess>> {
  const { from = null, to = null, userId = null, clientId = null, method = null } = filter;
  const { operation = null, path = null, status = null, requestId = null, trackId = null } = filter;
  const { rows } = await sql<AccessRow>`
    select * from api_accesses
    where (${from}::timestamptz is null or answered_at >= ${from}::timestamptz)
      and (${to}::timestamptz is null or answered_at < ${to}::timestamptz)
      and (${userId}::uuid is null or user_id = ${userId}::uuid)
      and (${clientId}::text is null or client_id = ${clientId})
      and (${method}::text is null or method = ${method})
      and (${operation}::text is null or operation = ${operation})
      and (${path}::text is null or path = ${path})
      and (${status}::integer is null or status = ${status})
      and (${requestId}::text is null or request_id = ${requestId})
      and (${trackId}::text is null or track_id = ${trackId})
    order by answered_at desc, request_id desc
    limit ${pageSize + 1} offset ${(page - 1) * pageSize}
  `.execute(tx);
  return { rows: rows.slice(0, pageSize).map(toAccess), hasMore: rows.length > pageSize };
}

/** How many requests of one kind there were. */
export type ApiVolume = {
  readonly route: string;
  readonly method: string;
  readonly succeeded: number;
  readonly failed: number;
};

/** Of the operations that there are; by route and method. */
export async function countApiAccesses(
  tx: Transaction,
  filter: {
    readonly from: string;
    readonly to: string;
    readonly route?: string | undefined;
    readonly method?: string | undefined;
  },
): Promise<ApiVolume[]> {
  const { from, to, route = null, method = null } = filter;
  const { rows } = await sql<ApiVolume>`
    select route, method, count(*) filter (where not has_failed)::integer as succeeded,
      count(*) filter (where has_failed)::integer as failed
    from api_accesses
    where answered_at >= ${from}::timestamptz and answered_at < ${to}::timestamptz
      and operation is not null
      and (${route}::text is null or route = ${route})
      and (${method}::text is null or method = ${method})
    group by route, method
    order by route, method
  `.execute(tx);
  return rows;
}

/** How long the log is kept. */
export type AccessLogSettings = { readonly daysKept: number };

const DEFAULT_SETTINGS: AccessLogSettings = { daysKept: 30 };

export const findAccessLogSettings = async (tx: Transaction): Promise<AccessLogSettings> => ({
  ...DEFAULT_SETTINGS,
  ...(await findSetting(tx, "api-access-log")),
});

/** Changes those that are given. */
export const saveAccessLogSettings = (
  tx: Transaction,
  changed: { readonly daysKept?: number | undefined },
): Promise<void> => saveSetting(tx, "api-access-log", changed);

/** What is older than the entity keeps it. */
export async function forgetApiAccesses(tx: Transaction): Promise<void> {
  const { daysKept } = await findAccessLogSettings(tx);
  await sql`
    delete from api_accesses where answered_at < now() - make_interval(days => ${daysKept})
  `.execute(tx);
}

type AccessRow = {
  answered_at: Date;
  request_id: string;
  track_id: string | null;
  user_id: string;
  client_id: string;
  method: string;
  operation: string | null;
  route: string;
  path: string;
  status: number;
  has_failed: boolean;
  milliseconds: string;
  bytes: number;
  ip: string;
};

const toAccess = (row: AccessRow): ApiAccess => ({
  answeredAt: row.answered_at,
  requestId: row.request_id,
  trackId: row.track_id,
  userId: row.user_id,
  clientId: row.client_id,
  method: row.method,
  operation: row.operation,
  route: row.route,
  path: row.path,
  status: row.status,
  hasFailed: row.has_failed,
  milliseconds: Number(row.milliseconds),
  bytes: row.bytes,
  ip: row.ip,
});
