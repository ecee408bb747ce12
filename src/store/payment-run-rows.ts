/** What payment runs collect, one row a receivable. */
import { type Decimal, decimal } from "#engine/values/decimal.ts";
import { sql, type Transaction } from "./database.ts";
import { insertRows, updateRows } from "./insert-rows.ts";
import type { PaymentRun } from "./payment-runs.ts";
import { fromStored, toStored } from "./stored-values.ts";

export type RowTransaction = {
  readonly id: string;
  readonly type: "Payment" | "CreditMemo" | "UnappliedPayment";
  /** Of a payment, all of it. */
  readonly amount: Decimal | null;
  readonly appliedAmount: Decimal;
  readonly status: "Processed" | "Processing" | "Error" | null;
};

export type PaymentRunRow = {
  readonly accountId: string;
  readonly position: number;
  readonly documentType: "Invoice" | "DebitMemo";
  readonly documentId: string | null;
  readonly documentNumber: string | null;
  readonly paymentMethodId: string | null;
  readonly paymentGatewayId: string | null;
  readonly comment: string | null;
  readonly requestedAmount: Decimal | null;
  readonly currency: string;
  readonly amountToCollect: Decimal;
  readonly amountCollected: Decimal;
  readonly amountLeft: Decimal;
  /** Null: not begun; Processing: its gateway is being asked. */
  readonly result: "Processing" | "Processed" | "Error" | null;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly transactions: readonly RowTransaction[];
};

const DUE = sql`
  select account_id, 'Invoice' as document_type, invoice_id as document_id, invoice_number as document_no,
    currency, due_date, balance, bill_run_id
  from invoices where balance > 0 and status = 'Posted'
  union all
  select account_id, 'DebitMemo', debit_memo_id, debit_memo_number, currency, due_date, balance, null
  from debit_memos where balance > 0 and status = 'Posted' and auto_pay`;

/**
 * Every receivable that is due and matches the run's filters, of accounts that pay by themselves: by
 * account, due date and number. What a gateway is being asked for already is left out.
 */
export async function planDueRows(tx: Transaction, run: PaymentRun): Promise<void> {
  const organizationIds = run.organizationIds && [...run.organizationIds];
  await sql`
    insert into payment_run_rows (account_id, payment_run_id, position, document_type, document_id,
      document_no, currency, amount_to_collect, amount_left)
    select due.account_id, ${run.paymentRunId}::uuid,
      row_number() over (order by due.account_id, due_date, document_no), document_type, document_id,
      document_no, due.currency, balance, balance
    from (${DUE}) due join accounts on accounts.account_id = due.account_id
    where auto_pay and accounts.status = 'Active' and due_date <= ${run.targetDate}::date
    and (${run.accountId}::uuid is null or accounts.account_id = ${run.accountId}::uuid)
    and (${organizationIds}::uuid[] is null
      or accounts.organization_id = any (${organizationIds}::uuid[])
      -- Anybody's to name, and in no organization's runs otherwise.
      or accounts.organization_id is null and ${run.accountId}::uuid is not null)
    and (${run.batch}::text is null or accounts.batch = ${run.batch})
    and (${run.billCycleDay}::text is null
      or accounts.bill_cycle_day = nullif(${run.billCycleDay}, 'AllBillCycleDays')::integer
      or ${run.billCycleDay} = 'AllBillCycleDays')
    and (${run.currency}::text is null or due.currency = ${run.currency})
    and (${run.billingRunId}::uuid is null or bill_run_id = ${run.billingRunId}::uuid)
    and (${run.paymentGatewayId}::uuid is null or ${run.paymentGatewayId}::uuid = coalesce(
      (select payment_gateway_id from payment_gateways g
        where accounts.payment_gateway in (g.name, g.payment_gateway_number)
        or replace(g.payment_gateway_id::text, '-', '') = accounts.payment_gateway limit 1),
      (select payment_gateway_id from payment_gateways where is_default)))
    and not exists (
      select from payments where payments.account_id = due.account_id
      and payments.status = 'Processing' and intent @> jsonb_build_array(
        jsonb_build_object('documentKey', replace(document_id::text, '-', '')))
    )
  `.execute(tx);
  await sql`select analyze_payment_run_rows()`.execute(tx);
}

export const saveNewPaymentRunRows = (
  tx: Transaction,
  paymentRunId: string,
  rows: readonly PaymentRunRow[],
): Promise<void> =>
  insertRows(
    tx,
    "payment_run_rows",
    { ...KEYS, ...FIXED, ...SETS },
    rows.map((row) => ({ ...keysOf(paymentRunId, row), ...fixedOf(row), ...setsOf(row) })),
  );

