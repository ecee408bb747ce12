import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { workedExamples } from "#test/support/worked-examples.ts";
import { decimal, ZERO } from "../values/decimal.ts";
import { plainDate } from "../values/plain-date.ts";
import { planRefunds, type RefundablePart } from "./plan-refunds.ts";

/** "P1 50 of 2023-02-01 owing 10" */
function part(text: string): RefundablePart {
  const match = /^(\w+) ([\d.]+) of (\S+?)(?: owing ([\d.]+))?$/.exec(text);
  assert(match, `"${text}" is written like "P1 50 of 2023-02-01 owing 10"`);
  const [, paymentId = "", amount = "", date = "", owing] = match;
  return {
    paymentId,
    invoiceId: `of ${paymentId}`,
    invoiceNumber: `INV ${paymentId}`,
    invoiceDate: plainDate(date),
    invoiceBalance: owing === undefined ? ZERO : decimal(owing),
    items: [{ invoiceItemId: "I1", taxItemId: null, amount: decimal(amount) }],
  };
}

describe("planRefunds, worked examples", () => {
  for (const row of workedExamples("docs/spec/cancel-and-refund.md", "Which payment first")) {
    const { id, paid = "", refund = "" } = row;
    test(`${id} ${row.case}`, () => {
      const planned = planRefunds(paid.split(", ").map(part), decimal(refund));
      const written = planned.map(({ paymentId, amount }) => `${paymentId} ${amount}`);
      assert.equal(written.join(", "), row["given back"]);
    });
  }

  test("of an item what was paid last first, and each payment once", () => {
    const items = ["I1", "I2"].map((invoiceItemId) => ({
      invoiceItemId,
      taxItemId: null,
      amount: decimal("10"),
    }));
    const first = { ...part("P1 20 of 2023-02-01"), items };
    const second = { ...part("P1 20 of 2023-01-01"), invoiceId: "other", items };
    const [refund, ...others] = planRefunds([second, first], decimal("25"));
    assert.equal(others.length, 0);
    const taken = refund?.taken.map(({ documentKey, items: of }) => [
      documentKey,
      of?.map((item) => `${item.invoiceItemId} ${item.amount}`).join(", "),
    ]);
    assert.deepEqual(taken, [
      ["of P1", "I2 10, I1 10"],
      ["other", "I2 5"],
    ]);
  });
});
