import type { CustomFields } from "#engine/model/custom-fields.ts";
import type { AdjustmentSource } from "#engine/settlement/adjust-invoice.ts";
import type { DateRange } from "#engine/values/date-range.ts";
import { type Decimal, decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";
import { insertRows, updateRows } from "./insert-rows.ts";
import type { Written } from "./payment-pages.ts";

/** What was taken off an invoice, one of its items or one of its taxes. */
export type InvoiceAdjustment = {
  readonly accountId: string;
  readonly adjustmentId: string;
  readonly adjustmentNumber: string;
  readonly invoiceId: string;
  readonly invoiceNumber: string;
  readonly sourceType: AdjustmentSource["sourceType"];
  readonly sourceId: string | null;
  /** Null of a whole invoice. */
  readonly itemName: string | null;
  readonly service: DateRange | null;
  /** The credit memo that it is. */
  readonly creditMemoId: string;
  readonly adjustmentDate: PlainDate;
  readonly currency: string;
  readonly amount: Decimal;
  readonly status: "Processed" | "Canceled";
  readonly reasonCode: string | null;
  readonly comment: string | null;
  readonly referenceId: string | null;
  readonly transferredToAccounting: string | null;
  readonly customFields: CustomFields;
  /** ISO instant. */
  readonly cancelledAt: string | null;
};

type Author = { readonly userId: string; readonly now: string };

const KEYS = { account_id: "uuid", invoice_adjustment_id: "uuid" } as const;
const FIXED = {
  invoice_adjustment_number: "text",
  invoice_id: "uuid",
  invoice_number: "text",
  source_type: "text",
  source_id: "uuid",
  item_name: "text",
  service_start: "date",
  service_end: "date",
  credit_memo_id: "uuid",
  adjustment_date: "date",
  currency: "text",
  amount: "numeric",
  comment: "text",
  reference_id: "text",
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

export const saveNewInvoiceAdjustment = (
  tx: Transaction,
  adjustment: InvoiceAdjustment,
  author: Author,
): Promise<void> =>
  insertRows(tx, "invoice_adjustments", { ...KEYS, ...FIXED, ...SETS }, [
    {
      ...keysOf(adjustment),
      invoice_adjustment_number: adjustment.adjustmentNumber,
      invoice_id: adjustment.invoiceId,
      invoice_number: adjustment.invoiceNumber,
      source_type: adjustment.sourceType,
      source_id: adjustment.sourceId,
      item_name: adjustment.itemName,
      service_start: adjustment.service?.start ?? null,
      service_end: adjustment.service?.end ?? null,
      credit_memo_id: adjustment.creditMemoId,
      adjustment_date: adjustment.adjustmentDate,
      currency: adjustment.currency,
      amount: adjustment.amount,
      comment: adjustment.comment,
      reference_id: adjustment.referenceId,
      created_by_id: author.userId,
      created_at: author.now,
      ...setsOf(adjustment, author),
    },
  ]);

/** Writes what can change of one that is locked. */
export const saveInvoiceAdjustment = (
  tx: Transaction,
  adjustment: InvoiceAdjustment,
  author: Author,
): Promise<void> =>
  updateRows(tx, "invoice_adjustments", { keys: KEYS, sets: SETS }, [
    { ...keysOf(adjustment), ...setsOf(adjustment, author) },
  ]);

const keysOf = ({ accountId, adjustmentId }: InvoiceAdjustment) => ({
  account_id: accountId,
  invoice_adjustment_id: adjustmentId,
});

const setsOf = (adjustment: InvoiceAdjustment, { userId, now }: Author) => ({
  status: adjustment.status,
  reason_code: adjustment.reasonCode,
  transferred_to_accounting: adjustment.transferredToAccounting,
  custom_fields: adjustment.customFields,
  cancelled_at: adjustment.cancelledAt,
  updated_by_id: userId,
  updated_at: now,
});

export async function deleteInvoiceAdjustment(
  tx: Transaction,
  { accountId, adjustmentId }: InvoiceAdjustment,
): Promise<void> {
  await sql`
    delete from invoice_adjustments
    where account_id = ${accountId}::uuid and invoice_adjustment_id = ${adjustmentId}::uuid
  `.execute(tx);
}

/** By id, with the name and number of the customer. */
export async function findInvoiceAdjustment(
  tx: Transaction,
  key: string,
): Promise<(InvoiceAdjustment & Written & Customer) | undefined> {
  const { rows } = await sql<Row>`
    select adjustments.*, accounts.name as account_name, accounts.account_number
    from invoice_adjustments adjustments join accounts using (account_id)
    where invoice_adjustment_id = ${idOf(key)}::uuid
  `.execute(tx);
  return rows.map(toAdjustment)[0];
}

type Customer = { readonly accountName: string; readonly accountNumber: string };

type Row = {
  account_id: string;
  account_name: string;
  account_number: string;
  invoice_adjustment_id: string;
  invoice_adjustment_number: string;
  invoice_id: string;
  invoice_number: string;
  source_type: InvoiceAdjustment["sourceType"];
  source_id: string | null;
  item_name: string | null;
  service_start: PlainDate | null;
  service_end: PlainDate | null;
  credit_memo_id: string;
  adjustment_date: PlainDate;
  currency: string;
  amount: string;
  status: InvoiceAdjustment["status"];
  reason_code: string | null;
  comment: string | null;
  reference_id: string | null;
  transferred_to_accounting: string | null;
  custom_fields: CustomFields;
  cancelled_at: Date | null;
  created_by_id: string;
  created_at: Date;
  updated_by_id: string;
  updated_at: Date;
};

const toAdjustment = (row: Row): InvoiceAdjustment & Written & Customer => ({
  accountId: row.account_id,
  accountName: row.account_name,
  accountNumber: row.account_number,
  adjustmentId: row.invoice_adjustment_id,
  adjustmentNumber: row.invoice_adjustment_number,
  invoiceId: row.invoice_id,
  invoiceNumber: row.invoice_number,
  sourceType: row.source_type,
  sourceId: row.source_id,
  itemName: row.item_name,
  service:
    row.service_start && row.service_end
      ? { start: row.service_start, end: row.service_end }
      : null,
  creditMemoId: row.credit_memo_id,
  adjustmentDate: row.adjustment_date,
  currency: row.currency,
  amount: decimal(row.amount),
  status: row.status,
  reasonCode: row.reason_code,
  comment: row.comment,
  referenceId: row.reference_id,
  transferredToAccounting: row.transferred_to_accounting,
  customFields: row.custom_fields,
  cancelledAt: row.cancelled_at?.toISOString() ?? null,
  createdById: row.created_by_id,
  createdAt: row.created_at,
  updatedById: row.updated_by_id,
  updatedAt: row.updated_at,
});