/** The next accounts of a run of which not all was begun, in the order of their ids. */
export async function listAccountsToCollect(
  tx: Transaction,
  paymentRunId: string,
  { after, limit }: { readonly after: string | undefined; readonly limit: number },
): Promise<string[]> {
  const { rows } = await sql<{ account_id: string }>`
    select distinct account_id from payment_run_rows
    where payment_run_id = ${paymentRunId}::uuid and result is null
    and ${after === undefined ? sql`true` : sql`account_id > ${after}::uuid`}
    order by account_id limit ${limit}
  `.execute(tx);
  return rows.map((row) => row.account_id);
}

/** Those of accounts that are in this state; of all where no accounts are named. */
export async function listPaymentRunRows(
  tx: Transaction,
  paymentRunId: string,
  which: {
    readonly accountIds?: readonly string[];
    readonly isBegun?: boolean;
  } = {},
): Promise<PaymentRunRow[]> {
  const { accountIds, isBegun } = which;
  const ofAccounts =
    accountIds === undefined ? sql`` : sql`and account_id = any (${accountIds}::uuid[])`;
  const inState =
    isBegun === undefined
      ? sql``
      : isBegun
        ? sql`and result = 'Processing'`
        : sql`and result is null`;
  const { rows } = await sql<Row>`
    select * from payment_run_rows
    where payment_run_id = ${paymentRunId}::uuid ${ofAccounts} ${inState} order by position
  `.execute(tx);
  return rows.map(toRow);
}

export const savePaymentRunRows = (
  tx: Transaction,
  paymentRunId: string,
  rows: readonly PaymentRunRow[],
): Promise<void> =>
  updateRows(
    tx,
    "payment_run_rows",
    { keys: KEYS, sets: SETS },
    rows.map((row) => ({ ...keysOf(paymentRunId, row), ...setsOf(row) })),
  );

/** Accounts among these that have something to their credit. */
export async function listAccountsWithCredit(
  tx: Transaction,
  accountIds: readonly string[],
): Promise<Set<string>> {
  const { rows } = await sql<{ account_id: string }>`
    select account_id from credit_memos
    where account_id = any (${accountIds}::uuid[]) and status = 'Posted' and unapplied_amount > 0
    union
    select account_id from payments
    where account_id = any (${accountIds}::uuid[]) and status = 'Processed' and unapplied_amount > 0
  `.execute(tx);
  return new Set(rows.map((row) => row.account_id));
}

const KEYS = { account_id: "uuid", payment_run_id: "uuid", position: "integer" } as const;
const FIXED = {
  document_type: "text",
  document_id: "uuid",
  document_no: "text",
  payment_method_id: "uuid",
  payment_gateway_id: "uuid",
  comment: "text",
  requested_amount: "numeric",
  currency: "text",
} as const;
const SETS = {
  amount_to_collect: "numeric",
  amount_collected: "numeric",
  amount_left: "numeric",
  result: "text",
  error_code: "text",
  error_message: "text",
  transactions: "jsonb",
} as const;

const keysOf = (paymentRunId: string, { accountId, position }: PaymentRunRow) => ({
  account_id: accountId,
  payment_run_id: paymentRunId,
  position,
});

const fixedOf = (row: PaymentRunRow) => ({
  document_type: row.documentType,
  document_id: row.documentId,
  document_no: row.documentNumber,
  payment_method_id: row.paymentMethodId,
  payment_gateway_id: row.paymentGatewayId,
  comment: row.comment,
  requested_amount: row.requestedAmount,
  currency: row.currency,
});

const setsOf = (row: PaymentRunRow) => ({
  amount_to_collect: row.amountToCollect,
  amount_collected: row.amountCollected,
  amount_left: row.amountLeft,
  result: row.result,
  error_code: row.errorCode,
  error_message: row.errorMessage,
  transactions: toStored(row.transactions),
});

type Row = {
  account_id: string;
  position: number;
  document_type: PaymentRunRow["documentType"];
  document_id: string | null;
  document_no: string | null;
  payment_method_id: string | null;
  payment_gateway_id: string | null;
  comment: string | null;
  requested_amount: string | null;
  currency: string;
  amount_to_collect: string;
  amount_collected: string;
  amount_left: string;
  result: PaymentRunRow["result"];
  error_code: string | null;
  error_message: string | null;
  transactions: Parameters<typeof fromStored>[0];
};

const toRow = (row: Row): PaymentRunRow => ({
  accountId: row.account_id,
  position: row.position,
  documentType: row.document_type,
  documentId: row.document_id,
  documentNumber: row.document_no,
  paymentMethodId: row.payment_method_id,
  paymentGatewayId: row.payment_gateway_id,
  comment: row.comment,
  requestedAmount: row.requested_amount === null ? null : decimal(row.requested_amount),
  currency: row.currency,
  amountToCollect: decimal(row.amount_to_collect),
  amountCollected: decimal(row.amount_collected),
  amountLeft: decimal(row.amount_left),
  result: row.result,
  errorCode: row.error_code,
  errorMessage: row.error_message,
  transactions: fromStored(row.transactions) as RowTransaction[],
});
