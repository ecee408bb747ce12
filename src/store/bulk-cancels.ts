/** What is cancelled or written off in bulk: docs/decisions/0810. */
import type {
  BulkCancelFigures,
  BulkCancelFilter,
  BulkCancelKind,
  BulkCancelOptions,
  BulkCancelSettings,
  BulkCancelStatus,
  RowState,
} from "#engine/bulk-cancels/bulk-cancel.ts";
import { decimal, formatDecimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";
import { listPages } from "./filtered-pages.ts";
import { idOf } from "./ids.ts";
import type { Filter } from "./object-query/conditions.ts";
import { type Field, id, text, timestamp } from "./object-query/query-object.ts";
import type { PageOf, PageRequest } from "./page.ts";
import { findSetting, saveSetting } from "./settings.ts";
import { fromStored, toStored } from "./stored-values.ts";

/** Rows of a state in one currency. */
export type BulkCancelCount = BulkCancelFigures & {
  readonly state: RowState;
  readonly currency: string;
  readonly rows: number;
};

/** What a plan comes to. */
export type PlannedTotals = {
  readonly counts: readonly BulkCancelCount[];
  readonly totals: readonly BulkCancelTotal[];
};

/** Rows of one state, in one currency and of one age. */
export type BulkCancelTotal = BulkCancelFigures & {
  readonly state: RowState;
  readonly currency: string;
  /** Of the entity's ageing, as it was on the day of the plan. */
  readonly bucket: string;
};

export type BulkCancel = {
  readonly bulkCancelId: string;
  readonly bulkCancelNumber: string;
  readonly kind: BulkCancelKind;
  readonly status: BulkCancelStatus;
  readonly comment: string | null;
  readonly filter: BulkCancelFilter | null;
  readonly fileName: string | null;
  readonly options: BulkCancelOptions;
  readonly planNumber: number;
  readonly planDate: PlainDate | null;
  readonly isChosen: boolean;
  readonly needsApproval: boolean | null;
  readonly approvedById: string | null;
  readonly approvedAt: Date | null;
  readonly startedById: string | null;
  /** How long it has been running so far. */
  readonly ranMs: number;
  /** Of its latest plan; null before it is made. */
  readonly planned: PlannedTotals | null;
  readonly error: string | null;
  readonly plannedById: string;
  readonly createdById: string;
  readonly createdAt: Date;
  readonly updatedById: string;
  readonly updatedAt: Date;
  /** Null: of the whole entity. */
  readonly organizationIds: readonly string[] | null;
};

type Author = { readonly userId: string; readonly now: string };

export type NewBulkCancel = Pick<
  BulkCancel,
  "bulkCancelId" | "bulkCancelNumber" | "kind" | "status" | "comment" | "filter" | "options"
>;

export async function saveNewBulkCancel(
  tx: Transaction,
  { bulkCancelId, bulkCancelNumber, kind, status, comment, filter, options }: NewBulkCancel,
  { userId, now }: Author,
): Promise<void> {
  await sql`
    insert into bulk_cancels (bulk_cancel_id, bulk_cancel_number, kind, status, comment, filter,
      options, planned_by_id, created_by_id, created_at, updated_by_id, updated_at)
    values (${bulkCancelId}::uuid, ${bulkCancelNumber}, ${kind}, ${status}, ${comment},
      ${filter && JSON.stringify(toStored(filter))}::jsonb, ${JSON.stringify(toStored(options))}::jsonb,
      ${userId}::uuid, ${userId}::uuid, ${now}::timestamptz, ${userId}::uuid, ${now}::timestamptz)
  `.execute(tx);
}

/** What a step changes beside the status; what is left out stays. */
export type BulkCancelChange = {
  readonly [Name in
    | "comment"
    | "filter"
    | "fileName"
    | "options"
    | "planNumber"
    | "planDate"
    | "isChosen"
    | "needsApproval"
    | "approvedById"
    | "startedById"
    | "error"
    | "plannedById"]?: BulkCancel[Name];
} & { readonly approvedAt?: string | null };

const COLUMNS = {
  comment: "comment",
  filter: "filter",
  fileName: "file_name",
  options: "options",
  planNumber: "plan_number",
  planDate: "plan_date",
  isChosen: "is_chosen",
  needsApproval: "needs_approval",
  approvedById: "approved_by_id",
  approvedAt: "approved_at",
  startedById: "started_by_id",
  error: "error",
  plannedById: "planned_by_id",
} as const satisfies Record<keyof BulkCancelChange, string>;

/** The row is locked already. It runs from the moment on which it is Running, by the real clock. */
export async function saveBulkCancel(
  tx: Transaction,
  bulkCancelId: string,
  change: BulkCancelChange & { readonly status: BulkCancelStatus },
  { userId, now }: Author,
): Promise<void> {
  const { status, ...others } = change;
  const given = Object.entries(others) as [keyof BulkCancelChange, unknown][];
  const sets = given.map(([name, value]) =>
    name === "filter" || name === "options"
      ? sql`, ${sql.ref(name)} = ${value ? JSON.stringify(toStored(value)) : null}::jsonb`
      : sql`, ${sql.ref(COLUMNS[name])} = ${value}`,
  );
  await sql`
    update bulk_cancels set status = ${status}, updated_by_id = ${userId}::uuid,
      updated_at = ${now}::timestamptz,
      ran_ms = ran_ms + coalesce(
        (extract(epoch from clock_timestamp() - running_since) * 1000)::bigint, 0),
      running_since = case when ${status} = 'Running' then clock_timestamp() end
      ${sql.join(sets, sql``)}
    where bulk_cancel_id = ${bulkCancelId}::uuid
  `.execute(tx);
}

/** Null: they are not known any more. */
export async function saveBulkCancelTotals(
  tx: Transaction,
  bulkCancelId: string,
  totals: PlannedTotals | null,
): Promise<void> {
  await sql`
    update bulk_cancels set totals = ${totals && JSON.stringify(toStored(totals))}::jsonb
    where bulk_cancel_id = ${bulkCancelId}::uuid
  `.execute(tx);
}

const RAN = sql`ran_ms + coalesce(
  (extract(epoch from clock_timestamp() - running_since) * 1000)::bigint, 0) as ran_so_far`;

export const findBulkCancel = (tx: Transaction, key: string): Promise<BulkCancel | undefined> =>
  selectOne(tx, key, sql``);

/** Locked until the transaction ends: whoever takes it a step further. */
export const lockBulkCancel = (tx: Transaction, key: string): Promise<BulkCancel | undefined> =>
  selectOne(tx, key, sql`for update`);

async function selectOne(tx: Transaction, key: string, locking: ReturnType<typeof sql>) {
  const { rows } = await sql<Row>`
    select *, ${RAN} from bulk_cancels
    where bulk_cancel_number = ${key} or bulk_cancel_id = ${idOf(key)}::uuid
    order by (bulk_cancel_id = ${idOf(key)}::uuid) desc nulls last limit 1 ${locking}
  `.execute(tx);
  return rows[0] && toBulkCancel(rows[0]);
}

/** What a list can be filtered by, as the wire names it. */
export const BULK_CANCEL_FIELDS: Readonly<Record<string, Field>> = {
  createdById: id("t.created_by_id"),
  createdDate: timestamp("t.created_at"),
  kind: text("t.kind"),
  status: text("t.status"),
};

/** Newest first. */
export const listBulkCancels = (
  tx: Transaction,
  filters: readonly Filter[],
  request: PageRequest,
): Promise<PageOf<BulkCancel>> =>
  listPages(
    tx,
    {
      select: sql`select t.*, ${RAN} from bulk_cancels t`,
      id: "t.bulk_cancel_id",
      number: "t.bulk_cancel_number",
      createdAt: "t.created_at",
      toPage: toBulkCancel,
    },
    { filters, sorts: [] },
    request,
  );

const NOTHING_SET: BulkCancelSettings = { approvalAbove: null };

/** What the entity has set; nothing: each plan needs approval. */
export async function findBulkCancelSettings(tx: Transaction): Promise<BulkCancelSettings> {
  const { approvalAbove } = await findSetting(tx, "bulk-cancels");
  return typeof approvalAbove === "string"
    ? { approvalAbove: decimal(approvalAbove) }
    : NOTHING_SET;
}

export const saveBulkCancelSettings = (
  tx: Transaction,
  { approvalAbove }: BulkCancelSettings,
): Promise<void> =>
  saveSetting(tx, "bulk-cancels", {
    approvalAbove: approvalAbove && formatDecimal(approvalAbove, 0),
  });

type Stored = Parameters<typeof fromStored>[0];

type Row = {
  bulk_cancel_id: string;
  bulk_cancel_number: string;
  kind: BulkCancelKind;
  status: BulkCancelStatus;
  comment: string | null;
  filter: Stored;
  file_name: string | null;
  options: Stored;
  plan_number: number;
  plan_date: PlainDate | null;
  is_chosen: boolean;
  needs_approval: boolean | null;
  approved_by_id: string | null;
  approved_at: Date | null;
  started_by_id: string | null;
  ran_so_far: number;
  totals: Stored;
  error: string | null;
  planned_by_id: string;
  created_by_id: string;
  created_at: Date;
  updated_by_id: string;
  updated_at: Date;
  organization_ids: string[] | null;
};

const toBulkCancel = (row: Row): BulkCancel => ({
  bulkCancelId: row.bulk_cancel_id,
  bulkCancelNumber: row.bulk_cancel_number,
  kind: row.kind,
  status: row.status,
  comment: row.comment,
  filter: fromStored(row.filter) as BulkCancelFilter | null,
  fileName: row.file_name,
  options: fromStored(row.options) as BulkCancelOptions,
  planNumber: row.plan_number,
  planDate: row.plan_date,
  isChosen: row.is_chosen,
  needsApproval: row.needs_approval,
  approvedById: row.approved_by_id,
  approvedAt: row.approved_at,
  startedById: row.started_by_id,
  ranMs: row.ran_so_far,
  planned: fromStored(row.totals) as PlannedTotals | null,
  error: row.error,
  plannedById: row.planned_by_id,
  createdById: row.created_by_id,
  createdAt: row.created_at,
  updatedById: row.updated_by_id,
  updatedAt: row.updated_at,
  organizationIds: row.organization_ids,
});
