/** Rows of bulk cancels while they are reckoned and done: whose turn it is, and what has become of them. */
import type { BulkCancelFigures, RowState } from "#engine/bulk-cancels/bulk-cancel.ts";
import type { FiguresByAge, Moved, RowOutcome } from "#engine/bulk-cancels/row-outcome.ts";
import { formatDecimal, ZERO } from "#engine/values/decimal.ts";
import { type RowTarget, TARGET, type TargetRow, toTarget } from "./bulk-cancel-targets.ts";
import { sql, type Transaction } from "./database.ts";
import { updateRows } from "./insert-rows.ts";
import { fromStored, toStored } from "./stored-values.ts";

/** A row that is to be done now. */
export type RowToDo = RowTarget & {
  /** The account's next one. */
  readonly nextRow: number | null;
  readonly planned: RowOutcome;
};

/** The next rows to reckon, all of their accounts': in turn, and each for one worker. */
export async function takeRowsToReckon(
  tx: Transaction,
  bulkCancelId: string,
  accounts: number,
): Promise<RowTarget[]> {
  const { rows: first } = await sql<{ account_id: string }>`
    select account_id from bulk_cancel_rows
    where bulk_cancel_id = ${bulkCancelId}::uuid and state = 'Chosen' and is_next
    order by row_number limit ${accounts} for update skip locked
  `.execute(tx);
  if (first.length === 0) return [];
  const { rows } = await sql<TargetRow>`
    select ${TARGET} from bulk_cancel_rows
    where bulk_cancel_id = ${bulkCancelId}::uuid and state = 'Chosen'
    and account_id = any (${first.map((row) => row.account_id)}::uuid[])
    order by row_number
  `.execute(tx);
  return rows.map(toTarget);
}

/** What is planned for a row, or why it cannot be done. */
export type ReckonedRow = RowTarget &
  (
    | {
        readonly planned: RowOutcome;
        readonly figures: BulkCancelFigures;
        readonly byAge: readonly FiguresByAge[];
      }
    | { readonly refusal: { readonly code: string | null; readonly message: string } }
  );

const KEYS = { account_id: "uuid", bulk_cancel_id: "uuid", row_number: "integer" } as const;

const RECKONED = {
  state: "text",
  planned: "jsonb",
  by_age: "jsonb",
  owed: "numeric",
  billed: "numeric",
  credited: "numeric",
  kept_as_credit: "numeric",
  written_off: "numeric",
  left_owed: "numeric",
  problem_code: "text",
  problem: "text",
} as const;

const NO_FIGURES: BulkCancelFigures = {
  owed: ZERO,
  billed: ZERO,
  credited: ZERO,
  keptAsCredit: ZERO,
  writtenOff: ZERO,
  leftOwed: ZERO,
};

export const saveReckonedRows = (
  tx: Transaction,
  bulkCancelId: string,
  rows: readonly ReckonedRow[],
): Promise<void> =>
  updateRows(
    tx,
    "bulk_cancel_rows",
    { keys: KEYS, sets: RECKONED },
    rows.map((row) => {
      const isPlanned = "planned" in row;
      const figures = isPlanned ? row.figures : NO_FIGURES;
      return {
        account_id: row.accountId,
        bulk_cancel_id: bulkCancelId,
        row_number: row.rowNumber,
        state: isPlanned ? "Planned" : "Refused",
        planned: isPlanned ? toStored(row.planned) : null,
        by_age: isPlanned ? row.byAge.map(toAge) : [],
        owed: figures.owed,
        billed: figures.billed,
        credited: figures.credited,
        kept_as_credit: figures.keptAsCredit,
        written_off: figures.writtenOff,
        left_owed: figures.leftOwed,
        problem_code: isPlanned ? null : row.refusal.code,
        problem: isPlanned ? undoneOf(row.planned) : row.refusal.message,
      };
    }),
  );

/** Amounts as SQL reads them out of jsonb. */
const toAge = ({ bucket, ...figures }: FiguresByAge) => ({
  bucket,
  ...Object.fromEntries(
    Object.entries(figures).map(([name, amount]) => [name, formatDecimal(amount, 0)]),
  ),
});

