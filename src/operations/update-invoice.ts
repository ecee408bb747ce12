import { assert } from "#engine/assert.ts";
import { dueDate } from "#engine/billing/due-date.ts";
import { BillingError } from "#engine/errors.ts";
import type { CustomFields } from "#engine/model/custom-fields.ts";
import type { Invoice, InvoiceItem, InvoiceItemDetails } from "#engine/model/document.ts";
import { roundToCurrency } from "#engine/values/currency.ts";
import { type Decimal, isNegative, sum } from "#engine/values/decimal.ts";
import { addDays, type PlainDate } from "#engine/values/plain-date.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { idOf } from "#store/ids.ts";
import { findInvoiceLife } from "#store/invoice-life.ts";
import { type ChangedInvoiceItem, saveChangedInvoice } from "#store/invoice-updates.ts";
import { findPaymentTerms } from "#store/payment-terms.ts";
import { findCurrency } from "#store/settings.ts";
import { authorOf, type Context } from "./context.ts";
import { lockInvoiceWithAccount } from "./lock-invoice.ts";

/** What is undefined stays. */
export type InvoiceChange = {
  readonly autoPay?: boolean | undefined;
  readonly comments?: string | null | undefined;
  readonly invoiceDate?: PlainDate | undefined;
  readonly dueDate?: PlainDate | undefined;
  readonly transferredToAccounting?: string | null | undefined;
  readonly customFields: CustomFields;
  readonly items: readonly InvoiceItemChange[];
};

export type InvoiceItemChange = {
  readonly id: string;
  readonly amount?: Decimal | undefined;
  readonly chargeName?: string | undefined;
  readonly quantity?: Decimal | undefined;
  readonly unitPrice?: Decimal | undefined;
  readonly unitOfMeasure?: string | undefined;
  readonly serviceStartDate?: PlainDate | undefined;
  /** The last day served. */
  readonly serviceEndDate?: PlainDate | undefined;
  readonly details: InvoiceItemDetails;
  readonly customFields: CustomFields;
};

/**
 * Changes what may be changed of an invoice: of a posted one neither its date nor an item, and of a
 * draft that billing has made no item either.
 *
 * Errors: ENTITY_NOT_FOUND, INVOICE_NOT_DRAFT, NOT_ALLOWED, INVALID_VALUE.
 */
export const updateInvoice = (
  context: Context,
  key: string,
  change: InvoiceChange,
): Promise<string> =>
  inTransaction(context.database, context.entityId, (tx) =>
    changeInvoice(tx, context, key, change),
  );

/** All or none. Errors: as updateInvoice. */
export const updateInvoices = (
  context: Context,
  changes: readonly { readonly key: string; readonly change: InvoiceChange }[],
): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    for (const { key, change } of changes) await changeInvoice(tx, context, key, change);
  });

async function changeInvoice(
  tx: Transaction,
  context: Context,
  key: string,
  change: InvoiceChange,
): Promise<string> {
  const { invoice } = await lockInvoiceWithAccount(tx, key);
  const life = await findInvoiceLife(tx, invoice);
  assert(life, "a locked invoice is there");
  const { invoiceDate } = change;
  refuseByStatus(invoice, change);
  if (change.items.length > 0 && life.sourceType !== "Standalone") {
    const message = `Invoice '${invoice.invoiceNumber}' was made by billing: only items of standalone invoices are changed.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  const items = await changedItems(tx, invoice, change.items);
  const isMoved = invoiceDate !== undefined && invoiceDate !== invoice.invoiceDate;
  const movedDue = isMoved
    ? dueDate(invoiceDate, life.paymentTerm, await findPaymentTerms(tx))
    : undefined;
  await saveChangedInvoice(
    tx,
    invoice,
    { ...change, dueDate: change.dueDate ?? movedDue, items },
    authorOf(context),
  );
  return invoice.invoiceId;
}

function refuseByStatus({ invoiceNumber, status }: Invoice, change: InvoiceChange): void {
  if (change.invoiceDate !== undefined && change.dueDate !== undefined) {
    const message = "'invoiceDate' and 'dueDate' cannot be changed at once.";
    throw new BillingError("INVALID_VALUE", { message });
  }
  if (status === "Canceled") {
    const message = `Invoice '${invoiceNumber}' is Canceled: it is not changed any more.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  const needsDraft = change.invoiceDate !== undefined || change.items.length > 0;
  if (status === "Draft" || !needsDraft) return;
  throw new BillingError("INVOICE_NOT_DRAFT", { done: "changed in their date or items" });
}

async function changedItems(
  tx: Transaction,
  invoice: Invoice,
  changes: readonly InvoiceItemChange[],
): Promise<ChangedInvoiceItem[]> {
  if (changes.length === 0) return [];
  const currency = await findCurrency(tx, invoice.currency);
  const byId = new Map(invoice.items.map((item) => [item.invoiceItemId, item]));
  const changed = changes.map((change) => {
    const item = byId.get(idOf(change.id) ?? "");
    if (!item) throw new BillingError("ENTITY_NOT_FOUND", { key: change.id });
    const { amount } = change;
    if (amount !== undefined && !roundToCurrency(amount, currency).eq(amount)) {
      refuse(`${amount.toFixed()} is no amount in ${currency.code}.`);
    }
    return changedItem(item, change);
  });
  refuseBelowZero(invoice, changed);
  return changed;
}

function changedItem(item: InvoiceItem, change: InvoiceItemChange): ChangedInvoiceItem {
  const { invoiceItemId, service, taxationItems } = item;
  const { amount, serviceStartDate, serviceEndDate } = change;
  const start = serviceStartDate ?? service.start;
  const end = serviceEndDate === undefined ? service.end : addDays(serviceEndDate, 1);
  if (end <= start) refuse(`The service of item '${invoiceItemId}' ends before it starts.`);
  if (amount !== undefined && taxationItems.length > 0 && !amount.eq(item.amount)) {
    refuse(`Item '${invoiceItemId}' has taxes, which would not be of its amount any more.`);
  }
  return {
    invoiceItemId,
    appliedToItemId: item.appliedToItemId,
    amount: amount ?? item.amount,
    chargeName: change.chargeName ?? item.chargeName,
    quantity: change.quantity ?? item.quantity,
    unitPrice: change.unitPrice ?? item.unitPrice,
    unitOfMeasure: change.unitOfMeasure ?? item.unitOfMeasure,
    service: { start, end },
    details: change.details,
    customFields: change.customFields,
  };
}

/** Neither an item that discounts reduce, nor the invoice. */
function refuseBelowZero({ items, taxAmount }: Invoice, changed: readonly ChangedInvoiceItem[]) {
  const amounts = new Map(changed.map((item) => [item.invoiceItemId, item.amount]));
  const now = items.map((item) => ({
    ...item,
    amount: amounts.get(item.invoiceItemId) ?? item.amount,
  }));
  const discounts = Map.groupBy(now, (item) => item.appliedToItemId);
  for (const { invoiceItemId, appliedToItemId, amount } of now) {
    const own = discounts.get(invoiceItemId) ?? [];
    if (appliedToItemId !== null && !isNegative(amount)) refuse("A discount should be below zero.");
    if (own.length > 0 && isNegative(amount.plus(sum(own.map((each) => each.amount))))) {
      refuse(`The discounts of item '${invoiceItemId}' are more than its amount.`);
    }
  }
  const total = sum(now.map(({ amount }) => amount)).plus(taxAmount);
  if (isNegative(total))
    refuse(`The items add up to ${total.toFixed()}: an invoice is not below zero.`);
}

function refuse(message: string): never {
  throw new BillingError("INVALID_VALUE", { message });
}
