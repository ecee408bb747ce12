import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { anInvoicePaidInPart, aPostedCreditMemo } from "#test/support/document-arbitraries.ts";
import {
  aCreditMemo,
  anInvoice,
  orNothing,
  writtenBalances,
  writtenCreditMemo,
  writtenInvoice,
  writtenUnapplied,
} from "#test/support/documents.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import { AssertionError } from "../assert.ts";
import type {
  ApplicationRule,
  CreditMemoApplication,
  CreditMemoApplicationItem,
} from "../model/credit-memo.ts";
import { currency } from "../values/currency.ts";
import { decimal, decimalOfCount, isPositive, minimum, sum, ZERO } from "../values/decimal.ts";
import { plainDate } from "../values/plain-date.ts";
import { type Applied, type ApplyRequest, applyCreditMemo } from "./apply-credit-memo.ts";
import { creditMemoParts } from "./credit-memo-parts.ts";
import { settleApplication } from "./settle-application.ts";

const TODAY = plainDate("2023-05-24");
const TOMORROW = plainDate("2023-05-25");
const CENT = decimal("0.01");

const aRequest = (request: Partial<ApplyRequest> = {}): ApplyRequest => ({
  effectiveDate: TODAY,
  reach: "AnyInvoice",
  applicationRule: "FirstInFirstOut",
  rounding: currency("USD"),
  ...request,
});

const writtenApplication = (application: CreditMemoApplication | null): string =>
  orNothing((application?.items ?? []).map((item) => `${writtenEnds(item)} ${item.amount}`));

const writtenEnds = (item: CreditMemoApplicationItem): string =>
  `${item.creditTaxItemId ?? item.creditMemoItemId} to ${item.taxItemId ?? item.invoiceItemId}`;

describe("applyCreditMemo, worked examples", () => {
  for (const row of workedExamples("docs/spec/apply-credit-memo.md", "Cases")) {
    const { id, memo = "", invoice = "", reach, rule, most = "", applied } = row;
    test(`${id} ${row.case}: ${applied}`, () => {
      const request = aRequest({
        reach: reach as ApplyRequest["reach"],
        applicationRule: rule as ApplicationRule,
        amount: most === "-" ? undefined : decimal(most),
      });
      const after = applyCreditMemo(writtenCreditMemo(memo), writtenInvoice(invoice), request);
      assert.equal(writtenApplication(after.application), applied);
      assert.equal(writtenBalances(after.invoice), row["invoice owes"]);
      assert.equal(writtenUnapplied(after.creditMemo), row["memo has left"]);
    });
  }
});

describe("applyCreditMemo, what must not be asked of it", () => {
  const memo = writtenCreditMemo("I1 60 of I1");
  const asked: Record<string, () => unknown> = {
    "another account": () => applyCreditMemo(memo, anInvoice({ accountId: "B" }), aRequest()),
    "another currency": () => applyCreditMemo(memo, anInvoice({ currency: "EUR" }), aRequest()),
    "a draft invoice": () => applyCreditMemo(memo, anInvoice({ status: "Draft" }), aRequest()),
    "a draft memo": () => applyCreditMemo({ ...memo, status: "Draft" }, anInvoice(), aRequest()),
    "a day before the memo": () =>
      applyCreditMemo({ ...memo, creditMemoDate: TOMORROW }, anInvoice(), aRequest()),
    "a day before the invoice": () =>
      applyCreditMemo(memo, anInvoice({ invoiceDate: TOMORROW }), aRequest()),
  };
  for (const [what, ask] of Object.entries(asked)) {
    test(`${what} is our mistake`, () => assert.throws(ask, AssertionError));
  }
});

describe("settleApplication", () => {
  const oneOf = (amount: string, to = "I1"): CreditMemoApplication => ({
    creditMemoId: "CM",
    documentType: "Invoice",
    invoiceId: "INV",
    effectiveDate: TODAY,
    amount: decimal(amount),
    items: [
      {
        creditMemoItemId: "I1",
        creditTaxItemId: null,
        invoiceItemId: to,
        taxItemId: null,
        amount: decimal(amount),
      },
    ],
  });
  const settle = (application: CreditMemoApplication) => () =>
    settleApplication(writtenCreditMemo("I1 60"), writtenInvoice("I1 50, I2 100"), application);

  test("takes what both sides have", () => {
    assert.equal(writtenBalances(settle(oneOf("50"))().invoice), "I2 100");
  });
  test("refuses more than the invoice item owes", () => {
    assert.throws(settle(oneOf("51")), AssertionError);
  });
  test("refuses more than the memo item has", () => {
    assert.throws(settle(oneOf("61", "I2")), AssertionError);
  });
  test("refuses to take back what was never applied", () => {
    assert.throws(settle(oneOf("-1")), AssertionError);
  });
  test("refuses an item that is not on the invoice", () => {
    assert.throws(settle(oneOf("1", "I9")), AssertionError);
  });
  test("refuses a total that is not the sum of the items", () => {
    assert.throws(settle({ ...oneOf("10"), amount: decimal("11") }), AssertionError);
  });
});

describe("creditMemoParts", () => {
  test("a memo is what each invoice has of it and what is left", () => {
    const { creditMemo, application } = applyCreditMemo(
      writtenCreditMemo("I1 60"),
      writtenInvoice("I1 40"),
      aRequest(),
    );
    assert(application);
    const ofAnother = { ...application, creditMemoId: "CM2" };
    const parts = creditMemoParts(creditMemo, [application, ofAnother]);
    assert.deepEqual(
      parts.map(({ invoiceId, amount }) => `${invoiceId} ${amount}`),
      ["INV 40", "null 20"],
    );
  });
  test("a memo of nothing has no parts", () => {
    assert.deepEqual(creditMemoParts(aCreditMemo({ items: [] }), []), []);
  });
});

