import { assert } from "#engine/assert.ts";
import { checkPaymentTerm, dueDate } from "#engine/billing/due-date.ts";
import { type ItemToSplit, type PartOfItem, splitItems } from "#engine/billing/split-invoice.ts";
import { BillingError } from "#engine/errors.ts";
import type { Invoice } from "#engine/model/document.ts";
import {
  type Decimal,
  decimal,
  isPositive,
  isZero,
  roundToDecimals,
  sum,
  ZERO,
} from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { documentNumbers } from "#store/document-numbers.ts";
import { newId } from "#store/ids.ts";
import { deleteInvoiceRows, findInvoiceLife } from "#store/invoice-life.ts";
import { findSplitOfInvoice, listSplitSources, type SplitSource } from "#store/invoice-splits.ts";
import { findPaymentTerms } from "#store/payment-terms.ts";
import {
  type InvoicePart,
  type NewSplit,
  type PartItem,
  saveOriginalAsSplit,
  saveSplit,
} from "#store/save-invoice-splits.ts";
import { findCurrency, isInvoiceSplitAllowed } from "#store/settings.ts";
import { authorOf, type Context } from "./context.ts";
import { lockInvoiceWithAccount } from "./lock-invoice.ts";
import { lockParts, type PartsOfInvoice } from "./parts-of-invoice.ts";
import { refuseGap } from "./refuse-gap.ts";
import { inUse, refuseInUse } from "./unpost-invoice.ts";

export type WantedPart = {
  /** Of the whole; above zero. Together 100. */
  readonly percentage: Decimal;
  readonly invoiceDate: PlainDate;
  /** Null: the invoice's own. */
  readonly paymentTerm: string | null;
};

const HUNDRED = decimal("100");

/**
 * Splits a draft invoice into several, or splits the parts of one that was split anew: their drafts are
 * replaced. The items of the invoice are on its parts; it stays, without items, as Split.
 *
 * Errors: ENTITY_NOT_FOUND, INVOICE_NOT_DRAFT, NOT_ALLOWED where the billing rules do not let invoices
 * be split, NOT_SUPPORTED for line items of orders and what is prepaid, INVALID_VALUE, DOCUMENT_IN_USE.
 */
export const splitInvoice = (
  context: Context,
  key: string,
  wanted: readonly WantedPart[],
): Promise<NewSplit> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { invoice } = await lockInvoiceWithAccount(tx, key);
    if (!(await isInvoiceSplitAllowed(tx))) {
      const message = "The billing rule 'invoiceSplit' does not let invoices be split.";
      throw new BillingError("NOT_ALLOWED", { message });
    }
    refuseWrongPercentages(wanted);
    if (invoice.status !== "Draft") throw new BillingError("INVOICE_NOT_DRAFT", { done: "split" });
    const parts = await lockParts(tx, invoice);
    const sources = await sourcesOf(tx, invoice, parts);
    const split = await newSplit(tx, parts.original, wanted, sources);
    const author = authorOf(context);
    await saveSplit(tx, split, author);
    if (!parts.isSplit) await saveOriginalAsSplit(tx, split, author);
    else await deleteParts(tx, parts.invoices);
    return split;
  });

/** Errors: NOT_ALLOWED where numbers may have no gap. */
async function deleteParts(tx: Transaction, invoices: readonly Invoice[]): Promise<void> {
  for (const invoice of invoices) {
    await refuseGap(tx, invoice.invoiceNumber);
    await deleteInvoiceRows(tx, invoice);
  }
}

function refuseWrongPercentages(wanted: readonly WantedPart[]): void {
  for (const { percentage } of wanted) {
    if (isPositive(percentage) && roundToDecimals(percentage, 9).eq(percentage)) continue;
    const message = `'percentage' should be above 0, with up to nine decimals, and not ${percentage.toFixed()}.`;
    throw new BillingError("INVALID_VALUE", { field: "percentage", message });
  }
  const total = sum(wanted.map(({ percentage }) => percentage));
  if (total.eq(HUNDRED)) return;
  const message = `The percentages should sum to 100, and not to ${total.toFixed()}.`;
  throw new BillingError("INVALID_VALUE", { field: "percentage", message });
}

