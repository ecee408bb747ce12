/**
 * Invoices and credit memos as docs/spec writes them: "I1 100(90), T1 20, D2 -10(0), T2 -2" is an
 * item of 100 that owes 90 with a tax of 20, and a discount on it, with a tax of its own. The first
 * number is the amount, the one in brackets the balance where it differs. The names are the ids.
 */
import assert from "node:assert/strict";
import type {
  CreditMemo,
  CreditMemoDraft,
  CreditMemoItem,
  CreditTaxationItem,
} from "#engine/model/credit-memo.ts";
import type { Invoice, InvoiceItem, TaxationItem, TaxDetails } from "#engine/model/document.ts";
import { netAmounts } from "#engine/settlement/net-amounts.ts";
import { fromServicePeriod } from "#engine/values/date-range.ts";
import { type Decimal, decimal, isZero, ONE, sum, ZERO } from "#engine/values/decimal.ts";
import { plainDate } from "#engine/values/plain-date.ts";

const SERVICE = fromServicePeriod(plainDate("2023-01-01"), plainDate("2023-01-31"));

const TAX: TaxDetails = {
  name: "State tax",
  taxCode: "Standard",
  taxCodeDescription: null,
  taxDate: plainDate("2023-01-01"),
  taxRate: decimal("0.2"),
  taxRateType: "Percentage",
  taxRateDescription: null,
  jurisdiction: "California",
  locationCode: "06",
  exemptAmount: ZERO,
};

type Written = {
  kind: "I" | "D" | "T";
  number: string;
  amount: Decimal;
  open: Decimal;
  of: string;
};

/** The parts of `text`, such as "I1 100(90)" or, on a memo, "M1 60 of I1". */
export function writtenParts(text: string): Written[] {
  return text.split(", ").map((part) => {
    const match = /^([IDT])(\d+) (-?[\d.]+)(?:\((-?[\d.]+)\))?(?: of (\w+))?$/.exec(part);
    assert(match, `"${part}" is written like "I1 100(90)" or "I1 60 of I1"`);
    const [, kind, number = "", amount = "", open = amount, of = ""] = match;
    return {
      kind: kind as Written["kind"],
      number,
      amount: decimal(amount),
      open: decimal(open),
      of,
    };
  });
}

export const anInvoiceItem = (item: Partial<InvoiceItem> = {}): InvoiceItem => ({
  invoiceItemId: "I1",
  processingType: "Charge",
  subscriptionId: "S1",
  subscriptionNumber: "A-S00000001",
  chargeId: "C1",
  chargeNumber: "C-00000001",
  productRatePlanChargeId: "P1",
  chargeName: "Silver",
  chargeType: "Recurring",
  service: SERVICE,
  quantity: ONE,
  unitPrice: item.amount ?? ZERO,
  unitOfMeasure: null,
  amount: ZERO,
  balance: item.amount ?? ZERO,
  appliedToItemId: null,
  taxationItems: [],
  ...item,
});

export const aTaxationItem = (tax: Partial<TaxationItem> = {}): TaxationItem => ({
  ...TAX,
  taxationItemId: "T1",
  taxAmount: ZERO,
  balance: tax.taxAmount ?? ZERO,
  ...tax,
});

/** The posted invoice that `items` make: its amount and balance are their sums. */
export function anInvoice(invoice: Partial<Invoice> = {}): Invoice {
  const items = invoice.items ?? [anInvoiceItem({ amount: decimal("100") })];
  const taxes = items.flatMap((item) => item.taxationItems);
  return {
    documentType: "Invoice",
    invoiceId: "INV",
    invoiceNumber: "INV00000001",
    accountId: "A",
    currency: "USD",
    status: "Posted",
    invoiceDate: plainDate("2023-01-01"),
    billToContactId: "BILL-TO",
    amount: sum([...items.map((item) => item.amount), ...taxes.map((tax) => tax.taxAmount)]),
    taxAmount: sum(taxes.map((tax) => tax.taxAmount)),
    balance: sum([...items, ...taxes].map((part) => part.balance)),
    ...invoice,
    items,
  };
}

/** The posted invoice that `text` writes. A discount reduces the last charge before it. */
export function writtenInvoice(text: string, invoice: Partial<Invoice> = {}): Invoice {
  const parts = writtenParts(text);
  const items: InvoiceItem[] = [];
  let charge: string | null = null;
  for (const { kind, number, amount, open: balance } of parts) {
    if (kind === "T") continue;
    const taxationItems = parts
      .filter((part) => part.kind === "T" && part.number === number)
      .map((tax) =>
        aTaxationItem({
          taxationItemId: `T${number}`,
          taxAmount: tax.amount,
          balance: tax.open,
        }),
      );
    const invoiceItemId = `${kind}${number}`;
    const appliedToItemId = kind === "D" ? charge : null;
    const processingType = kind === "D" ? "Discount" : "Charge";
    if (kind === "I") charge = invoiceItemId;
    items.push(
      anInvoiceItem({
        invoiceItemId,
        processingType,
        amount,
        balance,
        appliedToItemId,
        taxationItems,
      }),
    );
  }
  return anInvoice({ ...invoice, items });
}