const undoneOf = ({ undone }: RowOutcome): string | null =>
  undone.length === 0
    ? null
    : undone
        .map(({ documentNumber, reason }) => `${documentNumber ?? "A new invoice"}: ${reason}`)
        .join(" ");

export async function hasRowsIn(
  tx: Transaction,
  bulkCancelId: string,
  state: RowState,
): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from bulk_cancel_rows
      where bulk_cancel_id = ${bulkCancelId}::uuid and state = ${state}) as found
  `.execute(tx);
  return rows[0]?.found ?? false;
}

/** Whose turn it is, once all rows are reckoned: what is refused is passed over. */
export async function lineUpRows(tx: Transaction, bulkCancelId: string): Promise<void> {
  await sql`
    update bulk_cancel_rows stored set is_next = place = 1, next_row = following
    from (
      select account_id, row_number,
        row_number() over (partition by account_id order by row_number) as place,
        lead(row_number) over (partition by account_id order by row_number) as following
      from bulk_cancel_rows where bulk_cancel_id = ${bulkCancelId}::uuid and state = 'Planned'
    ) placed
    where stored.bulk_cancel_id = ${bulkCancelId}::uuid
    and stored.account_id = placed.account_id and stored.row_number = placed.row_number
  `.execute(tx);
}

/** The next row of a bulk cancel that runs, locked; undefined when there is none for this worker. */
export async function takeRowToDo(
  tx: Transaction,
  bulkCancelId: string,
): Promise<RowToDo | undefined> {
  const { rows } = await sql<TargetRow & { next_row: number | null; planned: Stored }>`
    select ${TARGET}, next_row, planned from bulk_cancel_rows
    where bulk_cancel_id = ${bulkCancelId}::uuid and state = 'Planned' and is_next
    and exists (select from bulk_cancels
      where bulk_cancel_id = ${bulkCancelId}::uuid and status = 'Running')
    order by row_number limit 1 for update skip locked
  `.execute(tx);
  const [row] = rows;
  if (!row) return undefined;
  const planned = fromStored(row.planned) as RowOutcome;
  return { ...toTarget(row), nextRow: row.next_row, planned };
}

/** What has become of a row. */
export type FinishedRow = Pick<RowToDo, "accountId" | "rowNumber" | "nextRow"> & {
  readonly state: "Done" | "Moved" | "Failed";
  readonly problem?: { readonly code: string | null; readonly message: string };
  readonly moved?: readonly Moved[];
  readonly orderNumber?: string;
  readonly invoiceNumbers?: readonly string[];
  readonly creditMemoNumbers?: readonly string[];
  readonly writeOffNumbers?: readonly string[];
  /** ISO instant. */
  readonly now: string;
};

/** Then it is the turn of the account's next one. What is finished already stays as it is. */
export async function saveFinishedRow(
  tx: Transaction,
  bulkCancelId: string,
  row: FinishedRow,
): Promise<void> {
  const { accountId, rowNumber, nextRow, state, problem, moved, now } = row;
  const numbers = (given: readonly string[] = []) => sql`${[...given]}::text[]`;
  const next =
    nextRow === null
      ? sql``
      : sql`, next as (
          update bulk_cancel_rows set is_next = true
          where account_id = ${accountId}::uuid and bulk_cancel_id = ${bulkCancelId}::uuid
          and row_number = ${nextRow})`;
  await sql`
    with nothing as (select) ${next}
    update bulk_cancel_rows set state = ${state}, is_next = false,
      problem_code = ${problem?.code ?? null},
      problem = coalesce(${problem?.message ?? null}, problem),
      moved = ${moved ? JSON.stringify(moved) : null}::jsonb, order_no = ${row.orderNumber ?? null},
      invoice_nos = ${numbers(row.invoiceNumbers)},
      credit_memo_nos = ${numbers(row.creditMemoNumbers)},
      write_off_nos = ${numbers(row.writeOffNumbers)}, done_at = ${now}::timestamptz
    where account_id = ${accountId}::uuid and bulk_cancel_id = ${bulkCancelId}::uuid
    and row_number = ${rowNumber} and state = 'Planned'
  `.execute(tx);
}

type Stored = Parameters<typeof fromStored>[0];
