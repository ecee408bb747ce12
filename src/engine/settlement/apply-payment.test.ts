import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { anInvoicePaidInPart } from "#test/support/document-arbitraries.ts";
import {
  anInvoice,
  anInvoiceItem,
  aTaxationItem,
  orNothing,
  writtenBalances,
  writtenInvoice,
  writtenParts,
} from "#test/support/documents.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import { BillingError } from "../errors.ts";
import type { ApplicationRule } from "../model/credit-memo.ts";
import type { Invoice } from "../model/document.ts";
import type { PaymentApplicationItem, PaymentFunds, WantedItem } from "../model/payment.ts";
import { currency } from "../values/currency.ts";
import { type Decimal, decimal, decimalOfCount, isPositive, sum, ZERO } from "../values/decimal.ts";
import { plainDate } from "../values/plain-date.ts";
import { applyPayment, type PaymentRequest, unapplyPayment } from "./apply-payment.ts";

const TODAY = plainDate("2023-05-24");

const aPayment = (amount: Decimal, funds: Partial<PaymentFunds> = {}): PaymentFunds => ({
  paymentId: "P",
  paymentNumber: "P-00000001",
  accountId: anInvoice().accountId,
  currency: "USD",
  effectiveDate: TODAY,
  amount,
  unappliedAmount: amount,
  refundAmount: ZERO,
  reservedAmount: ZERO,
  ...funds,
});

const aRequest = (request: Partial<PaymentRequest> & { amount: Decimal }): PaymentRequest => ({
  effectiveDate: TODAY,
  applicationRule: "Proration",
  rounding: currency("USD"),
  ...request,
});

const written = (items: readonly PaymentApplicationItem[]): string =>
  orNothing(
    items.map(({ invoiceItemId, taxItemId, amount }) => `${taxItemId ?? invoiceItemId} ${amount}`),
  );

const named = (text: string): WantedItem[] =>
  writtenParts(text).map(({ kind, number, amount }) => {
    const isTax = kind === "T";
    const id = `${kind}${number}`;
    return { invoiceItemId: isTax ? null : id, taxItemId: isTax ? id : null, amount };
  });

describe("applyPayment, worked examples", () => {
  for (const row of workedExamples("docs/spec/apply-payment.md", "Cases")) {
    const { id, invoice = "", rule, payment = "", paid } = row;
    test(`${id} ${row.case}: ${paid}`, () => {
      const amount = decimal(payment);
      const items = row.named === "-" ? undefined : named(row.named ?? "");
      const applicationRule = rule as ApplicationRule;
      const request = aRequest({ amount, items, applicationRule });
      const after = applyPayment(aPayment(amount), writtenInvoice(invoice), request);
      assert.equal(written(after.application.items), paid);
      assert.equal(writtenBalances(after.invoice), row["invoice owes"]);
      assert.equal(after.payment.unappliedAmount.eq(ZERO), true);
    });
  }
});

describe("what is refused", () => {
  const invoice = writtenInvoice("I1 100, T1 20");
  const apply =
    (amount: string, request: Partial<PaymentRequest> = {}, funds = {}) =>
    () =>
      applyPayment(
        aPayment(decimal("1000"), funds),
        invoice,
        aRequest({ amount: decimal(amount), ...request }),
      );
  const refused: Record<string, () => unknown> = {
    nothing: apply("0"),
    "less than nothing": apply("-1"),
    "more than the invoice owes": apply("121"),
    "more than the payment has left": apply("50", {}, { unappliedAmount: decimal("49") }),
    "what a refund is giving back": apply("50", {}, { reservedAmount: decimal("951") }),
    "another currency": apply("50", {}, { currency: "EUR" }),
    "a day before the payment": apply("50", {}, { effectiveDate: plainDate("2023-05-25") }),
    "items that do not add up": apply("50", { items: named("I1 40") }),
    "an item for more than it owes": apply("110", { items: named("I1 110") }),
    "an item that is not there": apply("10", { items: named("I9 10") }),
    "an item twice": apply("20", { items: named("I1 10, I1 10") }),
    "a draft": () =>
      applyPayment(
        aPayment(decimal("10")),
        { ...invoice, status: "Draft" },
        aRequest({ amount: decimal("10") }),
      ),
    "to take back what was not paid": () =>
      unapplyPayment(aPayment(decimal("10")), invoice, [], aRequest({ amount: decimal("1") })),
  };
  for (const [what, ask] of Object.entries(refused)) {
    test(what, () => assert.throws(ask, BillingError));
  }
});

