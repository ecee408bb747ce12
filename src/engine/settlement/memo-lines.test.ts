import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { anInvoice, anInvoiceItem, aTaxationItem } from "#test/support/documents.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import type { TaxationItem } from "../model/document.ts";
import type { TaxMode } from "../model/tax.ts";
import { currency } from "../values/currency.ts";
import { type Decimal, decimal, decimalOfCount, formatDecimal, sum } from "../values/decimal.ts";
import { plainDate } from "../values/plain-date.ts";
import { creditMemoOf, debitMemoOf } from "./memo-from-lines.ts";
import { type LineRequest, type LineRules, linesFromInvoice } from "./memo-lines.ts";
import { assertCreditMemoAddsUp } from "./settle-application.ts";

const RULES: LineRules = {
  currency: currency("USD"),
  taxInclusiveRoundingRule: "RoundingNetAmount",
  taxAutoCalculation: true,
};

const aRequest = (request: Partial<LineRequest> = {}): LineRequest => ({
  invoiceItemId: "I1",
  amount: decimal("1"),
  taxMode: "TaxExclusive",
  skuName: null,
  quantity: null,
  serviceStartDate: null,
  serviceEndDate: null,
  unitOfMeasure: null,
  comment: null,
  financeInformation: null,
  taxItems: null,
  ...request,
});

/** "4.67 at 0.23" or "3 fee". */
function taxOf(text: string, index: number): TaxationItem {
  const [, amount = "", rate] = /^([\d.]+)(?: at ([\d.]+)| fee)$/.exec(text) ?? [];
  return aTaxationItem({
    taxationItemId: `T${index + 1}`,
    taxAmount: decimal(amount),
    taxRate: decimal(rate ?? amount),
    taxRateType: rate === undefined ? "FlatFee" : "Percentage",
  });
}

describe("taxes of lines made from an invoice, worked examples", () => {
  for (const row of workedExamples("docs/spec/memo-taxes.md", "Cases")) {
    const { id, item = "", asked = "", mode, rounding, net, taxes } = row;
    test(`${id} ${row.case}: ${net} and ${taxes}`, () => {
      const [amount = "", ...parts] = item.split(", ");
      const billed = anInvoiceItem({
        amount: decimal(amount),
        taxationItems: parts.map(taxOf),
      });
      const request = aRequest({ amount: decimal(asked), taxMode: mode as TaxMode });
      const [line] = linesFromInvoice(anInvoice({ items: [billed] }), [request], {
        ...RULES,
        taxInclusiveRoundingRule: rounding as LineRules["taxInclusiveRoundingRule"],
      });
      assert(line);
      const reckoned = line.taxes.map((tax) => formatDecimal(tax.taxAmount, 0)).join(", ");
      assert.deepEqual([formatDecimal(line.amount, 0), reckoned || "none"], [net, taxes]);
    });
  }
});

const cents = (count: number): Decimal => decimalOfCount(count).times(decimal("0.01"));

test("what includes its taxes is the sum of its parts, and memos of any lines add up", () => {
  const aRate = fc
    .integer({ min: 1, max: 3_000 })
    .map((rate) => decimalOfCount(rate).times(decimal("0.0001")));
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.array(aRate, { maxLength: 3 }),
      fc.constantFrom<TaxMode>("TaxExclusive", "TaxInclusive"),
      (asked, rates, taxMode) => {
        const taxationItems = rates.map((taxRate, index) =>
          aTaxationItem({ taxationItemId: `T${index}`, taxRate, taxAmount: decimal("1") }),
        );
        const item = anInvoiceItem({ amount: decimal("100"), taxationItems });
        const invoice = anInvoice({ items: [item] });
        const amount = cents(asked);
        const lines = linesFromInvoice(invoice, [aRequest({ amount, taxMode })], RULES);
        const total = sum(
          lines.flatMap((line) => [line.amount, ...line.taxes.map((tax) => tax.taxAmount)]),
        );
        if (taxMode === "TaxInclusive") assert(total.eq(amount));
        let ids = 0;
        const newId = () => String(++ids);
        const creditMemo = creditMemoOf(HEADER, lines, newId);
        assertCreditMemoAddsUp(creditMemo);
        assert(creditMemo.amount.eq(total));
        const debitMemo = debitMemoOf(DEBIT_HEADER, lines, newId);
        const owed = debitMemo.items.flatMap(({ balance, taxationItems: own }) => [
          balance,
          ...own.map((tax) => tax.balance),
        ]);
        assert(debitMemo.balance.eq(sum(owed)) && debitMemo.amount.eq(total));
      },
    ),
  );
});

const COMMON = {
  accountId: "A",
  currency: "USD",
  status: "Draft",
  targetDate: null,
  reasonCode: "",
  comment: null,
  billToContactId: null,
  referredInvoiceId: "INV",
  source: "AdhocFromInvoice",
  sourceId: null,
  sourceType: "Invoice",
} as const;

const HEADER = {
  ...COMMON,
  creditMemoId: "CM",
  creditMemoDate: plainDate("2023-01-01"),
  isWriteOff: false,
} as const;

const DEBIT_HEADER = {
  ...COMMON,
  documentType: "DebitMemo",
  invoiceId: "DM",
  invoiceDate: plainDate("2023-01-01"),
  dueDate: plainDate("2023-01-01"),
  paymentTerm: "Due Upon Receipt",
  autoPay: true,
  referredCreditMemoId: null,
} as const;
