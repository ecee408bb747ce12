/** What holds for all that renews, suspends, resumes and re-terms a subscription, and bills between. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
  aCurrency,
  aDay,
  someRecurrence,
  someRules,
  someSubscription,
} from "#test/support/arbitraries.ts";
import {
  type BilledSubscription,
  billed,
  type HowToBill,
  unbilled,
} from "#test/support/billing.ts";
import { anOrderContext, aSupply } from "#test/support/order-context.ts";
import { BillingError } from "../errors.ts";
import type { Recurrence } from "../model/charge.ts";
import type { Line } from "../model/document.ts";
import type { OrderAction } from "../model/order.ts";
import { chargesOf, type Subscription } from "../model/subscription.ts";
import { contains, isEmpty } from "../values/date-range.ts";
import { type Decimal, sum } from "../values/decimal.ts";
import { addDays, type PlainDate, plainDate } from "../values/plain-date.ts";
import { applyOrderAction } from "./index.ts";
import { nextVersion } from "./next-version.ts";

const FAR = plainDate("2029-01-01");

type Step = {
  readonly does:
    | "bill"
    | "renew"
    | "suspend"
    | "resume"
    | "extend"
    | "terms"
    | "evergreen"
    | "undo";
  /** Days after the subscription starts. */
  readonly after: number;
};

const someSteps = (): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.record({
      does: fc.constantFrom<Step["does"][]>(
        ...(["bill", "bill", "renew", "suspend", "suspend", "resume", "resume"] as const),
        ...(["extend", "terms", "evergreen", "undo"] as const),
      ),
      after: fc.integer({ min: 0, max: 700 }),
    }),
    { minLength: 1, maxLength: 12 },
  );

function actionOf({ does }: Step, on: PlainDate): OrderAction | undefined {
  switch (does) {
    case "bill":
      return undefined;
    case "renew":
      return { type: "RenewSubscription" };
    case "suspend":
      return { type: "Suspend", suspendPolicy: "SpecificDate", suspendSpecificDate: on };
    case "undo":
      return { type: "Resume", resumePolicy: "SuspendDate", extendsTerm: false };
    case "resume":
    case "extend": {
      const policy = { resumePolicy: "SpecificDate", resumeSpecificDate: on } as const;
      return { type: "Resume", ...policy, extendsTerm: does === "extend" };
    }
    case "terms": {
      const lastTerm = { termType: "TERMED", startDate: null, length: null, endDate: on } as const;
      return { type: "TermsAndConditions", lastTerm };
    }
    case "evergreen":
      return { type: "TermsAndConditions", lastTerm: { termType: "EVERGREEN", startDate: null } };
  }
}

type Told = BilledSubscription & { readonly lines: readonly Line[] };

const supply = aSupply();

function stepped(told: Told, step: Step, how: HowToBill): Told {
  const on = addDays(told.subscription.subscriptionStartDate, step.after);
  const action = actionOf(step, on);
  if (!action) {
    const next = billed(told, on, how);
    return { ...next, lines: [...told.lines, ...next.lines] };
  }
  try {
    const context = anOrderContext({ supply });
    const before = nextVersion(told.subscription, supply);
    return { ...told, subscription: applyOrderAction(before, action, context) };
  } catch (error) {
    if (error instanceof BillingError) return told;
    throw error;
  }
}

const someStory = (recurrences: fc.Arbitrary<Recurrence>) =>
  fc.record({
    subscription: someSubscription(recurrences).map((subscription) => {
      const startDate = subscription.subscriptionStartDate;
      const statusHistory = [{ status: "Active" as const, startDate, endDate: null }];
      return { ...subscription, statusHistory };
    }),
    steps: someSteps(),
    rules: someRules(),
    currency: aCurrency(),
    billCycleDay: fc.integer({ min: 1, max: 31 }),
  });

type Story = typeof someStory extends (of: never) => fc.Arbitrary<infer Value> ? Value : never;

const toldOf = ({ subscription, steps, ...how }: Story): Told =>
  steps.reduce((told: Told, step) => stepped(told, step, how), {
    ...unbilled(subscription),
    lines: [],
  });

