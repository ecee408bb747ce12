import { BillingError } from "../errors.ts";
import type { AvailableToCreditValidationLevel } from "../model/billing-rules.ts";
import type { Invoice, InvoiceItem } from "../model/document.ts";
import { type Decimal, formatDecimal, maximum, sum, ZERO } from "../values/decimal.ts";
import { netAmounts } from "./net-amounts.ts";

/** A credit of an item of an invoice, or of one of its taxes. */
export type CreditOfItem = {
  readonly invoiceItemId: string;
  /** The tax of the invoice's item; null where the item itself is credited. */
  readonly taxItemId: string | null;
  readonly amount: Decimal;
};

/** A memo to be made, or posted, with what it credits. */
export type WantedCredit = {
  readonly credits: readonly CreditOfItem[];
  /** Items whose taxes were reckoned and not given: only the sum of these is watched. */
  readonly autoTaxedItemIds: ReadonlySet<string>;
};

/** What an invoice billed less what posted memos that were made from it have credited. */
export const availableToCredit = (
  { amount }: Pick<Invoice, "amount">,
  earlier: readonly CreditOfItem[],
): Decimal => amount.minus(sum(earlier.map((credit) => credit.amount)));

/**
 * Refuses a memo that credits more of an invoice than is left to credit. It says nothing about the
 * balance: what is paid may be credited (docs/spec/over-credit.md).
 *
 * Errors: CREDITS_TOO_MUCH.
 */
export function refuseOverCredit(
  invoice: Invoice,
  wanted: WantedCredit,
  earlier: readonly CreditOfItem[],
  level: AvailableToCreditValidationLevel,
): void {
  if (level === "None") return;
  const what = `invoice '${invoice.invoiceNumber}'`;
  refuse(what, sumOf(wanted.credits), availableToCredit(invoice, earlier));
  if (level === "HeaderLevel") return;
  const net = netAmounts(invoice.items, (item) => item.invoiceItemId);
  for (const item of invoice.items) {
    const { invoiceItemId, chargeName } = item;
    const own = wanted.credits.filter((credit) => credit.invoiceItemId === invoiceItemId);
    if (own.length === 0) continue;
    const before = earlier.filter((credit) => credit.invoiceItemId === invoiceItemId);
    const isItem = ({ taxItemId }: CreditOfItem) => taxItemId === null;
    const of = `'${chargeName}' of ${what}`;
    const billed = net.get(invoiceItemId) ?? item.amount;
    refuse(of, sumOf(own.filter(isItem)), billed.minus(sumOf(before.filter(isItem))));
    refuseTaxes(of, item, own, before, wanted.autoTaxedItemIds.has(invoiceItemId));
  }
}

function refuseTaxes(
  of: string,
  { taxationItems }: InvoiceItem,
  own: readonly CreditOfItem[],
  before: readonly CreditOfItem[],
  isSummed: boolean,
): void {
  const isTax = ({ taxItemId }: CreditOfItem) => taxItemId !== null;
  const billed = sum(taxationItems.map((tax) => tax.taxAmount));
  const available = billed.minus(sumOf(before.filter(isTax)));
  refuse(`the taxes of ${of}`, sumOf(own.filter(isTax)), available);
  if (isSummed) return;
  for (const { taxationItemId, name, taxAmount } of taxationItems) {
    const isThis = ({ taxItemId }: CreditOfItem) => taxItemId === taxationItemId;
    const left = taxAmount.minus(sumOf(before.filter(isThis)));
    refuse(`'${name}' of ${of}`, sumOf(own.filter(isThis)), left);
  }
}

function refuse(what: string, wanted: Decimal, available: Decimal): void {
  if (wanted.lte(maximum(ZERO, available))) return;
  throw new BillingError("CREDITS_TOO_MUCH", {
    what,
    amount: formatDecimal(wanted, 0),
    available: formatDecimal(maximum(ZERO, available), 0),
  });
}

const sumOf = (credits: readonly CreditOfItem[]): Decimal =>
  sum(credits.map((credit) => credit.amount));