describe("applyCreditMemo, properties", () => {
  const anyRule = fc.constantFrom<ApplicationRule>("Proration", "FirstInFirstOut");
  const anyRequest = fc.record({
    reach: fc.constantFrom<ApplyRequest["reach"]>("AnyInvoice", "CreditedInvoice"),
    applicationRule: anyRule,
  });
  const anyAmount = fc
    .integer({ min: 0, max: 60_000 })
    .map((cents) => decimalOfCount(cents).times(CENT));

  test("balances never change sign, and both documents lose what is applied", () => {
    fc.assert(
      fc.property(aPostedCreditMemo(), anInvoicePaidInPart(), anyRequest, (memo, invoice, how) => {
        const after = applyCreditMemo(memo, invoice, aRequest(how));
        const applied = after.application?.amount ?? ZERO;
        assert(!applied.lt(ZERO));
        assert(after.invoice.balance.eq(invoice.balance.minus(applied)));
        assert(after.creditMemo.unappliedAmount.eq(memo.unappliedAmount.minus(applied)));
        assert(after.creditMemo.appliedAmount.eq(applied));
        for (const [index, item] of after.invoice.items.entries()) {
          const before = invoice.items[index]?.balance ?? ZERO;
          assert(
            isPositive(before)
              ? item.balance.gte(ZERO) && item.balance.lte(before)
              : item.balance.lte(ZERO) && item.balance.gte(before),
          );
        }
      }),
    );
  });

  test("where any of it may pay, the smaller of both is applied to the cent", () => {
    fc.assert(
      fc.property(aPostedCreditMemo(), anInvoicePaidInPart(), anyRule, (memo, invoice, rule) => {
        const applied = applyCreditMemo(memo, invoice, aRequest({ applicationRule: rule }));
        const most = minimum(memo.unappliedAmount, invoice.balance);
        assert((applied.application?.amount ?? ZERO).eq(most));
      }),
    );
  });

  test("with nothing negative and no taxes, the smaller of both is applied to the cent", () => {
    const amounts = fc.array(
      fc.integer({ min: 1, max: 50_000 }).map((cents) => decimalOfCount(cents).times(CENT)),
      { minLength: 1, maxLength: 5 },
    );
    // Shares are rounded to five cents too: what that keeps back of odd balances must not be lost.
    const roundings = fc.constantFrom(
      currency("USD"),
      currency("CHF", { increment: decimal("0.05") }),
    );
    fc.assert(
      fc.property(
        amounts,
        amounts,
        anyRule,
        roundings,
        (given, owed, applicationRule, rounding) => {
          const memo = writtenCreditMemo(given.map((amount, at) => `I${at} ${amount}`).join(", "));
          const invoice = writtenInvoice(owed.map((amount, at) => `I${at} ${amount}`).join(", "));
          const { application } = applyCreditMemo(
            memo,
            invoice,
            aRequest({ applicationRule, rounding }),
          );
          assert(application?.amount.eq(minimum(memo.amount, invoice.balance)));
        },
      ),
    );
  });

  test("applying a part and then the rest gives the balances of applying it at once", () => {
    fc.assert(
      fc.property(
        aPostedCreditMemo(),
        anInvoicePaidInPart(),
        anyAmount,
        anyAmount,
        (memo, invoice, a, b) => {
          const first = applyCreditMemo(memo, invoice, aRequest({ amount: a }));
          const second = applyCreditMemo(first.creditMemo, first.invoice, aRequest({ amount: b }));
          const once = applyCreditMemo(memo, invoice, aRequest({ amount: a.plus(b) }));
          assertSameBalances(second, once);
        },
      ),
    );
  });

  test("splitting each item of an application in two gives the same balances", () => {
    fc.assert(
      fc.property(aPostedCreditMemo(), anInvoicePaidInPart(), anyRequest, (memo, invoice, how) => {
        const once = applyCreditMemo(memo, invoice, aRequest(how));
        fc.pre(once.application !== null);
        const [half, rest] = inTwo(once.application);
        const first = settleApplication(memo, invoice, half);
        assertSameBalances(settleApplication(first.creditMemo, first.invoice, rest), once);
      }),
    );
  });

  test("applying again finds nothing to do", () => {
    fc.assert(
      fc.property(aPostedCreditMemo(), anInvoicePaidInPart(), anyRequest, (memo, invoice, how) => {
        const once = applyCreditMemo(memo, invoice, aRequest(how));
        assert.equal(
          applyCreditMemo(once.creditMemo, once.invoice, aRequest(how)).application,
          null,
        );
      }),
    );
  });
});

function inTwo(application: CreditMemoApplication): [CreditMemoApplication, CreditMemoApplication] {
  const quarter = (item: CreditMemoApplicationItem) => item.amount.times(decimal("0.25"));
  const of = (items: CreditMemoApplicationItem[]): CreditMemoApplication => ({
    ...application,
    items,
    amount: sum(items.map((item) => item.amount)),
  });
  return [
    of(application.items.map((item) => ({ ...item, amount: quarter(item) }))),
    of(application.items.map((item) => ({ ...item, amount: item.amount.minus(quarter(item)) }))),
  ];
}

type Balances = Pick<Applied<ReturnType<typeof aCreditMemo>>, "creditMemo" | "invoice">;

function assertSameBalances(actual: Balances, expected: Balances): void {
  assert.equal(writtenBalances(actual.invoice), writtenBalances(expected.invoice));
  assert.equal(writtenUnapplied(actual.creditMemo), writtenUnapplied(expected.creditMemo));
  assert(actual.invoice.balance.eq(expected.invoice.balance));
  assert(actual.creditMemo.unappliedAmount.eq(expected.creditMemo.unappliedAmount));
}
