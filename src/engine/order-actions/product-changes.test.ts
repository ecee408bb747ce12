/** What holds for all changes of products, however they follow each other and billing. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { aCurrency, aDay, aPrice, someRules, someSubscription } from "#test/support/arbitraries.ts";
import {
  type BilledSubscription,
  billed,
  type HowToBill,
  unbilled,
} from "#test/support/billing.ts";
import { anOrderContext, aSupply, triggeredOn } from "#test/support/order-context.ts";
import { aProductRatePlan } from "#test/support/products.ts";
import { BillingError } from "../errors.ts";
import type { Charge } from "../model/charge.ts";
import type { Line } from "../model/document.ts";
import type { OrderAction } from "../model/order.ts";
import { chargesOf, type RatePlan, type Subscription } from "../model/subscription.ts";
import { isEmpty } from "../values/date-range.ts";
import { type Decimal, formatDecimal, sum } from "../values/decimal.ts";
import { addDays, type PlainDate, plainDate } from "../values/plain-date.ts";
import { applyOrderAction } from "./index.ts";
import { nextVersion } from "./next-version.ts";

const FAR = plainDate("2028-01-01");
const CATALOG = new Map([["plan", aProductRatePlan()]]);

type Step =
  | {
      readonly does: "bill" | "add" | "remove" | "change" | "suspend" | "resume" | "cancel";
      readonly after: number;
      readonly which: number;
    }
  | {
      readonly does: "update";
      readonly after: number;
      readonly which: number;
      readonly price: Decimal;
      readonly before: boolean;
    };

const OFTEN = ["bill", "bill", "bill"] as const;

const someSteps = (): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.oneof(
      fc.record({
        does: fc.constantFrom(...OFTEN, "add", "remove", "change", "suspend", "resume", "cancel"),
        after: fc.integer({ min: 0, max: 500 }),
        which: fc.nat(3),
      }),
      fc.record({
        does: fc.constant("update" as const),
        after: fc.integer({ min: 0, max: 500 }),
        which: fc.nat(3),
        price: aPrice(),
        before: fc.boolean(),
      }),
    ),
    { minLength: 1, maxLength: 8 },
  );

const dayOf = ({ after }: Step, { subscriptionStartDate }: Subscription): PlainDate =>
  addDays(subscriptionStartDate, after);

/** Undefined where there is nothing to do it with. */
function actionOf(step: Step, subscription: Subscription): OrderAction | undefined {
  const { ratePlans } = subscription;
  const ratePlan: RatePlan | undefined = ratePlans[step.which % ratePlans.length];
  if (!ratePlan) return undefined;
  const key = {
    by: "subscriptionRatePlanNumber" as const,
    key: ratePlan.subscriptionRatePlanNumber,
  };
  switch (step.does) {
    case "bill":
      return undefined;
    case "add": {
      const added = { productRatePlanKey: "plan", chargeOverrides: [], customFields: {} };
      return { type: "AddProduct", ratePlan: added };
    }
    case "suspend": {
      const suspendSpecificDate = dayOf(step, subscription);
      return { type: "Suspend", suspendPolicy: "SpecificDate", suspendSpecificDate };
    }
    case "resume": {
      const date = {
        resumePolicy: "SpecificDate" as const,
        resumeSpecificDate: dayOf(step, subscription),
      };
      return { type: "Resume", extendsTerm: false, ...date };
    }
    case "cancel": {
      // A price for the term is the price of whatever term is left.
      if (chargesOf(subscription).some(isByTerm)) return undefined;
      const cancellationEffectiveDate = dayOf(step, subscription);
      return {
        type: "CancelSubscription",
        cancellationPolicy: "SpecificDate",
        cancellationEffectiveDate,
      };
    }
    case "change":
      return {
        type: "ChangePlan",
        ratePlan: key,
        newRatePlan: { productRatePlanKey: "plan", chargeOverrides: [], customFields: {} },
        subType: "PlanChanged",
        effectivePolicy: "SpecificDate",
      };
    case "remove":
      return { type: "RemoveProduct", ratePlan: key };
    case "update": {
      const update = {
        chargeNumber: ratePlan.charges[0]?.chargeNumber ?? "",
        description: null,
        pricing: null,
        price: step.price,
        quantity: null,
        triggerEvent: null,
        specificTriggerDate: null,
      };
      return {
        type: "UpdateProduct",
        ratePlan: key,
        chargeUpdates: [update],
        specificUpdateDate: step.before ? dayOf(step, subscription) : null,
        customFields: {},
      };
    }
  }
}