/** Every part of an invoice with what it owes, where it owes something: "I1 10, T1 2". */
export const writtenBalances = ({ items }: Invoice): string =>
  orNothing(
    items.flatMap((item) => [
      part(item.invoiceItemId, item.balance),
      ...item.taxationItems.map((tax) => part(tax.taxationItemId, tax.balance)),
    ]),
  );

const part = (id: string, amount: Decimal): string => (isZero(amount) ? "" : `${id} ${amount}`);

export const orNothing = (parts: string[]): string => parts.filter(Boolean).join(", ") || "nothing";

const UNUSED = { appliedAmount: ZERO, refundAmount: ZERO };

export const aCreditMemoItem = (item: Partial<CreditMemoItem> = {}): CreditMemoItem => ({
  ...UNUSED,
  unappliedAmount: item.amount ?? ZERO,
  creditMemoItemId: "C-I1",
  processingType: "Charge",
  subscriptionId: "S1",
  subscriptionNumber: "A-S00000001",
  chargeId: "C1",
  chargeNumber: "C-00000001",
  segment: 1,
  productRatePlanChargeId: "P1",
  chargeName: "Silver -- Proration Credit",
  chargeType: "Recurring",
  service: SERVICE,
  quantity: ONE,
  unitPrice: ZERO.minus(item.amount ?? ZERO),
  unitOfMeasure: null,
  amount: ZERO,
  appliedToItemId: null,
  sourceItemType: "SubscriptionComponent",
  sourceItemId: "C1",
  creditFromItemId: null,
  creditFromItemSource: null,
  creditFromInvoiceId: null,
  comment: null,
  financeInformation: null,
  derivation: { rule: "billed less due", inputs: {} },
  taxationItems: [],
  ...item,
});

export const aCreditTaxationItem = (tax: Partial<CreditTaxationItem> = {}): CreditTaxationItem => ({
  ...TAX,
  ...UNUSED,
  unappliedAmount: tax.taxAmount ?? ZERO,
  taxationItemId: "C-T1",
  sourceTaxItemId: null,
  taxAmount: ZERO,
  ...tax,
});

/** The posted and unapplied credit memo that `items` make. */
export function aCreditMemo(memo: Partial<CreditMemo> = {}): CreditMemo {
  const items = memo.items ?? [aCreditMemoItem({ amount: decimal("100") })];
  const taxAmount = sum(items.flatMap((item) => item.taxationItems.map((tax) => tax.taxAmount)));
  const net = netAmounts(items, (item) => item.creditMemoItemId);
  const amount = sum(items.map((item) => item.amount)).plus(taxAmount);
  return {
    ...UNUSED,
    creditMemoId: "CM",
    creditMemoNumber: "CM00000001",
    accountId: "A",
    currency: "USD",
    status: "Posted",
    creditMemoDate: plainDate("2023-01-01"),
    targetDate: null,
    reasonCode: "",
    comment: null,
    billToContactId: "BILL-TO",
    referredInvoiceId: null,
    source: "API",
    sourceId: null,
    sourceType: "Subscription",
    isWriteOff: false,
    amount,
    taxAmount,
    unappliedAmount: amount,
    ...memo,
    items: items.map((item) => ({
      ...item,
      unappliedAmount: net.get(item.creditMemoItemId) ?? ZERO,
    })),
  };
}

/**
 * The posted memo that `text` writes: "I1 60 of I1, T1 6 of T1, I2 5 of X1, I3 7". An item credits an
 * invoice item of that name, of the invoice "INV" or, where the name begins with X, of another one.
 */
export function writtenCreditMemo(text: string): CreditMemo {
  const parts = writtenParts(text);
  const items = parts
    .filter(({ kind }) => kind === "I")
    .map(({ number, amount, of }) =>
      aCreditMemoItem({
        creditMemoItemId: `I${number}`,
        amount,
        creditFromItemId: of || null,
        creditFromItemSource: of === "" ? null : "InvoiceItem",
        creditFromInvoiceId: of === "" ? null : of.startsWith("X") ? "OTHER" : "INV",
        taxationItems: parts
          .filter((tax) => tax.kind === "T" && tax.number === number)
          .map((tax) =>
            aCreditTaxationItem({
              taxationItemId: `T${number}`,
              taxAmount: tax.amount,
              sourceTaxItemId: tax.of || null,
            }),
          ),
      }),
    );
  return aCreditMemo({ items });
}

/** Every part of a memo with what it has left, where it has something left. */
export const writtenUnapplied = ({ items }: CreditMemoDraft): string =>
  orNothing(
    items.flatMap((item) => [
      part(item.creditMemoItemId, item.unappliedAmount),
      ...item.taxationItems.map((tax) => part(tax.taxationItemId, tax.unappliedAmount)),
    ]),
  );
