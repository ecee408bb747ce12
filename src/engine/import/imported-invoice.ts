import { dueDate, type PaymentTerms } from "../billing/due-date.ts";
import { BillingError } from "../errors.ts";
import type { Account } from "../model/account.ts";
import type { NewInvoice, NewInvoiceItem } from "../model/document.ts";
import { netAmounts } from "../settlement/net-amounts.ts";
import { type Decimal, sum, ZERO } from "../values/decimal.ts";
import type { ChargeIndex } from "./billed-charges.ts";
import { importedItem, wholeItem } from "./imported-items.ts";
import { idIn, ownId, type SourceIds } from "./source-ids.ts";
import {
  amount,
  day,
  firstOf,
  nameOf,
  required,
  requiredAmount,
  requiredDay,
  type SourceRow,
  text,
} from "./source-row.ts";

/** A document of the source with its items, each with its taxes. */
export type SourceDocument = {
  readonly row: SourceRow;
  readonly items: readonly { readonly row: SourceRow; readonly taxes: readonly SourceRow[] }[];
};

export type DocumentSupply = {
  readonly account: Pick<Account, "accountId" | "currency" | "paymentTerm" | "billToContactId">;
  readonly index: ChargeIndex;
  readonly ids: SourceIds;
  readonly paymentTerms: PaymentTerms;
  readonly newId: () => string;
};

/**
 * A posted invoice as the source has it, before anything is paid of it: amounts are as given.
 *
 * Errors: INVALID_VALUE, also where its items do not add up to it.
 */
export function importedInvoice(
  { row, items: itemRows }: SourceDocument,
  supply: DocumentSupply,
): NewInvoice {
  const { account, ids } = supply;
  const invoiceDate = requiredDay(row, "InvoiceDate");
  const total = requiredAmount(row, "Amount");
  const rows =
    itemRows.length > 0 ? itemRows : [{ row: wholeItem(row, total, invoiceDate), taxes: [] }];
  const unpaid = rows.map((item) => itemOf(item, itemRows.length > 0, supply));
  const net = netAmounts(unpaid, (item) => item.invoiceItemId);
  const items = unpaid.map((item) => ({ ...item, balance: net.get(item.invoiceItemId) ?? ZERO }));
  const taxAmount = sum(items.flatMap((item) => item.taxationItems.map((tax) => tax.taxAmount)));
  const reckoned = sum(items.map((item) => item.amount)).plus(taxAmount);
  refuseDifference(row, total, reckoned);
  const paymentTerm = text(row, "PaymentTerm") ?? account.paymentTerm;
  return {
    documentType: "Invoice",
    invoiceId: ownId(ids, row),
    invoiceNumber: required(row, "InvoiceNumber"),
    accountId: account.accountId,
    currency: text(row, "Currency") ?? account.currency,
    status: "Posted",
    invoiceDate,
    billToContactId: idIn(ids, row, "BillToContactId", "Contact") ?? account.billToContactId,
    dueDate: day(row, "DueDate") ?? dueDate(invoiceDate, paymentTerm, supply.paymentTerms),
    targetDate: day(row, "TargetDate") ?? invoiceDate,
    paymentTerm,
    source: "API",
    sourceId: null,
    sourceType: items.some((item) => item.chargeId !== null) ? "Subscription" : "Standalone",
    comments: firstOf(row, "Comments", "Comment") ?? null,
    customFields: row.customFields,
    amount: reckoned,
    taxAmount,
    balance: reckoned,
    items,
  };
}

/** A document whose parts do not add up would never be proved. */
export function refuseDifference(row: SourceRow, given: Decimal, reckoned: Decimal): void {
  if (given.eq(reckoned)) return;
  const message = `${nameOf(row)} is ${given.toFixed()}, and its items and taxes add up to ${reckoned.toFixed()}: an adjustment is not among these rows.`;
  throw new BillingError("INVALID_VALUE", { field: "Amount", message });
}

function itemOf(
  { row, taxes }: SourceDocument["items"][number],
  isOwn: boolean,
  supply: DocumentSupply,
): NewInvoiceItem {
  const { ids, newId } = supply;
  const { amount: itemAmount, taxes: itemTaxes, fields } = importedItem(row, taxes, supply);
  const isDiscount = fields.processingType === "Discount";
  return {
    ...fields,
    invoiceItemId: isOwn ? ownId(ids, row) : newId(),
    amount: itemAmount,
    balance: itemAmount,
    appliedToItemId: isDiscount ? appliedTo(row, ids) : null,
    orderLineItemId: null,
    creditedItem: null,
    taxationItems: itemTaxes.map(({ row: taxRow, ...tax }) => ({
      ...tax,
      taxationItemId: taxRow ? ownId(ids, taxRow) : newId(),
      balance: tax.taxAmount,
    })),
  };
}

const appliedTo = (row: SourceRow, ids: SourceIds): string | null =>
  idIn(ids, row, "AppliedToInvoiceItemId", "InvoiceItem") ??
  idIn(ids, row, "AppliedToItemId", "InvoiceItem") ??
  null;

/** What the source says is still owed of an invoice. */
export const sourceBalanceOf = (row: SourceRow) => amount(row, "Balance");
