import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Row } from "#test/support/billing-scenario.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import { plainDate } from "../values/plain-date.ts";
import { dueDate, dueDateUnder, type PaymentTerms, paymentTermNamed } from "./due-date.ts";

const NONE: PaymentTerms = new Map();

describe("dueDate, worked examples", () => {
  for (const row of workedExamples("docs/spec/due-dates.md", "Net terms") as Row[]) {
    test(`${row.id}: ${row["invoice date"]}, ${row["payment term"]}`, () => {
      const due = dueDate(plainDate(row["invoice date"] ?? ""), row["payment term"] ?? "", NONE);
      assert.equal(due, row["due date"]);
    });
  }

  for (const row of workedExamples("docs/spec/due-dates.md", "Prox terms") as Row[]) {
    test(`${row.id}: ${row["invoice date"]}, cutoff ${row.cutoff}, the ${row["due day"]}`, () => {
      const due = dueDateUnder(plainDate(row["invoice date"] ?? ""), {
        kind: "Prox",
        cutoffDay: dayOf(row.cutoff),
        months: Number(row.months),
        dueDay: dayOf(row["due day"]),
      });
      assert.equal(due, row["due date"]);
    });
  }

  test("a name that says no number of days is no term by itself", () => {
    assert.equal(paymentTermNamed("Net thirty"), undefined);
  });
});

const dayOf = (text = ""): number => (text === "EOM" ? 31 : Number(text));