/** Items of all that is split, each whole. */
async function sourcesOf(
  tx: Transaction,
  invoice: Invoice,
  { invoices }: PartsOfInvoice,
): Promise<WholeItem[]> {
  const { accountId, invoiceNumber } = invoice;
  for (const each of invoices) {
    if (each.status !== "Draft") throw inUse(invoice, `'${each.invoiceNumber}' is ${each.status}`);
    await refuseInUse(tx, each);
  }
  const ids = invoices.map(({ invoiceId }) => invoiceId);
  const sources = await listSplitSources(tx, accountId, ids);
  if (sources.some(({ creditedAmount }) => !isZero(creditedAmount))) {
    throw inUse(invoice, "what it bills was credited since");
  }
  if (sources.some(({ orderLineItemId }) => orderLineItemId !== null)) {
    const message = `Invoice '${invoiceNumber}' bills line items of orders: it cannot be split.`;
    throw new BillingError("NOT_SUPPORTED", { message });
  }
  if (sources.some(({ movesPrepaid }) => movesPrepaid)) {
    const message = `Invoice '${invoiceNumber}' bills what is prepaid or drawn from it: it cannot be split.`;
    throw new BillingError("NOT_SUPPORTED", { message });
  }
  const wholes = [...Map.groupBy(sources, ({ wholeItemId }) => wholeItemId).values()].map(wholeOf);
  if (wholes.some(({ own }) => new Set(own.map(({ taxes }) => taxes.length)).size > 1)) {
    throw inUse(invoice, "the taxes of one of its parts were changed");
  }
  return wholes;
}

/** An item with the parts that it has been split into so far; of one that was not, itself. */
type WholeItem = { readonly own: readonly SplitSource[]; readonly last: SplitSource };

function wholeOf(own: readonly SplitSource[]): WholeItem {
  const last = own.at(-1);
  assert(last, "a group has items");
  return { own, last };
}

async function newSplit(
  tx: Transaction,
  original: Invoice,
  wanted: readonly WantedPart[],
  wholes: readonly WholeItem[],
): Promise<NewSplit> {
  const { accountId, invoiceId: originalId, invoiceNumber: originalNumber } = original;
  const life = await findInvoiceLife(tx, original);
  assert(life, "a locked invoice is there");
  const paymentTerms = await findPaymentTerms(tx);
  const wholeIds = new Map(wholes.flatMap(({ own }) => own.map((each) => [each.itemId, each])));
  const items = wholes.map((whole): ItemToSplit => {
    const { wholeItemId, appliedToItemId } = whole.last;
    const applied = appliedToItemId && wholeIds.get(appliedToItemId)?.wholeItemId;
    return { itemId: wholeItemId, appliedToItemId: applied || null, ...amountsOf(whole) };
  });
  const currency = await findCurrency(tx, original.currency);
  const shares = wanted.map(({ percentage }) => percentage);
  const split = splitItems(items, shares, currency);
  const draft = { accountId, status: "Draft" };
  const numbers = await documentNumbers(
    tx,
    "invoice",
    wanted.map(() => draft),
  );
  const parts = wanted.map((part, index) => {
    const paymentTerm = part.paymentTerm ?? life.paymentTerm;
    if (part.paymentTerm !== null) checkPaymentTerm(paymentTerm, paymentTerms);
    return {
      ...part,
      invoiceId: newId(),
      invoiceSplitItemId: newId(),
      invoiceNumber: numbers[index] ?? "",
      paymentTerm,
      dueDate: dueDate(part.invoiceDate, paymentTerm, paymentTerms),
      ...contentOf(items, wholes, split[index] ?? []),
    };
  });
  const earlier = await findSplitOfInvoice(tx, original);
  const invoiceSplitId = earlier?.invoiceSplitId ?? newId();
  return { accountId, invoiceSplitId, originalId, originalNumber, parts };
}

const amountsOf = ({ own, last }: WholeItem) => ({
  amount: sum(own.map(({ amount }) => amount)),
  includedTax: sum(own.map(({ includedTax }) => includedTax)),
  taxAmounts: last.taxes.map((_, index) =>
    sum(own.map(({ taxes }) => taxes[index]?.taxAmount ?? ZERO)),
  ),
});

/** What is on one of the parts. */
function contentOf(
  items: readonly ItemToSplit[],
  wholes: readonly WholeItem[],
  amounts: readonly PartOfItem[],
): Pick<InvoicePart, "items" | "amount" | "taxAmount"> {
  const ids = new Map(items.map(({ itemId }) => [itemId, newId()]));
  const own = items.map((item, index): PartItem => {
    const [like, part] = [wholes[index]?.last, amounts[index]];
    const itemId = ids.get(item.itemId);
    assert(like && part && itemId, "every item has its part");
    return {
      itemId,
      like,
      wholeItemId: item.itemId,
      wholeAmount: item.amount.plus(item.includedTax),
      amount: part.amount,
      includedTax: part.includedTax,
      balance: part.balance,
      appliedToItemId: ids.get(item.appliedToItemId ?? "") ?? null,
      taxes: part.taxAmounts.map((taxAmount, tax) => ({
        taxationItemId: newId(),
        like: like.taxes[tax]?.taxationItemId ?? "",
        taxAmount,
      })),
    };
  });
  const taxAmount = sum(own.flatMap(({ taxes }) => taxes.map((tax) => tax.taxAmount)));
  return { items: own, taxAmount, amount: sum(own.map(({ amount }) => amount)).plus(taxAmount) };
}