describe("unapplyPayment", () => {
  test("takes back what was paid last, and taxes last of all", () => {
    const request = aRequest({ amount: decimal("70") });
    const after = applyPayment(
      aPayment(decimal("70")),
      writtenInvoice("I1 100, T1 10, I2 100, T2 10"),
      request,
    );
    const { items } = after.application;
    const back = unapplyPayment(after.payment, after.invoice, items, {
      amount: decimal("60"),
      effectiveDate: TODAY,
    });
    assert.equal(written(back.application.items), "I2 -25, I1 -25, T2 -10");
  });
});

/** Amounts in so many minor units of currencies with none, two and three decimals. */
const CURRENCIES = ["JPY", "USD", "KWD"];
const anyOpenInvoice = fc
  .record({
    code: fc.constantFrom(...CURRENCIES),
    items: fc.array(
      fc.record({
        amount: fc.integer({ min: -500, max: 50_000 }),
        taxes: fc.array(fc.integer({ min: 0, max: 4_000 }), { maxLength: 2 }),
      }),
      { minLength: 1, maxLength: 6 },
    ),
  })
  .map(({ code, items }) => {
    const { roundingIncrement } = currency(code);
    const units = (count: number) => decimalOfCount(count).times(roundingIncrement);
    const made = items.map(({ amount, taxes }, index) =>
      anInvoiceItem({
        invoiceItemId: `I${index}`,
        amount: units(amount),
        balance: units(amount),
        taxationItems: taxes.map((tax, taxIndex) =>
          aTaxationItem({
            taxationItemId: `T${index}-${taxIndex}`,
            taxAmount: units(tax),
            balance: units(tax),
          }),
        ),
      }),
    );
    const owed = owedBy(made);
    return anInvoice({ currency: code, items: made, amount: owed, balance: owed });
  })
  .filter(({ balance }) => isPositive(balance));

const owedBy = (items: Invoice["items"]) =>
  sum(items.flatMap((item) => [item.balance, ...item.taxationItems.map((tax) => tax.balance)]));

const anyRule = fc.constantFrom<ApplicationRule>("Proration", "FirstInFirstOut");

describe("properties", () => {
  test("whatever is applied, unapplied and applied again, not one minor unit is lost", () => {
    const steps = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 100 })), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(anyOpenInvoice, anyRule, steps, (invoice, applicationRule, path) => {
        const rounding = currency(invoice.currency);
        const unit = rounding.roundingIncrement;
        const part = (whole: Decimal, share: number) => {
          const count = Number(whole.div(unit).toFixed());
          return decimalOfCount(Math.floor((count * share) / 100)).times(unit);
        };
        const start = aPayment(invoice.balance, { currency: invoice.currency });
        let now = { payment: start, invoice };
        const applied: PaymentApplicationItem[] = [];
        for (const [isApply, share] of path) {
          const most = isApply ? now.payment.unappliedAmount : sum(applied.map((a) => a.amount));
          const amount = part(most, share);
          if (!isPositive(amount)) continue;
          const request = aRequest({ amount, applicationRule, rounding });
          const after = isApply
            ? applyPayment(now.payment, now.invoice, request)
            : unapplyPayment(now.payment, now.invoice, applied, request);
          applied.push(...after.application.items);
          now = after;
          assert(now.invoice.balance.eq(owedBy(now.invoice.items)), "items owe what is owed");
          assert(
            now.invoice.balance
              .plus(now.payment.amount)
              .minus(now.payment.unappliedAmount)
              .eq(invoice.balance),
            "what is not owed any more was paid",
          );
        }
        const rest = sum(applied.map((a) => a.amount));
        if (!isPositive(rest)) return;
        const back = unapplyPayment(now.payment, now.invoice, applied, aRequest({ amount: rest }));
        assert.deepEqual(writtenBalances(back.invoice), writtenBalances(invoice));
        assert(back.payment.unappliedAmount.eq(start.amount));
      }),
    );
  });

  test("what owes is never paid below nothing, and what is below nothing is not paid", () => {
    const anyShare = fc.integer({ min: 1, max: 100 });
    fc.assert(
      fc.property(anInvoicePaidInPart(), anyRule, anyShare, (invoice, applicationRule, share) => {
        const cents = Math.floor(
          (Number(invoice.balance.times(decimal("100")).toFixed()) * share) / 100,
        );
        const amount = decimalOfCount(cents).times(decimal("0.01"));
        if (!isPositive(amount)) return;
        const after = applyPayment(
          aPayment(amount),
          invoice,
          aRequest({ amount, applicationRule }),
        );
        for (const [index, item] of after.invoice.items.entries()) {
          const before = invoice.items[index];
          assert(
            isPositive(before?.balance ?? ZERO)
              ? item.balance.gte(ZERO)
              : item.balance.eq(before?.balance ?? ZERO),
          );
        }
        assert(after.invoice.balance.eq(invoice.balance.minus(amount)));
      }),
    );
  });
});
