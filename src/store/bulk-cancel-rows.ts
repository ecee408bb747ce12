/** What is done one by one: a row is an order that cancels a subscription, or a write-off. */
import type { BulkCancelFigures, RowState } from "#engine/bulk-cancels/bulk-cancel.ts";
import type { Moved, RowOutcome } from "#engine/bulk-cancels/row-outcome.ts";
import { decimal } from "#engine/values/decimal.ts";
import { type RowTarget, type TargetRow, toTarget } from "./bulk-cancel-targets.ts";
import type { BulkCancelCount, BulkCancelTotal } from "./bulk-cancels.ts";
import { sql, type Transaction } from "./database.ts";
import type { PageOf, PageRequest } from "./page.ts";
import { fromStored } from "./stored-values.ts";

export type BulkCancelRow = RowTarget &
  BulkCancelFigures & {
    readonly accountNumber: string;
    readonly accountName: string;
    readonly line: number | null;
    readonly currency: string;
    readonly state: RowState;
    readonly planned: RowOutcome | null;
    readonly problemCode: string | null;
    readonly problem: string | null;
    readonly moved: readonly Moved[] | null;
    readonly orderNumber: string | null;
    readonly invoiceNumbers: readonly string[];
    readonly creditMemoNumbers: readonly string[];
    readonly writeOffNumbers: readonly string[];
    readonly doneAt: Date | null;
  };

const FIGURES = ["owed", "billed", "credited", "keptAsCredit", "writtenOff", "leftOwed"] as const;

/** By state, currency and age. @param names  of the ages */
export async function sumRows(
  tx: Transaction,
  bulkCancelId: string,
  names: readonly string[],
): Promise<BulkCancelTotal[]> {
  const sums = FIGURES.map((name) => sql`sum(${sql.ref(`age.${name}`)}) as ${sql.ref(name)}`);
  const { rows } = await sql<Sums & { state: RowState; currency: string; bucket: number }>`
    select state, currency, bucket, ${sql.join(sums)}
    from bulk_cancel_rows, jsonb_to_recordset(by_age) as age (bucket integer, owed numeric,
      billed numeric, credited numeric, "keptAsCredit" numeric, "writtenOff" numeric,
      "leftOwed" numeric)
    where bulk_cancel_id = ${bulkCancelId}::uuid
    group by state, currency, bucket order by currency, state, bucket
  `.execute(tx);
  return rows.map(({ state, currency, bucket, ...sums }) => ({
    state,
    currency,
    bucket: names[bucket] ?? "",
    ...toFigures(sums),
  }));
}

/** However far it is. */
export async function countRows(tx: Transaction, bulkCancelId: string): Promise<BulkCancelCount[]> {
  const { rows } = await sql<Sums & { state: RowState; currency: string; rows: number }>`
    select state, currency, count(*) as rows, sum(owed) as owed, sum(billed) as billed,
      sum(credited) as credited, sum(kept_as_credit) as "keptAsCredit",
      sum(written_off) as "writtenOff", sum(left_owed) as "leftOwed"
    from bulk_cancel_rows where bulk_cancel_id = ${bulkCancelId}::uuid
    group by state, currency order by currency, state
  `.execute(tx);
  return rows.map(({ state, currency, rows: count, ...sums }) => ({
    state,
    currency,
    rows: Number(count),
    ...toFigures(sums),
  }));
}

/** In their order. @param states  null: all */
export async function listBulkCancelRows(
  tx: Transaction,
  bulkCancelId: string,
  { states, page, pageSize }: PageRequest & { readonly states: readonly RowState[] | null },
): Promise<PageOf<BulkCancelRow>> {
  const { rows } = await sql<Row>`
    select chosen.*, a.account_number, a.name as account_name
    from bulk_cancel_rows chosen join accounts a using (account_id)
    where bulk_cancel_id = ${bulkCancelId}::uuid
    and (${states}::text[] is null or state = any (${states}::text[]))
    order by row_number limit ${pageSize + 1} offset ${(page - 1) * pageSize}
  `.execute(tx);
  return { rows: rows.slice(0, pageSize).map(toRow), hasMore: rows.length > pageSize };
}

/** Those after one of them: for whoever reads all. */
export async function listRowsAfter(
  tx: Transaction,
  bulkCancelId: string,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<BulkCancelRow[]> {
  const { rows } = await sql<Row>`
    select chosen.*, a.account_number, a.name as account_name
    from bulk_cancel_rows chosen join accounts a using (account_id)
    where bulk_cancel_id = ${bulkCancelId}::uuid and row_number > ${after}
    order by row_number limit ${limit}
  `.execute(tx);
  return rows.map(toRow);
}

type Sums = Readonly<Record<keyof BulkCancelFigures, string>>;

const toFigures = (sums: Sums): BulkCancelFigures => ({
  owed: decimal(sums.owed),
  billed: decimal(sums.billed),
  credited: decimal(sums.credited),
  keptAsCredit: decimal(sums.keptAsCredit),
  writtenOff: decimal(sums.writtenOff),
  leftOwed: decimal(sums.leftOwed),
});

type Stored = Parameters<typeof fromStored>[0];

type Row = TargetRow & {
  account_number: string;
  account_name: string;
  line: number | null;
  currency: string;
  state: RowState;
  planned: Stored;
  owed: string;
  billed: string;
  credited: string;
  kept_as_credit: string;
  written_off: string;
  left_owed: string;
  problem_code: string | null;
  problem: string | null;
  moved: Moved[] | null;
  order_no: string | null;
  invoice_nos: string[];
  credit_memo_nos: string[];
  write_off_nos: string[];
  done_at: Date | null;
};

const toRow = (row: Row): BulkCancelRow => ({
  ...toTarget(row),
  ...toFigures({
    ...row,
    keptAsCredit: row.kept_as_credit,
    writtenOff: row.written_off,
    leftOwed: row.left_owed,
  }),
  accountNumber: row.account_number,
  accountName: row.account_name,
  line: row.line,
  currency: row.currency,
  state: row.state,
  planned: row.planned === null ? null : (fromStored(row.planned) as RowOutcome),
  problemCode: row.problem_code,
  problem: row.problem,
  moved: row.moved,
  orderNumber: row.order_no,
  invoiceNumbers: row.invoice_nos,
  creditMemoNumbers: row.credit_memo_nos,
  writeOffNumbers: row.write_off_nos,
  doneAt: row.done_at,
});
