import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { billed } from "#test/support/billing.ts";
import { aCharge, aRatePlan, aSubscription, cancelledOn } from "#test/support/subscriptions.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import { type BillingRules, DEFAULT_BILLING_RULES } from "../model/billing-rules.ts";
import type { Recurrence } from "../model/charge.ts";
import type { BilledItem, Line } from "../model/document.ts";
import type { Subscription } from "../model/subscription.ts";
import { currency } from "../values/currency.ts";
import { fromServicePeriod, serviceEndDate } from "../values/date-range.ts";
import { type Decimal, decimal, sum, ZERO } from "../values/decimal.ts";
import { plainDate } from "../values/plain-date.ts";
import {
  leftOf,
  paidDays,
  scheduledCharges,
  scheduleLines,
  scheduleShares,
} from "./invoice-schedule.ts";

const FILE = "docs/spec/invoice-schedules.md";
const USD = currency("USD");
const START = plainDate("2023-01-01");

const daysOf = (text = "") => {
  const [start = "", last = ""] = text.split("..");
  return fromServicePeriod(plainDate(start), plainDate(last));
};
const writtenDays = (days: Parameters<typeof serviceEndDate>[0]) =>
  `${days.start}..${serviceEndDate(days)}`;
const decimals = (text = ""): Decimal[] => text.split(", ").map(decimal);

describe("the days that an amount pays for", () => {
  for (const row of workedExamples(FILE, "Service periods")) {
    test(`${row.id}: ${row.amount} of ${row.price} after ${row["billed before"]}`, () => {
      const service = paidDays(
        daysOf(row.days),
        {
          due: decimal(row.price ?? ""),
          billed: decimal(row["billed before"] ?? ""),
          share: decimal(row.amount ?? ""),
        },
        row["days in a month"] as BillingRules["daysInMonth"],
      );
      assert.equal(writtenDays(service), row.service);
    });
  }
});

describe("the shares of an amount", () => {
  for (const row of workedExamples(FILE, "Shares")) {
    test(`${row.id}: ${row.amount} of ${row["left of each charge"]}`, () => {
      const charges = (row["left of each charge"] ?? "").split(", ").map((text) => {
        const [left = "", from = "2023-01-01"] = text.split(" from ");
        return { left: decimal(left), start: plainDate(from) };
      });
      const shares = scheduleShares(charges, decimal(row.amount ?? ""), USD);
      assert.equal(shares.map((share) => share?.toFixed() ?? "-").join(", "), row.shares);
    });
  }

  test("sum to the amount or to what is left, and none is more than its charge has", () => {
    const cents = fc
      .integer({ min: 0, max: 1_000_000 })
      .map((n) => decimal(String(n)).div(decimal("100")));
    fc.assert(
      fc.property(fc.array(cents, { minLength: 1, maxLength: 6 }), cents, (left, amount) => {
        const charges = left.map((each) => ({ left: each, start: START }));
        const shares = scheduleShares(charges, amount, USD).map((share) => share ?? ZERO);
        const total = sum(left);
        const expected = amount.lt(total) ? amount : total;
        assert.equal(sum(shares).toFixed(), expected.toFixed());
        for (const [index, share] of shares.entries()) {
          assert.ok(share.gte(ZERO) && share.lte(left[index] ?? ZERO));
        }
      }),
    );
  });
});

const anAnnualSubscription = (prices: readonly Decimal[]): Subscription =>
  aSubscription({
    currentTerm: daysOf("2023-01-01..2023-12-31"),
    ratePlans: [
      aRatePlan({
        charges: prices.map((price, index) => {
          const recurrence = { ...aCharge().recurrence, billingPeriod: "Annual" } as Recurrence;
          const effective = daysOf("2023-01-01..2023-12-31");
          const named = { chargeId: `c${index}`, chargeNumber: `C${index}` };
          return aCharge({ price, ...named, recurrence, effective });
        }),
      }),
    ],
  });

/** As it is once a schedule has it: nothing of it is due for bill runs. */
const scheduled = (subscription: Subscription): Subscription => ({
  ...subscription,
  ratePlans: subscription.ratePlans.map((plan) => ({
    ...plan,
    charges: plan.charges.map((charge) => ({
      ...charge,
      chargedThroughDate: charge.effective?.end ?? null,
      processedThroughDate: charge.effective?.end ?? null,
    })),
  })),
});