const isByTerm = ({ recurrence }: Charge): boolean =>
  recurrence?.billingPeriod === "Subscription_Term";

type Told = BilledSubscription & { readonly lines: readonly Line[]; readonly changes: number };

const supply = aSupply();

function stepped(told: Told, step: Step, how: HowToBill): Told {
  const on = dayOf(step, told.subscription);
  if (step.does === "bill") {
    const next = billed(told, on, how);
    return { ...told, ...next, lines: [...told.lines, ...next.lines] };
  }
  const subscription = nextVersion(told.subscription, supply);
  const action = actionOf(step, subscription);
  if (!action) return told;
  const triggerDates = triggeredOn(on);
  const context = anOrderContext({ triggerDates, catalog: CATALOG, supply });
  try {
    const changed = applyOrderAction(subscription, action, context);
    return { ...told, subscription: changed, changes: told.changes + 1 };
  } catch (error) {
    if (error instanceof BillingError) return told;
    throw error;
  }
}

const someStory = (credit: "default credits" | "any credits") =>
  fc.record({
    subscription: someSubscription(),
    steps: someSteps(),
    rules: someRules().map((rules) =>
      credit === "any credits"
        ? rules
        : {
            ...rules,
            recurringCreditProrationOption: "BilledPeriodAmountMinusChargedAmount" as const,
          },
    ),
    currency: aCurrency(),
    billCycleDay: fc.integer({ min: 1, max: 31 }),
  });

type Story = typeof someStory extends (credit: "any credits") => fc.Arbitrary<infer Value>
  ? Value
  : never;

const toldOf = ({ subscription, steps, ...how }: Story): Told =>
  steps.reduce((told, step) => stepped(told, step, how), {
    ...unbilled(subscription),
    lines: [],
    changes: 0,
  } as Told);

/** Sums of lines by charge and segment; none where they are nothing. */
function sumsOf(lines: readonly Line[]): Record<string, string> {
  const bySegment = Map.groupBy(lines, ({ chargeNumber, segment }) => `${chargeNumber} ${segment}`);
  const sums = [...bySegment].map(([key, of]) => {
    const total = sum(of.map(({ amount }) => amount));
    return [key, formatDecimal(total, 0)] as const;
  });
  return Object.fromEntries(sums.filter(([, total]) => total !== "0").sort());
}

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

describe("adding, updating, removing, suspending and billing, in any order", () => {
  test("ends with what the final state would have been billed at once", () => {
    fc.assert(
      fc.property(someStory("default credits"), (story) => {
        const before = toldOf(story);
        const { lines, subscription } = billed(before, FAR, story);
        const atOnce = billed(unbilled(neverBilled(subscription)), FAR, story);
        assert.deepEqual(sumsOf([...before.lines, ...lines]), sumsOf(atOnce.lines));
      }),
      { numRuns: 2000 },
    );
  });

  test("bills once: again on the same day there is nothing", () => {
    fc.assert(
      fc.property(someStory("any credits"), aDay(), (story, on) => {
        const { subscription, billedItems } = toldOf(story);
        const once = billed({ subscription, billedItems }, on, story);
        assert.deepEqual(billed(once, on, story).lines, []);
      }),
      { numRuns: 500 },
    );
  });

  test("leaves each charge at most one segment a day, one after the other", () => {
    fc.assert(
      fc.property(someStory("any credits"), ({ ...story }) => {
        const { subscription } = toldOf(story);
        const charges = chargesOf(subscription);
        for (const segments of Map.groupBy(charges, (each) => each.chargeNumber).values()) {
          // A number is missing where a segment that was not billed has moved behind one that was.
          const numbers = segments.map(({ segment }) => segment);
          assert.equal(numbers[0], 1);
          assert.deepEqual(
            numbers,
            [...new Set(numbers)].sort((a, b) => a - b),
          );
          const days = segments.flatMap(({ effective }) =>
            effective && !isEmpty(effective) ? effective : [],
          );
          for (const [index, day] of days.entries()) {
            const next = days[index + 1];
            assert(!next || day.end <= next.start, "no day has two segments");
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
