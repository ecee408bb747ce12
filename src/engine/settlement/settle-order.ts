import { BillingError } from "../errors.ts";
import type { BillingRules } from "../model/billing-rules.ts";
import type {
  CreditMemo,
  CreditMemoApplication,
  FinanceInformation,
} from "../model/credit-memo.ts";
import type { Invoice } from "../model/document.ts";
import type { Currency } from "../values/currency.ts";
import { isPositive } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import { isAllOf, itemsFor, owedBy } from "./items-for.ts";
import { payFromCredits } from "./pay-from-credits.ts";
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
  /** Invoices that gateways are being asked to collect, by id, with the number of the payment. */
  readonly beingPaid: ReadonlyMap<string, { readonly paymentNumber: string }>;
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
 * that it credits, then what the same billing has charged them, then whatever else they owe
 * (pay-from-credits.ts); what these subscriptions' items then still owe is written off, invoice by
 * invoice. One that cannot be written off does not hold up the others.
 *
 * Worked examples: docs/spec/cancel-and-write-off.md.
 */
export function settleOrder(order: OrderToSettle): SettledOrder {
  const credited = payFromCredits(order);
  const writeOffs = credited.invoices
    .filter((invoice) => isPositive(owedBy(invoice, order.subscriptionNumbers)))
    .map((invoice) => writeOffOf(invoice, order));
  return { ...credited, writeOffs };
}

function writeOffOf(invoice: Invoice, order: OrderToSettle): WriteOffOutcome {
  const { documentDate, today, rules, financeInformation, newId } = order;
  const { invoiceDate } = invoice;
  try {
    refuseBeingPaid(invoice, order);
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

/** Money for it is on its way: what is given up now would be paid as well. */
function refuseBeingPaid(
  { invoiceId, invoiceNumber }: Invoice,
  { beingPaid }: OrderToSettle,
): void {
  const payment = beingPaid.get(invoiceId);
  if (!payment) return;
  const { paymentNumber } = payment;
  throw new BillingError("DOCUMENT_BEING_PAID", { documentNumber: invoiceNumber, paymentNumber });
}

/** Undefined when the whole invoice is these subscriptions': then all of it is written off. */
function itemIdsFor(
  invoice: Invoice,
  subscriptionNumbers: ReadonlySet<string>,
): ReadonlySet<string> | undefined {
  return isAllOf(invoice, subscriptionNumbers)
    ? undefined
    : new Set(itemsFor(invoice, subscriptionNumbers).map(({ invoiceItemId }) => invoiceItemId));
}
