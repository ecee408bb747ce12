import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { workedExamples } from "#test/support/worked-examples.ts";
import { type BillingRules, DEFAULT_BILLING_RULES } from "../model/billing-rules.ts";
import { currency } from "../values/currency.ts";
import { decimal, formatDecimal } from "../values/decimal.ts";
import { plainDate } from "../values/plain-date.ts";
import { type Rehearsal, type RehearsedDocument, rehearseBilling } from "./rehearse-billing.ts";

const SPEC = "docs/spec/rehearsal.md";

const EXAMPLE: Rehearsal = {
  subscriptionStartDate: plainDate("2023-04-10"),
  billCycleDay: 1,
  billingPeriod: "Month",
  price: decimal("30"),
  oneTimePrice: decimal("50"),
  usagePrice: decimal("0.125"),
  usage: [
    { day: plainDate("2023-04-20"), quantity: decimal("33") },
    { day: plainDate("2023-05-04"), quantity: decimal("11") },
    { day: plainDate("2023-05-14"), quantity: decimal("23") },
  ],
  targetDate: plainDate("2023-05-01"),
  cancellationDate: plainDate("2023-05-24"),
};

/** "daysInMonth Assume30Days, oneTimeCreditBack true" */
const givenIn = (cell: string): Record<string, unknown> =>
  Object.fromEntries(
    cell
      .split(", ")
      .filter(Boolean)
      .map((part) => {
        const [name = "", value = ""] = part.split(" ");
        if (name === "price") return [name, decimal(value)];
        return [name, value === "true" || value === "false" ? value === "true" : value];
      }),
  );

const rehearsed = (rules: string, example = ""): RehearsedDocument[] =>
  rehearseBilling(
    { ...EXAMPLE, ...givenIn(example) },
    { ...DEFAULT_BILLING_RULES, ...givenIn(rules) } as BillingRules,
    currency("USD"),
  );

/** Of the service alone, on one day. */
function equationsOf(documents: readonly RehearsedDocument[], day: string): string {
  const items = documents
    .filter(({ documentDate }) => documentDate === day)
    .flatMap((document) => document.items)
    .filter(({ chargeName }) => chargeName.startsWith("Service"));
  return items.map(({ equation }) => equation).join(", ") || "-";
}

describe("what rules do to an example", () => {
  for (const { rules = "", example = "", ...expected } of workedExamples(SPEC, "The service")) {
    test(`the service, ${rules || "as usual"} ${example}`, () => {
      const documents = rehearsed(rules, example);
      const { targetDate = EXAMPLE.targetDate } = givenIn(example);
      assert.equal(equationsOf(documents, String(targetDate)), expected["first billed"]);
      assert.equal(equationsOf(documents, EXAMPLE.cancellationDate), expected.then);
    });
  }

  for (const { rules = "", documents } of workedExamples(SPEC, "Documents")) {
    test(`documents, ${rules || "as usual"}`, () => {
      const written = rehearsed(rules).map(
        ({ kind, amount }) => `${kind} ${formatDecimal(amount)}`,
      );
      assert.equal(written.join(", "), documents);
    });
  }

  test("a document is as much as its items, and each item as much as its equation says", () => {
    for (const { amount, items } of rehearsed("oneTimeCreditBack true")) {
      const total = items.reduce((sum, item) => sum.plus(item.amount), decimal("0"));
      assert.equal(formatDecimal(total), formatDecimal(amount));
      for (const item of items) {
        const [written = ""] = item.equation.replace("−", "-").split(" = ");
        assert.equal(written, formatDecimal(item.amount));
      }
    }
  });
});
