import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { anOpenInvoice } from "#test/support/document-arbitraries.ts";
import { orNothing, writtenInvoice } from "#test/support/documents.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import { BillingError } from "../errors.ts";
import type { ApplicationRule } from "../model/credit-memo.ts";
import type { Invoice } from "../model/document.ts";
import { currency } from "../values/currency.ts";
import { decimal, isPositive, isZero, roundToIncrement } from "../values/decimal.ts";
import { plainDate } from "../values/plain-date.ts";
import { type AdjustmentSource, adjustmentLines, pairsOfAdjustment } from "./adjust-invoice.ts";
import { applyAsWanted } from "./given-application.ts";
import { creditMemoOf } from "./memo-from-lines.ts";
import { type LineRequest, linesFromInvoice } from "./memo-lines.ts";

const USD = currency("USD");
const EFFECTIVE = plainDate("2023-02-01");

const rulesOf = (applicationRule: string) => ({
  applicationRule: applicationRule as ApplicationRule,
  currency: USD,
  comment: null,
  financeInformation: null,
});

/** "I1" is an item, "T1" its tax, "all" the invoice. */
const sourceOf = (text: string): AdjustmentSource =>
  text === "all"
    ? { sourceType: "Invoice", sourceId: null }
    : { sourceType: text.startsWith("T") ? "Tax" : "InvoiceDetail", sourceId: text };

const written = (lines: readonly LineRequest[]): string =>
  orNothing(
    lines.flatMap(({ invoiceItemId, amount, taxItems }) => [
      isZero(amount) ? "" : `${invoiceItemId} ${amount}`,
      ...(taxItems ?? []).map((tax) => `${tax.sourceTaxItemId} ${tax.taxAmount}`),
    ]),
  );

describe("what an adjustment credits, worked examples", () => {
  for (const row of workedExamples("docs/spec/adjustments.md", "Cases")) {
    const { id, invoice = "", rule = "", adjusts = "", amount = "", credited } = row;
    test(`${id} ${row.case}: ${credited}`, () => {
      const owed = writtenInvoice(invoice);
      const result = () =>
        written(adjustmentLines(owed, sourceOf(adjusts), decimal(amount), rulesOf(rule)));
      if (!/^[A-Z_]+$/.test(credited ?? "")) return assert.equal(result(), credited);
      return assert.throws(
        result,
        (error) => error instanceof BillingError && error.code === credited,
      );
    });
  }
});

/** The invoice after an adjustment whose memo is applied to just that. */
function adjusted(invoice: Invoice, source: AdjustmentSource, amount: string, rule: string) {
  const rules = rulesOf(rule);
  const items = adjustmentLines(invoice, source, decimal(amount), rules);
  const lines = linesFromInvoice(invoice, items, {
    currency: USD,
    taxInclusiveRoundingRule: "RoundingNetAmount",
    taxAutoCalculation: false,
  });
  let ids = 0;
  const memo = creditMemoOf(
    {
      creditMemoId: "CM",
      accountId: "A",
      currency: "USD",
      status: "Posted",
      creditMemoDate: EFFECTIVE,
      targetDate: null,
      reasonCode: "",
      comment: null,
      billToContactId: null,
      referredInvoiceId: invoice.invoiceId,
      source: "AdhocFromInvoice",
      sourceId: null,
      sourceType: "Invoice",
      isWriteOff: false,
    },
    lines,
    () => `M${++ids}`,
  );
  const numbered = { ...memo, creditMemoNumber: "CM00000001" };
  const wanted = { amount: decimal(amount), items: pairsOfAdjustment(numbered) };
  return applyAsWanted(numbered, invoice, wanted, {
    effectiveDate: EFFECTIVE,
    applicationRule: rules.applicationRule,
    currency: USD,
  });
}

test("all of the memo pays what is adjusted, and nothing of it is left", () => {
  fc.assert(
    fc.property(
      anOpenInvoice(),
      fc.constantFrom("Proration", "FirstInFirstOut"),
      fc.integer({ min: 1, max: 100 }),
      (invoice, rule, percent) => {
        const share = invoice.balance.times(decimal(String(percent / 100)));
        const most = roundToIncrement(share, decimal("0.01"), "Down");
        fc.pre(isPositive(most));
        const source = { sourceType: "Invoice", sourceId: null } as const;
        const { creditMemo, invoice: left } = adjusted(invoice, source, most.toFixed(), rule);
        assert.equal(creditMemo.unappliedAmount.toFixed(), "0");
        assert.equal(left.balance.toFixed(), invoice.balance.minus(most).toFixed());
        for (const [index, item] of left.items.entries()) {
          const before = invoice.items[index]?.balance;
          assert(before && item.balance.lte(before), "no item owes more than before");
        }
      },
    ),
  );
});
