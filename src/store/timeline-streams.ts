/** Where the entries of a timeline stand, kind by kind, in columns that are alike. */
import type { TimelineKind } from "#engine/model/timeline.ts";

export type Stream = {
  readonly from: string;
  readonly at: string;
  readonly id: string;
  readonly where?: string;
  /** By column of the union; the others are null. */
  readonly columns: Readonly<Partial<Record<(typeof COLUMNS)[number][0], string>>>;
};

/** Each stream has all of them, with their types. */
export const COLUMNS = [
  ...([
    ["number", "text"],
    ["status", "text"],
    ["effective_date", "date"],
  ] as const),
  ...([
    ["amount", "numeric"],
    ["currency", "text"],
    ["text", "text"],
    ["user_id", "uuid"],
  ] as const),
  // What it is of, and what that has become a part of.
  ...([
    ["source_type", "text"],
    ["source_id", "uuid"],
  ] as const),
  ...([
    ["target_type", "text"],
    ["target_id", "uuid"],
  ] as const),
  ...([
    ["addresses", "text[]"],
    ["fields", "text[]"],
  ] as const),
] as const;

/** Payments and memos that are not there yet, and what a run is still deciding, are told as they stand. */
const money = {
  ...{ status: "status", amount: "amount", currency: "currency", user_id: "created_by_id" },
} as const;

/** Rows of one application, which are per item. */
const APPLIED = `(
  select account_id, min(application_id::text)::uuid as application_id, source_type, source_id,
    target_type, target_id, effective_date, created_at, created_by_id, sum(amount) as amount
  from applications
  where account_id = $account
  group by account_id, source_type, source_id, target_type, target_id, effective_date, created_at,
    created_by_id
) applied`;

const CHANGED = `(
  select *, array(select jsonb_object_keys(coalesce(after, before))) as names
  from audit_changes
  where object_type in ('accounts', 'contacts', 'payment_methods')
) changed`;
const IS_NOTE = "object_type = 'accounts' and action = 'Update' and after ? 'notes'";
const change = {
  // Who was added says when on the entity's clock; other changes have none but the real one.
  at: "coalesce((after ->> 'created_at')::timestamptz, occurred_at)",
  ...{ from: CHANGED, id: "change_id" },
  columns: {
    ...{
      status: "action",
      user_id: "user_id",
      target_type: "object_type",
      text: "after ->> 'notes'",
    },
    // Of what is new, all is.
    fields: "case action when 'Update' then names else '{}' end",
  },
} as const;

/** By kind, the latest of each are put together. */
export const STREAMS: Readonly<Record<TimelineKind, Stream>> = {
  Change: { ...change, where: `not (${IS_NOTE})`, columns: { ...change.columns, text: "null" } },
  Note: { ...change, where: IS_NOTE },
  Order: {
    ...{ from: "orders", at: "created_at", id: "order_id" },
    columns: {
      ...{ number: "order_number", status: "status", effective_date: "order_date" },
      ...{ text: "description", user_id: "created_by_id" },
    },
  },
  Invoice: {
    ...{ from: "invoices", at: "created_at", id: "invoice_id" },
    columns: {
      ...{ ...money, number: "invoice_number", effective_date: "invoice_date", text: "comments" },
    },
  },
  DebitMemo: {
    ...{ from: "debit_memos", at: "created_at", id: "debit_memo_id" },
    columns: {
      ...{ ...money, number: "debit_memo_number", effective_date: "debit_memo_date" },
      text: "comment",
    },
  },
  CreditMemo: {
    ...{ from: "credit_memos", at: "created_at", id: "credit_memo_id" },
    columns: {
      ...{ ...money, number: "credit_memo_number", effective_date: "credit_memo_date" },
      text: "case when is_write_off then 'Write-off' else comment end",
    },
  },
  Payment: {
    ...{ from: "payments", at: "created_at", id: "payment_id" },
    columns: {
      ...{ ...money, number: "payment_number", effective_date: "effective_date" },
      text: "case status when 'Error' then gateway_response else comment end",
    },
  },
  Application: {
    ...{ from: APPLIED, at: "created_at", id: "application_id" },
    columns: {
      ...{ effective_date: "effective_date", amount: "amount", user_id: "created_by_id" },
      ...{ source_type: "source_type", source_id: "source_id" },
      ...{ target_type: "target_type", target_id: "target_id" },
    },
  },
  Refund: {
    ...{ from: "refunds", at: "created_at", id: "refund_id" },
    columns: {
      ...{ ...money, number: "refund_number", effective_date: "refund_date" },
      text: "case status when 'Error' then gateway_response else comment end",
      source_type: "case when payment_id is null then 'CreditMemo' else 'Payment' end",
      source_id: "coalesce(payment_id, credit_memo_id)",
    },
  },
  Email: {
    ...{ from: "emails", at: "created_at", id: "email_id" },
    columns: {
      ...{ status: "status", text: "subject", user_id: "created_by_id", addresses: "addresses" },
      ...{ target_type: "object_type", target_id: "object_id" },
    },
  },
};
