import type { CustomFields } from "#engine/model/custom-fields.ts";
import type { Invoice, InvoiceItem, InvoiceItemDetails } from "#engine/model/document.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";
import { updateRows } from "./insert-rows.ts";
import type { Authorship } from "./invoice-rows.ts";

/** An item of a draft as it is to be. */
export type ChangedInvoiceItem = Pick<
  InvoiceItem,
  | "invoiceItemId"
  | "appliedToItemId"
  | "amount"
  | "chargeName"
  | "quantity"
  | "unitPrice"
  | "unitOfMeasure"
  | "service"
> & {
  /** Added to those that it has, like its custom fields. */
  readonly details: InvoiceItemDetails;
  readonly customFields: CustomFields;
};

/** What is undefined stays. */
export type ChangedInvoice = {
  readonly autoPay?: boolean | undefined;
  readonly comments?: string | null | undefined;
  readonly invoiceDate?: PlainDate | undefined;
  readonly dueDate?: PlainDate | undefined;
  readonly transferredToAccounting?: string | null | undefined;
  /** Added to those that it has. */
  readonly customFields: CustomFields;
  readonly items: readonly ChangedInvoiceItem[];
};

/** Saves what has changed. Items change on a draft alone, so what is owed is what they amount to. */
export async function saveChangedInvoice(
  tx: Transaction,
  { accountId, invoiceId }: Pick<Invoice, "accountId" | "invoiceId">,
  change: ChangedInvoice,
  { userId, now }: Pick<Authorship, "userId" | "now">,
): Promise<void> {
  const { autoPay, comments, invoiceDate, dueDate, transferredToAccounting } = change;
  await saveItems(tx, { accountId, invoiceId }, change.items);
  await sql`
    update invoices set updated_by_id = ${userId}::uuid, updated_at = ${now}::timestamptz
      ${autoPay === undefined ? sql`` : sql`, auto_pay = ${autoPay}`}
      ${comments === undefined ? sql`` : sql`, comments = ${comments}`}
      ${invoiceDate === undefined ? sql`` : sql`, invoice_date = ${invoiceDate}::date`}
      ${dueDate === undefined ? sql`` : sql`, due_date = ${dueDate}::date`}
      ${
        transferredToAccounting === undefined
          ? sql``
          : sql`, transferred_to_accounting = ${transferredToAccounting}`
      },
      custom_fields = custom_fields || ${JSON.stringify(change.customFields)}::jsonb
    where account_id = ${accountId}::uuid and invoice_id = ${invoiceId}::uuid
  `.execute(tx);
}

async function saveItems(
  tx: Transaction,
  { accountId, invoiceId }: Pick<Invoice, "accountId" | "invoiceId">,
  items: readonly ChangedInvoiceItem[],
): Promise<void> {
  if (items.length === 0) return;
  await updateRows(
    tx,
    "invoice_items",
    { keys: KEYS, sets: SETS },
    items.map((item) => ({
      account_id: accountId,
      invoice_id: invoiceId,
      invoice_item_id: item.invoiceItemId,
      amount: item.amount,
      charge_name: item.chargeName,
      quantity: item.quantity,
      unit_price: item.unitPrice,
      unit_of_measure: item.unitOfMeasure,
      service_start: item.service.start,
      service_end: item.service.end,
    })),
  );
  await sql`
    update invoice_items item set details = coalesce(item.details, '{}') || given.details,
      custom_fields = item.custom_fields || given.custom_fields
    from unnest(
      ${items.map((item) => item.invoiceItemId)}::uuid[],
      ${items.map((item) => JSON.stringify(item.details))}::jsonb[],
      ${items.map((item) => JSON.stringify(item.customFields))}::jsonb[]
    ) as given (invoice_item_id, details, custom_fields)
    where account_id = ${accountId}::uuid and invoice_id = ${invoiceId}::uuid
    and item.invoice_item_id = given.invoice_item_id
  `.execute(tx);
  // A discount is owed with the item that it reduces.
  await sql`
    update invoice_items item set balance = case when applied_to_item_id is null then amount + (
      select coalesce(sum(discount.amount), 0) from invoice_items discount
      where discount.account_id = item.account_id and discount.invoice_id = item.invoice_id
      and discount.applied_to_item_id = item.invoice_item_id
    ) else 0 end
    where account_id = ${accountId}::uuid and invoice_id = ${invoiceId}::uuid
  `.execute(tx);
  await sql`
    update invoices set amount = tax_amount + items.amount, balance = tax_amount + items.amount
    from (
      select sum(amount) as amount from invoice_items
      where account_id = ${accountId}::uuid and invoice_id = ${invoiceId}::uuid
    ) items
    where account_id = ${accountId}::uuid and invoice_id = ${invoiceId}::uuid
  `.execute(tx);
}

const KEYS = { account_id: "uuid", invoice_id: "uuid", invoice_item_id: "uuid" } as const;
const SETS = {
  amount: "numeric",
  charge_name: "text",
  quantity: "numeric",
  unit_price: "numeric",
  unit_of_measure: "text",
  service_start: "date",
  service_end: "date",
} as const;
