import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { billed, unbilled, writtenLines } from "#test/support/billing.ts";
import { aCharge, aOneTimeCharge, aRatePlan, aSubscription } from "#test/support/subscriptions.ts";
import { historyOf } from "#test/support/terms.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import { BillingError } from "../errors.ts";
import type { Charge } from "../model/charge.ts";
import type { CancelSubscriptionAction } from "../model/order.ts";
import type { Subscription, SubscriptionStatus, TermPeriodType } from "../model/subscription.ts";
import { DEFAULT_SUBSCRIPTION_SETTINGS } from "../model/subscription-settings.ts";
import { endOfTerm } from "../model/term.ts";
import { type DateRange, isEmpty, NO_END, serviceEndDate } from "../values/date-range.ts";
import { plainDate } from "../values/plain-date.ts";
import { cancelSubscription } from "./cancel-subscription.ts";
import type { OrderContext } from "./order-action.ts";

const SPEC = "docs/spec/cancel-subscription.md";
const INERT = plainDate("2024-08-29");

const CONTEXT: OrderContext = {
  orderDate: plainDate("2023-05-01"),
  today: plainDate("2023-05-01"),
  triggerDates: { ContractEffective: INERT, ServiceActivation: INERT, CustomerAcceptance: INERT },
  changeReason: "Moved away",
  requiredDates: DEFAULT_SUBSCRIPTION_SETTINGS,
  pendingCharges: "stay",
  accountId: "account-1",
  accountCurrency: "USD",
  accounts: new Map(),
  catalog: new Map(),
  originalRatePlanIds: new Map(),
  supply: {
    newId: () => assert.fail("makes nothing"),
    subscriptionNumber: () => assert.fail("makes nothing"),
    ratePlanNumber: () => assert.fail("makes nothing"),
    chargeNumber: () => assert.fail("makes nothing"),
    rampNumber: () => assert.fail("makes nothing"),
  },
};

/** "EndOfCurrentTerm", "SpecificDate 2023-05-24". */
function actionOf(text: string): CancelSubscriptionAction {
  const [cancellationPolicy, date = ""] = text.split(" ");
  const type = "CancelSubscription";
  if (cancellationPolicy === "SpecificDate") {
    return { type, cancellationPolicy, cancellationEffectiveDate: plainDate(date) };
  }
  assert(
    cancellationPolicy === "EndOfCurrentTerm" || cancellationPolicy === "EndOfLastInvoicePeriod",
  );
  return { type, cancellationPolicy };
}

/** "12 Month from 2023-01-01", "evergreen from 2023-01-01". */
function termOf(text: string): DateRange {
  const [length = "", from = ""] = text.split(" from ");
  const start = plainDate(from);
  if (length === "evergreen") return { start, end: NO_END };
  const [period, periodType] = length.split(" ");
  const term = { period: Number(period), periodType: periodType as TermPeriodType };
  return { start, end: endOfTerm(start, term) };
}

/** "2023-01-01 to 2024-01-01", "pending". */
function daysOf(text: string): DateRange | undefined {
  if (text === "pending") return undefined;
  const [start = "", end = ""] = text.split(" to ");
  return { start: plainDate(start), end: end === "evergreen" ? NO_END : plainDate(end) };
}

const writtenDays = (range: DateRange | undefined): string =>
  range ? `${range.start} to ${range.end}` : "pending";

type Row = Readonly<Record<string, string>>;

function subscriptionOf(row: Row): Subscription {
  const currentTerm = termOf(row.term ?? "");
  const charges = (row["charged through"] ?? "").split(", ").map((date, index) =>
    aCharge({
      chargeNumber: `C-${index + 1}`,
      effective: currentTerm,
      chargedThroughDate: date === "-" ? null : plainDate(date),
    }),
  );
  return aSubscription({
    status: (row.status ?? "Active") as SubscriptionStatus,
    currentTerm,
    subscriptionStartDate: currentTerm.start,
    autoRenew: true,
    ratePlans: [aRatePlan({ charges })],
  });
}

const on = (date: string): CancelSubscriptionAction => actionOf(`SpecificDate ${date}`);
const cancelled = (subscription: Subscription, date: string): Subscription =>
  cancelSubscription(subscription, on(date), CONTEXT);
const onlyCharge = ({ ratePlans }: Subscription): Charge => {
  const charge = ratePlans[0]?.charges[0];
  assert(charge);
  return charge;
};

describe("effective date", () => {
  for (const row of workedExamples(SPEC, "Effective date")) {
    test(`${row.id}: ${row.policy} of ${row.term} is ${row["cancelled date"]}`, () => {
      const before = subscriptionOf(row);
      const after = cancelSubscription(before, actionOf(row.policy ?? ""), CONTEXT);
      assert.equal(after.cancelledDate, row["cancelled date"]);
      assert.equal(after.currentTerm.end, row["cancelled date"]);
      const { start } = before.currentTerm;
      const served = { start, end: after.cancelledDate ?? start };
      const lastDay = isEmpty(served) ? "none" : serviceEndDate(served);
      assert.equal(lastDay, row["last day served"]);
    });
  }
});

test("what was billed of a removed product past its removal is no invoice period to end", () => {
  const charge = aCharge({ chargedThroughDate: plainDate("2023-04-01") });
  const removed = aCharge({
    chargeNumber: "C-2",
    effective: daysOf("2023-01-01 to 2023-03-11"),
    chargedThroughDate: plainDate("2024-01-01"),
  });
  const ratePlans = [
    aRatePlan({ charges: [charge] }),
    aRatePlan({ lastChangeType: "Remove", charges: [removed] }),
  ];
  const before = aSubscription({ ratePlans });
  const after = cancelSubscription(before, actionOf("EndOfLastInvoicePeriod"), CONTEXT);
  assert.equal(after.cancelledDate, "2023-04-01");
});