const HOW = { rules: { prorationUnit: "ProrateByMonthFirst" } } as const;

type State = { readonly subscription: Subscription; readonly billedItems: readonly BilledItem[] };

const chargesOf = ({ subscription, billedItems }: State) =>
  scheduledCharges({
    billCycleDay: 1,
    currency: USD,
    rules: { ...DEFAULT_BILLING_RULES, ...HOW.rules },
    subscriptions: [subscription],
    chargeNumbers: new Set(
      subscription.ratePlans.flatMap((plan) => plan.charges.map((each) => each.chargeNumber)),
    ),
    billedItems,
  });

function execute(state: State, amount: Decimal, document: string): { state: State; lines: Line[] } {
  const lines = scheduleLines(chargesOf(state), amount);
  const items = lines.map(
    ({ chargeNumber, segment, service, quantity, amount: share }): BilledItem => ({
      accountId: "account-1",
      documentType: "Invoice",
      documentId: document,
      itemId: `${chargeNumber} ${document}`,
      chargeNumber,
      segment,
      service,
      quantity,
      amount: share,
      creditedAmount: ZERO,
      discounts: [],
      invoiceScheduleId: "schedule-1",
    }),
  );
  return { state: { ...state, billedItems: [...state.billedItems, ...items] }, lines };
}

describe("stories of schedules", () => {
  for (const row of workedExamples(FILE, "Stories")) {
    test(`${row.id}: ${row.prices} billed by ${row.amounts}, ends on ${row["ends on"]}`, () => {
      const amounts = decimals(row.amounts);
      let state: State = {
        subscription: scheduled(anAnnualSubscription(decimals(row.prices))),
        billedItems: [],
      };
      const before = Number(row.billed);
      for (const [index, amount] of amounts.slice(0, before).entries()) {
        const done = execute(state, amount, `${index + 1}`);
        assert.equal(sum(done.lines.map((line) => line.amount)).toFixed(), amount.toFixed());
        state = done.state;
      }
      assert.deepEqual(
        billed(state, plainDate("2024-06-01"), HOW).lines,
        [],
        "bill runs find nothing",
      );
      const on = plainDate(row["ends on"] ?? "");
      const ended = { ...state, subscription: cancelledOn(state.subscription, on) };
      const credited = billed(ended, on, HOW);
      const credits = credited.lines.map(
        ({ amount, creditedItem, service }) =>
          `${amount.neg().toFixed()} of ${creditedItem?.documentId} for ${writtenDays(service)}`,
      );
      assert.equal(credits.join(", ") || "-", row.credits);
      assert.deepEqual(billed(credited, on, HOW).lines, [], "once");
      state = credited;
      const then = amounts.slice(before).map((amount, index) => {
        const done = execute(state, amount, `${index + 9}`);
        state = done.state;
        return sum(done.lines.map((line) => line.amount)).toFixed();
      });
      assert.equal(then.join(", ") || "-", row["then billed"]);
    });
  }

  test("however it is billed and whenever it ends, what was billed less credited is what is due", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 500_000 }), { minLength: 1, maxLength: 4 }),
        fc.array(fc.integer({ min: 1, max: 400_000 }), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 0, max: 364 }),
        (prices, amounts, day) => {
          const money = (cents: number) => decimal(String(cents)).div(decimal("100"));
          let state: State = {
            subscription: scheduled(anAnnualSubscription(prices.map(money))),
            billedItems: [],
          };
          for (const [index, amount] of amounts.entries()) {
            state = execute(state, money(amount), `${index}`).state;
          }
          const on = plainDate(new Date(Date.UTC(2023, 0, 1 + day)).toISOString().slice(0, 10));
          const ended = { ...state, subscription: cancelledOn(state.subscription, on) };
          const after = billed(ended, on, HOW);
          for (const item of after.billedItems) {
            assert.ok(item.creditedAmount.lte(item.amount));
          }
          for (const charge of chargesOf(after)) {
            assert.ok(charge.billed.lte(charge.due), `${charge.billed} of ${charge.due}`);
            assert.ok(leftOf(charge).gte(ZERO));
          }
        },
      ),
    );
  });
});