const neverBilled = (subscription: Subscription): Subscription => ({
  ...subscription,
  ratePlans: subscription.ratePlans.map((ratePlan) => ({
    ...ratePlan,
    charges: ratePlan.charges.map((charge) => ({
      ...charge,
      chargedThroughDate: null,
      processedThroughDate: null,
    })),
  })),
});

/** Periods that do not move with the term, so that what was billed is billed the same again. */
const unmoved = () =>
  someRecurrence().filter(
    ({ billingPeriod, billCycleType, billingPeriodAlignment }) =>
      billingPeriod !== "Subscription_Term" &&
      billCycleType !== "TermStartDay" &&
      billingPeriodAlignment !== "AlignToTermStart",
  );

const totalOf = (lines: readonly Line[]): Decimal => sum(lines.map(({ amount }) => amount));

describe("renewing, suspending, resuming, changing terms and billing, in any order", () => {
  test("ends with what the final state would have been billed at once, but for rounding", () => {
    fc.assert(
      fc.property(someStory(unmoved()), (drawn) => {
        const rules = {
          ...drawn.rules,
          daysInMonth: "UseActualDays" as const,
          recurringCreditProrationOption: "BilledPeriodAmountMinusChargedAmount" as const,
        };
        const story = { ...drawn, rules };
        const before = toldOf(story);
        const { lines, subscription } = billed(before, FAR, story);
        const all = [...before.lines, ...lines];
        const atOnce = billed(unbilled(neverBilled(subscription)), FAR, story).lines;
        const difference = totalOf(all).minus(totalOf(atOnce)).abs();
        const { roundingIncrement } = story.currency;
        const roundings = all.length + atOnce.length;
        assert(
          difference.lte(roundingIncrement.times(`${roundings}`)),
          `billed ${totalOf(all)}, due ${totalOf(atOnce)}`,
        );
      }),
      { numRuns: 2000 },
    );
  });

  test("bills once: again on the same day there is nothing", () => {
    fc.assert(
      fc.property(someStory(someRecurrence()), aDay(), (story, on) => {
        const once = billed(toldOf(story), on, story);
        assert.deepEqual(billed(once, on, story).lines, []);
      }),
      { numRuns: 1000 },
    );
  });

  test("leaves each charge one segment a day at most, in the order of their days, in the term", () => {
    fc.assert(
      fc.property(someStory(someRecurrence()), (story) => {
        const { currentTerm, ratePlans } = toldOf(story).subscription;
        const segments = chargesOf({ ratePlans } as Subscription);
        assert.deepEqual(
          segments.map(({ segment }) => segment),
          segments.map((_, index) => index + 1),
        );
        const days = segments.flatMap(({ effective }) =>
          effective && !isEmpty(effective) ? effective : [],
        );
        for (const [index, { end }] of days.entries()) {
          const next = days[index + 1];
          assert(end <= currentTerm.end && (!next || end <= next.start));
        }
      }),
      { numRuns: 1000 },
    );
  });

  test("no day of a suspension is a day of service, nor charged for in the end", () => {
    fc.assert(
      fc.property(someStory(unmoved()), (drawn) => {
        const story = { ...drawn, rules: { ...drawn.rules, prorateRecurringMonthlyCharges: true } };
        const { subscription } = toldOf(story);
        for (const { status, startDate, endDate } of subscription.statusHistory) {
          if (status !== "Suspended" || startDate === endDate) continue;
          const served = chargesOf(subscription).filter(
            ({ effective }) => effective && contains(effective, startDate),
          );
          assert.deepEqual(served, []);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test("suspended and resumed on the suspend date, everything is as it was", () => {
    fc.assert(
      fc.property(someStory(someRecurrence()), fc.nat(700), (story, after) => {
        const told = toldOf(story);
        if (told.subscription.status !== "Active") return;
        const away = stepped(told, { does: "suspend", after }, story);
        if (away.subscription.status !== "Suspended") return;
        const back = stepped(away, { does: "undo", after }, story);
        const days = (subscription: Subscription) =>
          chargesOf(subscription).map(({ effective }) => effective);
        assert.deepEqual(days(back.subscription), days(told.subscription));
        assert.deepEqual(back.subscription.statusHistory, told.subscription.statusHistory);
        assert.deepEqual(back.subscription.currentTerm, told.subscription.currentTerm);
      }),
      { numRuns: 1000 },
    );
  });
});
