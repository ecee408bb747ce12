import type { CustomFields } from "#engine/model/custom-fields.ts";
import type { CreditKind } from "#engine/model/processing-options.ts";
import { type Decimal, decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";
import { insertRows, updateRows } from "./insert-rows.ts";
import type { Written } from "./payment-pages.ts";
import { fromStored, toStored } from "./stored-values.ts";

/** What one memo or payment has paid of the invoice. */
export type AdjustmentPart = {
  readonly kind: CreditKind;
  readonly creditId: string;
  readonly amount: Decimal;
};

/** What of an account's credit has paid an invoice, by one call, or has come to be its credit. */
export type CreditBalanceAdjustment = {
  readonly accountId: string;
  readonly adjustmentId: string;
  readonly adjustmentNumber: string;
  /** An increase moves a credit memo to the balance, and names that instead of an invoice. */
  readonly type: "Decrease" | "Increase";
  readonly invoiceId: string;
  readonly invoiceNumber: string;
  readonly adjustmentDate: PlainDate;
  readonly currency: string;
  readonly amount: Decimal;
  readonly status: "Processed" | "Canceled";
  readonly reasonCode: string | null;
  readonly comment: string | null;
  /** The payment that the caller says it is for. */
  readonly referenceId: string | null;
  readonly accountingCode: string | null;
  readonly transferredToAccounting: string | null;
  readonly customFields: CustomFields;
  readonly applied: readonly AdjustmentPart[];
  /** ISO instant. */
  readonly cancelledAt: string | null;
};

type Author = { readonly userId: string; readonly now: string };

const KEYS = { account_id: "uuid", credit_balance_adjustment_id: "uuid" } as const;
const FIXED = {
  type: "text",
  credit_balance_adjustment_number: "text",
  invoice_id: "uuid",
  invoice_number: "text",
  adjustment_date: "date",
  currency: "text",
  amount: "numeric",
  comment: "text",
  reference_id: "text",
  accounting_code: "text",
  applied: "jsonb",
  created_by_id: "uuid",
  created_at: "timestamptz",
} as const;
const SETS = {
  status: "text",
  reason_code: "text",
  transferred_to_accounting: "text",
  custom_fields: "jsonb",
  cancelled_at: "timestamptz",
  updated_by_id: "uuid",
  updated_at: "timestamptz",
} as const;

export const saveNewAdjustment = (
  tx: Transaction,
  adjustment: CreditBalanceAdjustment,
  author: Author,
): Promise<void> =>
  insertRows(tx, "credit_balance_adjustments", { ...KEYS, ...FIXED, ...SETS }, [
    {
      ...keysOf(adjustment),
      type: adjustment.type,
      credit_balance_adjustment_number: adjustment.adjustmentNumber,
      invoice_id: adjustment.invoiceId,
      invoice_number: adjustment.invoiceNumber,
      adjustment_date: adjustment.adjustmentDate,
      currency: adjustment.currency,
      amount: adjustment.amount,
      comment: adjustment.comment,
      reference_id: adjustment.referenceId,
      accounting_code: adjustment.accountingCode,
      applied: toStored(adjustment.applied),
      created_by_id: author.userId,
      created_at: author.now,
      ...setsOf(adjustment, author),
    },
  ]);

/** Writes what can change of one that is locked. */
export const saveAdjustment = (
  tx: Transaction,
  adjustment: CreditBalanceAdjustment,
  author: Author,
): Promise<void> =>
  updateRows(tx, "credit_balance_adjustments", { keys: KEYS, sets: SETS }, [
    { ...keysOf(adjustment), ...setsOf(adjustment, author) },
  ]);

const keysOf = ({ accountId, adjustmentId }: CreditBalanceAdjustment) => ({
  account_id: accountId,
  credit_balance_adjustment_id: adjustmentId,
});

const setsOf = (adjustment: CreditBalanceAdjustment, { userId, now }: Author) => ({
  status: adjustment.status,
  reason_code: adjustment.reasonCode,
  transferred_to_accounting: adjustment.transferredToAccounting,
  custom_fields: adjustment.customFields,
  cancelled_at: adjustment.cancelledAt,
  updated_by_id: userId,
  updated_at: now,
});

/** By id. */
export async function findAdjustment(
  tx: Transaction,
  key: string,
): Promise<(CreditBalanceAdjustment & Written) | undefined> {
  const { rows } = await sql<Row>`
    select * from credit_balance_adjustments
    where credit_balance_adjustment_id = ${idOf(key)}::uuid
  `.execute(tx);
  return rows.map(toAdjustment)[0];
}

/** What of a credit memo increases have moved to the balance already. */
export async function findIncreasesOfMemo(
  tx: Transaction,
  { accountId, creditMemoId }: { readonly accountId: string; readonly creditMemoId: string },
): Promise<Decimal> {
  const { rows } = await sql<{ moved: string }>`
    select coalesce(sum(amount), 0)::text as moved from credit_balance_adjustments
    where account_id = ${accountId}::uuid and invoice_id = ${creditMemoId}::uuid
    and type = 'Increase' and status = 'Processed'
  `.execute(tx);
  return decimal(rows[0]?.moved ?? "0");
}

type Row = {
  type: CreditBalanceAdjustment["type"];
  account_id: string;
  credit_balance_adjustment_id: string;
  credit_balance_adjustment_number: string;
  invoice_id: string;
  invoice_number: string;
  adjustment_date: PlainDate;
  currency: string;
  amount: string;
  status: CreditBalanceAdjustment["status"];
  reason_code: string | null;
  comment: string | null;
  reference_id: string | null;
  accounting_code: string | null;
  transferred_to_accounting: string | null;
  custom_fields: CustomFields;
  applied: Parameters<typeof fromStored>[0];
  cancelled_at: Date | null;
  created_by_id: string;
  created_at: Date;
  updated_by_id: string;
  updated_at: Date;
};

const toAdjustment = (row: Row): CreditBalanceAdjustment & Written => ({
  type: row.type,
  accountId: row.account_id,
  adjustmentId: row.credit_balance_adjustment_id,
  adjustmentNumber: row.credit_balance_adjustment_number,
  invoiceId: row.invoice_id,
  invoiceNumber: row.invoice_number,
  adjustmentDate: row.adjustment_date,
  currency: row.currency,
  amount: decimal(row.amount),
  status: row.status,
  reasonCode: row.reason_code,
  comment: row.comment,
  referenceId: row.reference_id,
  accountingCode: row.accounting_code,
  transferredToAccounting: row.transferred_to_accounting,
  customFields: row.custom_fields,
  applied: fromStored(row.applied) as AdjustmentPart[],
  cancelledAt: row.cancelled_at?.toISOString() ?? null,
  createdById: row.created_by_id,
  createdAt: row.created_at,
  updatedById: row.updated_by_id,
  updatedAt: row.updated_at,
});
