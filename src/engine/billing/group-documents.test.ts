import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Row } from "#test/support/billing-scenario.ts";
import { aSubscription } from "#test/support/subscriptions.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import type { LegalDocumentGeneratingRule } from "../model/billing-rules.ts";
import type { Line } from "../model/document.ts";
import { decimal, ONE } from "../values/decimal.ts";
import { plainDate } from "../values/plain-date.ts";
import { groupDocuments } from "./group-documents.ts";

const FILE = "docs/spec/documents.md";

const aLine = (given: Partial<Line> = {}): Line => ({
  subscriptionId: "subscription-1",
  subscriptionNumber: "A-S00000001",
  chargeId: "charge-1",
  chargeNumber: "A",
  productRatePlanChargeId: "product-charge-1",
  segment: 1,
  chargeName: "Silver",
  chargeType: "Recurring",
  service: { start: plainDate("2023-01-01"), end: plainDate("2023-02-01") },
  quantity: ONE,
  unitPrice: decimal("30"),
  unitOfMeasure: null,
  amount: decimal("30"),
  creditedItem: null,
  derivation: { rule: "full period", inputs: {} },
  ...given,
});

/** "A -15, B credit 0": charge number, whether it credits an item, amount. */
const linesOf = (text = ""): Line[] =>
  text.split(", ").map((written) => {
    const words = written.split(" ");
    const creditedItem =
      words[1] === "credit"
        ? { accountId: "a", documentType: "Invoice" as const, documentId: "i", itemId: "ii" }
        : null;
    return aLine({
      chargeNumber: words[0] ?? "",
      amount: decimal(words.at(-1) ?? ""),
      creditedItem,
    });
  });

const written = (lines: readonly Line[] | undefined): string =>
  lines?.map((line) => `${line.chargeNumber} ${line.amount.toFixed()}`).join(", ") ?? "-";

describe("groupDocuments, worked examples", () => {
  for (const row of workedExamples(FILE, "Invoice or credit memo") as Row[]) {
    test(`${row.id}: ${row.lines} under ${row.rule}`, () => {
      const drafts = groupDocuments(linesOf(row.lines), [aSubscription()], {
        legalDocumentGeneratingRule: row.rule as LegalDocumentGeneratingRule,
      });
      const linesOn = (kind: string) => drafts.find((draft) => draft.kind === kind)?.lines;
      assert.equal(written(linesOn("Invoice")), row.invoice);
      assert.equal(written(linesOn("CreditMemo")), row["credit memo"]);
    });
  }

  for (const row of workedExamples(FILE, "Who shares a document") as Row[]) {
    test(`${row.id}: ${row["first subscription"]}/${row["second subscription"]}`, () => {
      const subscriptions = ["first", "second"].map((which) =>
        aSubscription({ subscriptionId: which, ...attributesOf(row[`${which} subscription`]) }),
      );
      const lines = subscriptions.map(({ subscriptionId }) => aLine({ subscriptionId }));
      const drafts = groupDocuments(lines, subscriptions, {
        legalDocumentGeneratingRule: "GroupByTotalAmountSign",
      });
      assert.equal(String(drafts.length), row.documents);
    });
  }
});

function attributesOf(text = "") {
  if (text === "separately") return { invoiceSeparately: true };
  if (text.startsWith("payment term ")) return { paymentTerm: text.slice("payment term ".length) };
  if (text.startsWith("bill to ")) return { billToContactId: text.slice("bill to ".length) };
  if (text.startsWith("currency ")) return { currency: text.slice("currency ".length) };
  return {};
}

test("E6: below zero in one, overage that rolls over fails; other usage does not", () => {
  const rules = { legalDocumentGeneratingRule: "GroupByTotalAmountSign" as const };
  const grouped = (smoothingModel: string) => {
    const derivation = { rule: "usage", inputs: { smoothingModel } };
    const overage = aLine({ chargeType: "Usage", amount: decimal("5"), derivation });
    const credit = aLine({ chargeNumber: "B", amount: decimal("-9") });
    return groupDocuments([overage, credit], [aSubscription()], rules);
  };
  assert.throws(() => grouped("Rollover"), /adds up to less than zero/);
  assert.deepEqual(
    grouped("RollingWindow").map(({ kind }) => kind),
    ["CreditMemo"],
  );
});

test("no lines are no documents", () => {
  assert.deepEqual(
    groupDocuments([], [aSubscription()], {
      legalDocumentGeneratingRule: "GroupbyChargedAmountSign",
    }),
    [],
  );
});
