import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { anInvoicePaidInPart, aPostedCreditMemo } from "#test/support/document-arbitraries.ts";
import {
  orNothing,
  writtenBalances,
  writtenCreditMemo,
  writtenInvoice,
  writtenUnapplied,
} from "#test/support/documents.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import type {
  CreditMemo,
  CreditMemoApplication,
  CreditMemoApplicationItem,
} from "../model/credit-memo.ts";
import type { Invoice } from "../model/document.ts";
import { currency } from "../values/currency.ts";
import { decimal, decimalOfCount, isPositive, minimum, negated } from "../values/decimal.ts";
import { plainDate } from "../values/plain-date.ts";
import { applyCreditMemo } from "./apply-credit-memo.ts";
import type { WantedItem } from "./given-application.ts";
import { unapplyCreditMemo } from "./unapply-credit-memo.ts";

const TODAY = plainDate("2023-05-24");

/** Memo, invoice and what was applied, first in first out. */
function applied(creditMemo: CreditMemo, invoice: Invoice, amount?: string) {
  return applyCreditMemo(creditMemo, invoice, {
    effectiveDate: TODAY,
    reach: "AnyInvoice",
    applicationRule: "FirstInFirstOut",
    rounding: currency("USD"),
    amount: amount === undefined ? undefined : decimal(amount),
  });
}

const pairsOf = ({ invoiceId, items }: CreditMemoApplication) => ({
  invoiceId,
  latestDate: TODAY,
  items,
});

/** "I1 to I2 12" or "T1 to T1 2". */
function wantedItem(text: string): WantedItem {
  const [, from = "", to = "", amount = ""] = /^(\w+) to (\w+) ([\d.]+)$/.exec(text) ?? [];
  const isTax = from.startsWith("T");
  return {
    amount: decimal(amount),
    creditMemoItemId: isTax ? null : from,
    itemId: isTax ? null : to,
    creditTaxItemId: isTax ? from : null,
    taxItemId: isTax ? to : null,
  };
}

const written = (item: CreditMemoApplicationItem): string =>
  `${item.creditTaxItemId ?? item.creditMemoItemId} to ${item.taxItemId ?? item.invoiceItemId} ${negated(item.amount)}`;

describe("unapplyCreditMemo, worked examples", () => {
  for (const row of workedExamples("docs/spec/unapply-credit-memo.md", "Cases")) {
    const { id, invoice = "", memo = "", amount = "", items = "" } = row;
    test(`${id} ${row.case}: ${row["taken back"]}`, () => {
      const before = applied(writtenCreditMemo(memo), writtenInvoice(invoice), row.applied);
      assert(before.application);
      const after = unapplyCreditMemo(
        before.creditMemo,
        before.invoice,
        {
          amount: decimal(amount),
          items: items === "-" ? undefined : items.split(", ").map(wantedItem),
          effectiveDate: TODAY,
        },
        pairsOf(before.application),
      );
      assert.equal(orNothing(after.application.items.map(written)), row["taken back"]);
      assert.equal(writtenBalances(after.invoice), row["invoice owes"]);
      assert.equal(writtenUnapplied(after.creditMemo), row["memo has left"]);
    });
  }
});

test("what is applied and taken back whole leaves both as they were", () => {
  fc.assert(
    fc.property(aPostedCreditMemo(), anInvoicePaidInPart(), (creditMemo, invoice) => {
      const before = applied(creditMemo, invoice);
      if (!before.application) return;
      const { amount } = before.application;
      const wanted = { amount, items: undefined, effectiveDate: TODAY };
      const pairs = pairsOf(before.application);
      const after = unapplyCreditMemo(before.creditMemo, before.invoice, wanted, pairs);
      assert.deepEqual(after.creditMemo, creditMemo);
      assert.deepEqual(after.invoice, invoice);
    }),
  );
});

test("a part that is taken back is owed again, and can be applied again", () => {
  const aShare = fc.integer({ min: 1, max: 99 });
  fc.assert(
    fc.property(
      aPostedCreditMemo(),
      anInvoicePaidInPart(),
      aShare,
      (creditMemo, invoice, share) => {
        const before = applied(creditMemo, invoice);
        if (!before.application) return;
        const cent = decimal("0.01");
        const amount = minimum(
          before.application.amount,
          before.application.amount.times(decimalOfCount(share)).times(cent).round(2, 3),
        );
        if (!isPositive(amount)) return;
        const wanted = { amount, items: undefined, effectiveDate: TODAY };
        const pairs = pairsOf(before.application);
        const after = unapplyCreditMemo(before.creditMemo, before.invoice, wanted, pairs);
        assert(after.invoice.balance.eq(before.invoice.balance.plus(amount)));
        assert(after.creditMemo.unappliedAmount.eq(before.creditMemo.unappliedAmount.plus(amount)));
        const again = applied(after.creditMemo, after.invoice, amount.toFixed());
        assert(again.application?.amount.eq(amount));
      },
    ),
  );
});
