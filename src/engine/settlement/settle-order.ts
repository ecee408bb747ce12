import { BillingError } from "../errors.ts";
import type { BillingRules } from "../model/billing-rules.ts";
import type {
  CreditMemo,
  CreditMemoApplication,
  FinanceInformation,
} from "../model/credit-memo.ts";
import type { Invoice } from "../model/document.ts";
import type { Currency } from "../values/currency.ts";
import { isPositive, sum } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import { type ApplyRequest, applyCreditMemo } from "./apply-credit-memo.ts";
import { WRITE_OFF_REASON, type WrittenOff, writeOff } from "./write-off.ts";
import { writeOffDate } from "./write-off-date.ts";

export type OrderToSettle = {
  /** What the order's subscriptions still owe: posted invoices, in the order they are written off. */
  readonly unpaidInvoices: readonly Invoice[];
  /** Posted credit memos that the order's billing has just made. */
  readonly creditMemos: readonly CreditMemo[];
  /** Those of the invoices that the same billing has made. */
  readonly billedInvoiceIds: ReadonlySet<string>;
  readonly subscriptionNumbers: ReadonlySet<string>;
  readonly documentDate: PlainDate;
  readonly today: PlainDate;
  readonly rules: BillingRules;
  readonly rounding: Currency;
  readonly financeInformation: FinanceInformation | null;
  readonly newId: () => string;
};

/** How writing off one invoice went: its documents, or why it cannot be. */
export type WriteOffOutcome =
  | { readonly invoice: Invoice; readonly writtenOff: WrittenOff }
  | { readonly invoice: Invoice; readonly refusal: BillingError };

export type SettledOrder = {
  readonly creditMemos: readonly CreditMemo[];
  /** After the credit memos, before the write-offs. */
  readonly invoices: readonly Invoice[];
  readonly applications: readonly CreditMemoApplication[];
  readonly writeOffs: readonly WriteOffOutcome[];
};

/**
 * Settles what cancelled subscriptions leave behind: credit for unused time first pays the invoices
 * that it credits, then what the same billing has charged them; what these subscriptions' items then
 * still owe is written off, invoice by invoice. One that cannot be written off does not hold up the
 * others.
 *
 * Worked examples: docs/spec/cancel-and-write-off.md.
 */
export function settleOrder(order: OrderToSettle): SettledOrder {
  const credited = payFromCredits(order);
  const writeOffs = credited.invoices
    .filter((invoice) => owesFor(invoice, order.subscriptionNumbers))
    .map((invoice) => writeOffOf(invoice, order));
  return { ...credited, writeOffs };
}

function payFromCredits(order: OrderToSettle): Omit<SettledOrder, "writeOffs"> {
  const { documentDate, today, rounding, billedInvoiceIds, subscriptionNumbers } = order;
  const applications: CreditMemoApplication[] = [];
  const creditMemos = [...order.creditMemos];
  const crediting = memosByCreditedInvoice(creditMemos);
  const netting = [...creditMemos.keys()].filter((index) =>
    isAllOf(creditMemos[index] ?? { items: [] }, subscriptionNumbers),
  );
  const pay = (unpaid: Invoice, reach: ApplyRequest["reach"]): Invoice => {
    let invoice = unpaid;
    const able = reach === "AnyInvoice" ? netting : (crediting.get(invoice.invoiceId) ?? []);
    for (const index of able) {
      const creditMemo = creditMemos[index];
      if (!creditMemo || !isPositive(creditMemo.unappliedAmount)) continue;
      const applied = applyCreditMemo(creditMemo, invoice, {
        effectiveDate: writeOffDate({ documentDate, invoiceDate: invoice.invoiceDate, today }),
        reach,
        applicationRule: "Proration",
        rounding,
      });
      if (applied.application) applications.push(applied.application);
      creditMemos[index] = applied.creditMemo;
      invoice = applied.invoice;
    }
    return invoice;
  };
  const isNetted = (invoice: Invoice) =>
    billedInvoiceIds.has(invoice.invoiceId) && isAllOf(invoice, subscriptionNumbers);
  const invoices = order.unpaidInvoices
    .map((invoice) => pay(invoice, "CreditedInvoice"))
    .map((invoice) => (isNetted(invoice) ? pay(invoice, "AnyInvoice") : invoice));
  return { creditMemos, invoices, applications };
}

/** Which memos, by position, credit an invoice: a thousand invoices must not try each other's. */
function memosByCreditedInvoice(creditMemos: readonly CreditMemo[]): Map<string, number[]> {
  const indexes = new Map<string, number[]>();
  for (const [index, { items }] of creditMemos.entries()) {
    const invoiceIds = new Set(
      items.flatMap(({ creditFromInvoiceId }) => creditFromInvoiceId ?? []),
    );
    for (const invoiceId of invoiceIds) {
      indexes.set(invoiceId, [...(indexes.get(invoiceId) ?? []), index]);
    }
  }
  return indexes;
}

function writeOffOf(invoice: Invoice, order: OrderToSettle): WriteOffOutcome {
  const { documentDate, today, rules, financeInformation, newId } = order;
  const { invoiceDate } = invoice;
  try {
    const writtenOff = writeOff(invoice, {
      memoDate: writeOffDate({ documentDate, invoiceDate, today }),
      reasonCode: WRITE_OFF_REASON,
      comment: null,
      financeInformation,
      creditMemoMirroringInvoiceItemsRule: rules.creditMemoMirroringInvoiceItemsRule,
      itemIds: itemIdsFor(invoice, order.subscriptionNumbers),
      newId,
    });
    return { invoice, writtenOff };
  } catch (error) {
    if (!(error instanceof BillingError)) throw error;
    return { invoice, refusal: error };
  }
}

/** Items of other subscriptions on the same invoice do not count. */
function owesFor(invoice: Invoice, subscriptionNumbers: ReadonlySet<string>): boolean {
  const items = itemsFor(invoice, subscriptionNumbers);
  const taxes = items.flatMap(({ taxationItems }) => taxationItems);
  return isPositive(sum([...items, ...taxes].map(({ balance }) => balance)));
}

const itemsFor = ({ items }: Invoice, subscriptionNumbers: ReadonlySet<string>) =>
  items.filter(
    ({ subscriptionNumber }) =>
      subscriptionNumber !== null && subscriptionNumbers.has(subscriptionNumber),
  );

/** Undefined when the whole invoice is these subscriptions': then all of it is written off. */
function itemIdsFor(
  invoice: Invoice,
  subscriptionNumbers: ReadonlySet<string>,
): ReadonlySet<string> | undefined {
  return isAllOf(invoice, subscriptionNumbers)
    ? undefined
    : new Set(itemsFor(invoice, subscriptionNumbers).map(({ invoiceItemId }) => invoiceItemId));
}

const isAllOf = (
  document: { readonly items: readonly { readonly subscriptionNumber: string | null }[] },
  subscriptionNumbers: ReadonlySet<string>,
): boolean =>
  document.items.every(
    ({ subscriptionNumber }) =>
      subscriptionNumber !== null && subscriptionNumbers.has(subscriptionNumber),
  );
