import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { anInvoice, anInvoiceItem, aTaxationItem } from "#test/support/documents.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import { BillingError } from "../errors.ts";
import type { AvailableToCreditValidationLevel } from "../model/billing-rules.ts";
import type { Invoice } from "../model/document.ts";
import { type Decimal, decimal, decimalOfCount, negated, sum } from "../values/decimal.ts";
import { availableToCredit, type CreditOfItem, refuseOverCredit } from "./over-credit.ts";

type Written = {
  readonly id: string;
  readonly amount: Decimal;
  readonly taxes: readonly Decimal[];
};

/** "I1 90 (1.42 5.85), I2 10". */
const written = (text: string): Written[] =>
  text === "-"
    ? []
    : text.split(", ").map((part) => {
        const [, id = "", amount = "", taxes = ""] =
          /^(I\d+) ([\d.]+)(?: \(([\d. ]+)\))?$/.exec(part) ?? [];
        return {
          id,
          amount: decimal(amount),
          taxes: taxes.split(" ").filter(Boolean).map(decimal),
        };
      });

const taxId = (id: string, index: number): string => `${id}/T${index + 1}`;

const invoiceOf = (text: string): Invoice =>
  anInvoice({
    items: written(text).map(({ id, amount, taxes }) =>
      anInvoiceItem({
        invoiceItemId: id,
        amount,
        taxationItems: taxes.map((taxAmount, index) =>
          aTaxationItem({ taxationItemId: taxId(id, index), taxAmount }),
        ),
      }),
    ),
  });

const creditsOf = (text: string): CreditOfItem[] =>
  written(text).flatMap(({ id, amount, taxes }) => [
    { invoiceItemId: id, taxItemId: null, amount },
    ...taxes.map((tax, index) => ({
      invoiceItemId: id,
      taxItemId: taxId(id, index),
      amount: tax,
    })),
  ]);

function answerOf(decide: () => void): string {
  try {
    decide();
  } catch (error) {
    assert(error instanceof BillingError && error.code === "CREDITS_TOO_MUCH");
    return `refused: ${error.details.available}`;
  }
  return "accepted";
}

describe("refuseOverCredit, worked examples", () => {
  for (const row of workedExamples("docs/spec/over-credit.md", "Cases")) {
    const { id, invoice = "", before = "", wanted = "", taxes, level, answer } = row;
    test(`${id} ${row.case}: ${answer}`, () => {
      const credits = creditsOf(wanted);
      const autoTaxedItemIds = new Set(
        taxes === "auto" ? credits.map((credit) => credit.invoiceItemId) : [],
      );
      const decided = answerOf(() =>
        refuseOverCredit(
          invoiceOf(invoice),
          { credits, autoTaxedItemIds },
          creditsOf(before),
          level as AvailableToCreditValidationLevel,
        ),
      );
      assert.equal(decided, answer);
    });
  }
});

test("a discount cannot be credited of the item that it reduces", () => {
  const invoice = anInvoice({
    items: [
      anInvoiceItem({ invoiceItemId: "I1", amount: decimal("100"), balance: decimal("90") }),
      anInvoiceItem({
        invoiceItemId: "D1",
        amount: decimal("-10"),
        balance: decimal("0"),
        appliedToItemId: "I1",
      }),
      anInvoiceItem({ invoiceItemId: "I2", amount: decimal("100") }),
    ],
  });
  const credits = creditsOf("I1 90.01");
  const wanted = { credits, autoTaxedItemIds: new Set<string>() };
  const decide = () => refuseOverCredit(invoice, wanted, [], "HeaderAndItemLevel");
  assert.equal(answerOf(decide), "refused: 90");
});

test("whatever is accepted, one after another, the invoice is never credited for more than it billed", () => {
  const anAmount = fc.integer({ min: 1, max: 5_000 }).map((cents) => decimalOfCount(cents));
  fc.assert(
    fc.property(
      fc.array(anAmount, { minLength: 1, maxLength: 4 }),
      fc.array(fc.tuple(fc.nat(3), anAmount), { maxLength: 12 }),
      fc.constantFrom("HeaderLevel", "HeaderAndItemLevel"),
      (billed, asked, level) => {
        const items = billed.map((amount, index) =>
          anInvoiceItem({ invoiceItemId: `I${index}`, amount }),
        );
        const invoice = anInvoice({ items });
        const accepted: CreditOfItem[] = [];
        for (const [index, amount] of asked) {
          const invoiceItemId = `I${index % items.length}`;
          const credit = { invoiceItemId, taxItemId: null, amount };
          const wanted = { credits: [credit], autoTaxedItemIds: new Set<string>() };
          const isAccepted = () => refuseOverCredit(invoice, wanted, accepted, level);
          if (answerOf(isAccepted) === "accepted") accepted.push(credit);
        }
        assert(availableToCredit(invoice, accepted).gte(decimal("0")));
        if (level === "HeaderLevel") return;
        for (const { invoiceItemId, amount } of items) {
          const own = accepted.filter((credit) => credit.invoiceItemId === invoiceItemId);
          assert(amount.plus(negated(sum(own.map((credit) => credit.amount)))).gte(decimal("0")));
        }
      },
    ),
  );
});
