import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { workedExamples } from "#test/support/worked-examples.ts";
import { decimal, isZero, ZERO } from "../values/decimal.ts";
import { plainDate } from "../values/plain-date.ts";
import { ageing } from "./ageing.ts";
import { type OrderedMoney, receipt } from "./receipt.ts";

const SPEC = "docs/spec/receipt.md";

type Example = Readonly<Record<string, string>>;

function moneyOf(example: Example): OrderedMoney {
  const of = (title: string) => decimal(example[title] ?? "0");
  const isNew = example.new === "yes";
  const memo = of("memo");
  const standing = (balance: string) => ({
    balance: of(balance),
    unappliedCredit: ZERO,
    unappliedPayment: ZERO,
    ageing: ageing(new Map([[0, of(balance)]])),
    contractedMrr: ZERO,
  });
  return {
    items: [
      {
        accountId: "a",
        invoiceId: "i",
        invoiceNumber: "INV00000001",
        dueDate: plainDate("2023-06-01"),
        status: "Posted",
        isNew,
        invoiceItemId: "t",
        chargeName: "Silver",
        subscriptionNumber: "A-S00000001",
        service: { start: plainDate("2023-05-01"), end: plainDate("2023-06-01") },
        amount: isNew ? of("billed") : decimal("30.00"),
        credited: of("credited"),
        applied: of("applied"),
        appliedCredit: of("applied credit"),
        collected: of("collected"),
        unapplied: of("unapplied"),
        writtenOff: of("written off"),
        after: of("after"),
      },
    ],
    owedBefore: new Map(isNew ? [] : [["t", of("before")]]),
    accounts: [
      {
        accountId: "a",
        accountNumber: "A00000001",
        creditMemoAmounts: isZero(memo) ? [] : [memo],
        collected: of("collected"),
        refunded: of("unapplied"),
        before: standing("balance before"),
        after: standing("balance after"),
      },
    ],
  };
}

describe("a receipt", () => {
  for (const example of workedExamples(SPEC, "Invoices")) {
    test(`${example.id}`, () => {
      const { invoices, account } = receipt(moneyOf(example));
      const [invoice] = invoices;
      assert(invoice);
      const figures = ["before", "billed", "credited", "applied", "after"] as const;
      for (const figure of figures) {
        assert(invoice[figure].eq(decimal(example[figure] ?? "")), figure);
        assert(invoice.items[0]?.[figure].eq(invoice[figure]), `${figure} of the item`);
      }
      assert(invoice.writtenOff.eq(decimal(example["written off"] ?? "")));
      assert(account.after.balance.eq(decimal(example["balance after"] ?? "")));
    });
  }

  for (const example of workedExamples(SPEC, "Money that comes and goes")) {
    test(`${example.id}`, () => {
      const { invoices, account } = receipt(moneyOf(example));
      const [invoice] = invoices;
      assert(invoice);
      assert(invoice.appliedCredit.eq(decimal(example["applied credit"] ?? "")));
      for (const figure of ["collected", "unapplied", "after"] as const) {
        assert(invoice[figure].eq(decimal(example[figure] ?? "")), figure);
      }
      assert(account.after.balance.eq(decimal(example["balance after"] ?? "")));
    });
  }

  for (const example of workedExamples(SPEC, "What is refused")) {
    test(`${example.id}: is not handed out`, () => {
      assert.throws(() => receipt(moneyOf(example)), { name: "AssertionError" });
    });
  }

  test("nor one of an account that owes what has no age", () => {
    const [example] = workedExamples(SPEC, "Invoices");
    assert(example);
    const money = moneyOf(example);
    const [account] = money.accounts;
    const after = { ...account.after, ageing: ageing(new Map([[1, decimal("0.01")]])) };
    const accounts = [{ ...account, after }] as const;
    assert.throws(() => receipt({ ...money, accounts }), { name: "AssertionError" });
  });
});