describe("refused", () => {
  for (const row of workedExamples(SPEC, "Refused")) {
    test(`${row.id}: ${row.policy} of ${row.term}, ${row.status}`, () => {
      const before = subscriptionOf(row);
      assert.throws(
        () => cancelSubscription(before, actionOf(row.policy ?? ""), CONTEXT),
        (error) => error instanceof BillingError && error.code === row.error,
      );
    });
  }
});

describe("days of service", () => {
  for (const row of workedExamples(SPEC, "Days of service")) {
    test(`${row.id}: ${row.before} becomes ${row.after}`, () => {
      const effective = daysOf(row.before ?? "");
      const estimatedStartDate = effective ? null : plainDate("2023-09-01");
      const charge = aCharge({ effective, estimatedStartDate });
      const end = effective?.end === NO_END ? NO_END : plainDate("2024-01-01");
      const currentTerm = { start: plainDate("2023-01-01"), end };
      const ratePlans = [aRatePlan({ charges: [charge] })];
      const after = onlyCharge(cancelled(aSubscription({ currentTerm, ratePlans }), "2023-05-24"));
      assert.equal(writtenDays(after.effective), row.after);
      const isTouched = row.touched === "yes";
      assert.equal(after.version, charge.version + (isTouched ? 1 : 0));
      assert.equal(after.amendedByOrderOn, isTouched ? CONTEXT.orderDate : null);
      assert.equal(after.estimatedStartDate, estimatedStartDate);
    });
  }
});

describe("status history", () => {
  for (const row of workedExamples(SPEC, "Status history")) {
    test(`${row.id}: cancelled on ${row.cancelled}`, () => {
      const statusHistory = historyOf(row.before ?? "");
      const currentTerm = { start: plainDate("2022-01-01"), end: plainDate("2025-01-01") };
      const subscriptionStartDate = plainDate("2022-01-01");
      const before = aSubscription({ currentTerm, subscriptionStartDate, statusHistory });
      const after = cancelled(before, row.cancelled ?? "");
      assert.deepEqual(after.statusHistory, historyOf(row.after ?? ""));
    });
  }
});

describe("billed before and after", () => {
  for (const row of workedExamples(SPEC, "Billed before and after")) {
    test(`${row.id}: cancelled on ${row.cancelled}`, () => {
      const service = daysOf(row.service ?? "");
      assert(service);
      const once = row.charge === "OneTime";
      const effective = service;
      const charge = once ? aOneTimeCharge({ effective }) : aCharge({ effective });
      const { start } = service;
      const end = once ? plainDate("2013-02-01") : service.end;
      const before = aSubscription({
        currentTerm: { start, end },
        subscriptionStartDate: start,
        ratePlans: [aRatePlan({ charges: [charge] })],
      });
      const first = billed(unbilled(before), plainDate(row.billed ?? ""));
      const { chargedThroughDate, processedThroughDate } = onlyCharge(first.subscription);
      assert.equal(chargedThroughDate, row["charged through"]);
      assert.equal(processedThroughDate, row["processed through"]);

      const subscription = cancelled(first.subscription, row.cancelled ?? "");
      const next = billed({ ...first, subscription }, plainDate("2030-01-01"));
      assert.equal(writtenLines(next.lines), row.next);
    });
  }
});

describe("a cancelled subscription", () => {
  const before = aSubscription({ autoRenew: true });
  const after = cancelled(before, "2023-05-24");

  test("is Cancelled at once, for the reason that the action gave", () => {
    assert.equal(after.status, "Cancelled");
    assert.equal(after.cancelReason, "Moved away");
  });

  test("keeps auto-renewal, the lengths of its terms and its trigger dates", () => {
    const { status, cancelledDate, cancelReason, currentTerm, lastBookingDate, ...kept } = after;
    const { statusHistory, ratePlans, ...rest } = kept;
    for (const [field, value] of Object.entries(rest)) {
      assert.deepEqual(value, before[field as keyof Subscription], field);
    }
  });

  test("is booked on the order date, or on a day of its own", () => {
    assert.equal(after.lastBookingDate, CONTEXT.orderDate);
    const bookingDate = plainDate("2023-04-30");
    const booked = cancelSubscription(before, { ...on("2023-05-24"), bookingDate }, CONTEXT);
    assert.equal(booked.lastBookingDate, bookingDate);
  });
});

describe("the term of a subscription that was renewed ahead", () => {
  const renewedTwice = aSubscription({
    currentTerm: { start: plainDate("2024-07-01"), end: plainDate("2025-01-01") },
    renewalTerm: { period: 6, periodType: "Month" },
  });
  const ends = [
    ["2023-06-01", "2023-01-01"],
    ["2024-01-01", "2024-01-01"],
    ["2024-06-30", "2024-01-01"],
    ["2024-07-01", "2024-07-01"],
    ["2024-12-31", "2024-07-01"],
  ] as const;

  for (const [cancelledOn, termStartDate] of ends) {
    test(`begins on ${termStartDate} when it is cancelled on ${cancelledOn}`, () => {
      const action = actionOf(`SpecificDate ${cancelledOn}`);
      const { currentTerm } = cancelSubscription(renewedTwice, action, CONTEXT);
      assert.deepEqual(currentTerm, { start: termStartDate, end: cancelledOn });
    });
  }
});
