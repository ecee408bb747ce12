import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { aPostedCreditMemo } from "#test/support/document-arbitraries.ts";
import { aCreditMemo, aCreditMemoItem } from "#test/support/documents.ts";
import { decimal, isZero, negated, sum } from "../values/decimal.ts";
import { plainDate } from "../values/plain-date.ts";
import { type TakeBackRequest, takeBackCreditMemo } from "./take-back-credit-memo.ts";

function aRequest(): TakeBackRequest {
  let ids = 0;
  return {
    memoDate: plainDate("2023-05-24"),
    applyEffectiveDate: plainDate("2023-05-25"),
    dueDate: plainDate("2023-06-24"),
    paymentTerm: "Net 30",
    reasonCode: "Write-off",
    comment: "gone",
    customFields: {},
    debitMemoNumber: "DM00000001",
    newId: () => `id-${++ids}`,
  };
}

test("neither has anything left, and the debit memo is what the credit memo was", () => {
  fc.assert(
    fc.property(aPostedCreditMemo(), (before) => {
      const { creditMemo, debitMemo, application } = takeBackCreditMemo(before, aRequest());
      assert(isZero(creditMemo.unappliedAmount) && isZero(debitMemo.balance));
      assert(debitMemo.amount.eq(before.amount) && debitMemo.taxAmount.eq(before.taxAmount));
      assert(application.amount.eq(before.amount));
      assert.equal(application.documentType, "DebitMemo");
      for (const [index, item] of debitMemo.items.entries()) {
        const credit = before.items[index];
        assert(credit && item.amount.eq(credit.amount) && isZero(item.balance));
        assert.equal(item.sourceItemId, credit.creditMemoItemId);
        assert(item.unitPrice.eq(negated(credit.unitPrice)));
        const taxes = sum(item.taxationItems.map((tax) => tax.taxAmount));
        assert(taxes.eq(sum(credit.taxationItems.map((tax) => tax.taxAmount))));
        assert(item.taxationItems.every((tax) => isZero(tax.balance)));
      }
    }),
  );
});

test("a discount reduces the item that mirrors what it reduced", () => {
  const before = aCreditMemo({
    items: [
      aCreditMemoItem({ creditMemoItemId: "C1", amount: decimal("100") }),
      aCreditMemoItem({
        creditMemoItemId: "C2",
        processingType: "Discount",
        amount: decimal("-10"),
        appliedToItemId: "C1",
      }),
    ],
  });
  const { debitMemo } = takeBackCreditMemo(before, aRequest());
  const [charge, discount] = debitMemo.items;
  assert.equal(discount?.appliedToItemId, charge?.invoiceItemId);
  assert(isZero(debitMemo.balance) && debitMemo.amount.eq(decimal("90")));
});
