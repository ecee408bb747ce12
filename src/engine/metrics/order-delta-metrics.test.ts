import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { someRecurrence, someRules } from "#test/support/arbitraries.ts";
import { recurrenceOf } from "#test/support/billing-scenario.ts";
import { changesOf } from "#test/support/change-story.ts";
import { discountsOf } from "#test/support/discounts.ts";
import { aCharge, aOneTimeCharge, aRatePlan, aSubscription } from "#test/support/subscriptions.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import { billSubscriptions } from "../billing/bill-subscriptions.ts";
import { BillingError } from "../errors.ts";
import { type DaysInMonth, DEFAULT_BILLING_RULES } from "../model/billing-rules.ts";
import type { Charge, Recurrence } from "../model/charge.ts";
import { DEFAULT_DISCOUNT_TERMS } from "../model/discount.ts";
import { chargesOf, type Subscription } from "../model/subscription.ts";
import type { OrderedChange } from "../order-actions/apply-order.ts";
import { currency } from "../values/currency.ts";
import { contains, type DateRange, NO_END } from "../values/date-range.ts";
import {
  type Decimal,
  decimal,
  formatDecimal,
  roundToDecimals,
  sum,
  ZERO,
} from "../values/decimal.ts";
import { addDays, addMonths, type PlainDate, plainDate } from "../values/plain-date.ts";
import {
  type OrderDeltaMetric,
  type OrderDeltaMetrics,
  orderDeltaMetrics,
} from "./order-delta-metrics.ts";
import { mrrOn } from "./subscription-metrics.ts";
import { type BookedBilling, contractedBilling } from "./tcb.ts";
import { contractedValueOf } from "./tcv.ts";

const SPEC = "docs/spec/order-metrics.md";

type Row = Readonly<Record<string, string>>;

function range(text = ""): DateRange {
  const [start = "", end = ""] = text.split(" to ");
  return { start: plainDate(start), end: plainDate(end) };
}

const printed = (value: Decimal): string => formatDecimal(roundToDecimals(value, 9), 0);

function chargeOf(row: Row, effective: DateRange): Charge {
  const given = {
    price: decimal(row["list price"] ?? ""),
    quantity: decimal(row.quantity ?? ""),
    effective,
    chargeModel: "PerUnit" as const,
  };
  if (row["billing period"] === "OneTime") return aOneTimeCharge(given);
  return aCharge({ ...given, recurrence: recurrenceOf(row).recurrence });
}

const billingOf = (row: Row): BookedBilling => ({
  billCycleDay: Number(row["billing day"]),
  currency: currency("USD"),
  rules: {
    ...DEFAULT_BILLING_RULES,
    daysInMonth: (row["days in month"] ?? "UseActualDays") as DaysInMonth,
  },
});

describe("total contracted billing", () => {
  for (const row of workedExamples(SPEC, "Contracted billing")) {
    test(`${row.id}: ${row.days} on the ${row["billing day"]}. is ${row.TCB}`, () => {
      const currentTerm = range(row.charge);
      const charge = chargeOf(row, currentTerm);
      const subscription = aSubscription({
        currentTerm,
        subscriptionStartDate: currentTerm.start,
        ratePlans: [aRatePlan({ charges: [charge] })],
      });
      const total = contractedBilling(subscription, charge, range(row.days), billingOf(row));
      assert.equal(printed(total), row.TCB);
    });
  }
});

const written = (metrics: readonly OrderDeltaMetric[]): string =>
  metrics
    .map(({ amount, days }) => {
      const end = days.end === NO_END ? "ever" : days.end;
      return `${printed(amount)} ${days.start} to ${end}`;
    })
    .join(", ") || "-";

describe("order delta metrics", () => {
  for (const row of workedExamples(SPEC, "Order delta metrics")) {
    test(`${row.id}: ${row.orders}`, () => {
      const currentTerm = range(row.term);
      const base = aSubscription({
        currentTerm,
        subscriptionStartDate: currentTerm.start,
        ratePlans: [aRatePlan({ charges: [chargeOf(row, currentTerm)] })],
      });
      const change = changesOf(base, row.orders ?? "").at(-1);
      assert(change);
      const metrics = orderDeltaMetrics(change, billingOf(row));
      assert.equal(written(metrics.mrr), row.MRR);
      assert.equal(written(metrics.tcb), row.TCB);
      assert.equal(written(metrics.tcv), row.TCV);
      assert.equal(written(metrics.quantity), row.quantities);
    });
  }
});

const netWritten = (metrics: readonly OrderDeltaMetric[]): string =>
  metrics
    .map(
      ({ amount, netAmount, days }) =>
        `${printed(amount)}/${printed(netAmount)} ${days.start} to ${days.end}`,
    )
    .join(", ") || "-";

describe("order delta metrics net of discounts", () => {
  for (const row of workedExamples("docs/spec/net-metrics.md", "Order delta metrics")) {
    test(`${row.id}: ${row.orders} with ${row.discount}`, () => {
      const currentTerm = range(row.term);
      const charge = chargeOf({ "billing period": "Month", ...row }, currentTerm);
      const [discount] = discountsOf(row.discount ?? "", { effective: currentTerm });
      assert(discount);
      const base = aSubscription({
        currentTerm,
        subscriptionStartDate: currentTerm.start,
        ratePlans: [
          aRatePlan({ charges: [charge, { ...discount, discount: SUBSCRIPTION_LEVEL }] }),
        ],
      });
      const change = (row.orders ?? "").startsWith("remove discount")
        ? withoutDiscount(base, plainDate((row.orders ?? "").slice(-10)))
        : changesOf(base, row.orders ?? "").at(-1);
      assert(change);
      const metrics = orderDeltaMetrics(change, billingOf({ "billing day": "1" }));
      assert.equal(netWritten(metrics.mrr), row.MRR);
      assert.equal(netWritten(metrics.tcv), row.TCV);
      assert.equal(netWritten(metrics.tcb), row.TCB);
      assert.equal(
        metrics.quantity.every(({ chargeNumber }) => chargeNumber === charge.chargeNumber),
        true,
      );
    });
  }
});

const SUBSCRIPTION_LEVEL = { ...DEFAULT_DISCOUNT_TERMS, discountLevel: "subscription" as const };

/** One action, that ends the discount. */
function withoutDiscount(
  base: Subscription,
  date: PlainDate,
): Pick<OrderedChange, "base" | "steps"> {
  const ratePlans = base.ratePlans.map((ratePlan) => ({
    ...ratePlan,
    charges: ratePlan.charges.map((charge) =>
      charge.discount && charge.effective
        ? { ...charge, effective: { start: charge.effective.start, end: date } }
        : charge,
    ),
  }));
  const next = { ...base, version: 2, ratePlans };
  return { base, steps: [{ type: "RemoveProduct", before: base, after: next }] };
}

describe("the rows of all orders", () => {
  const START = plainDate("2023-01-31");
  const someDay = fc.integer({ min: 0, max: 900 }).map((days) => addDays(START, days));
  const someChange = fc.oneof(
    fc.constantFrom("renew 5 Month", "renew 20 Day", "evergreen"),
    fc
      .tuple(
        fc.constantFrom("cancel", "remove", "suspend", "resume", "term", "price 7", "quantity 4"),
        someDay,
      )
      .map(([does, day]) => `${does} on ${day}`),
  );
  const someOrders = fc.array(fc.array(someChange, { minLength: 1, maxLength: 3 }), {
    minLength: 1,
    maxLength: 7,
  });

  const property = (check: (base: Subscription, changes: readonly OrderedChange[]) => void) =>
    fc.assert(
      fc.property(someRecurrence(), someOrders, (recurrence, orders) => {
        const base = aSubscriptionFrom(START, recurrence);
        const changes: OrderedChange[] = [];
        for (const parts of orders) {
          const latest = changes.at(-1)?.next ?? base;
          const change = ifNotRefused(() => changesOf(latest, parts.join(" + "))[0]);
          if (change) changes.push(change);
        }
        check(base, changes);
      }),
      { numRuns: 400 },
    );

  const billing = { billCycleDay: 15, currency: currency("USD"), rules: DEFAULT_BILLING_RULES };
  const rowsOf = (changes: readonly OrderedChange[], kind: keyof OrderDeltaMetrics) =>
    changes.flatMap((change) => [...orderDeltaMetrics(change, billing)[kind]]);
  const latestOf = (base: Subscription, changes: readonly OrderedChange[]) =>
    changes.at(-1)?.next ?? base;

  test("sum to the MRR and the quantity of the latest version on any day", () => {
    property((base, changes) => {
      const latest = latestOf(base, changes);
      const rows = { mrr: rowsOf(changes, "mrr"), quantity: rowsOf(changes, "quantity") };
      for (let month = 0; month < 40; month += 1) {
        const day = addDays(addMonths(START, month), month);
        const changed = (kind: "mrr" | "quantity") =>
          sum(rows[kind].flatMap(({ days, amount }) => (contains(days, day) ? amount : [])));
        const mrr = mrrOn(base, day).plus(changed("mrr"));
        assert.equal(printed(mrr), printed(mrrOn(latest, day)), `MRR on ${day}`);
        const quantity = quantityOn(base, day).plus(changed("quantity"));
        assert.equal(printed(quantity), printed(quantityOn(latest, day)), `quantity on ${day}`);
      }
    });
  });

  test("sum to the TCV of the latest version", () => {
    property((base, changes) => {
      const changed = sum(rowsOf(changes, "tcv").map(({ amount }) => amount));
      const total = bookedValue(base).plus(changed);
      assert.equal(printed(total), printed(bookedValue(latestOf(base, changes))));
    });
  });

  test("sum to the TCB of the latest version where periods do not move with the term", () => {
    property((base, changes) => {
      const [charge] = chargesOf(base);
      if (!charge?.recurrence || movesWithTerm(charge.recurrence)) return;
      const changed = sum(rowsOf(changes, "tcb").map(({ amount }) => amount));
      const total = bookedBilling(base, billing).plus(changed);
      assert.equal(printed(total), printed(bookedBilling(latestOf(base, changes), billing)));
    });
  });
});

const movesWithTerm = (recurrence: Recurrence): boolean =>
  recurrence.billingPeriod === "Subscription_Term" ||
  recurrence.billingPeriodAlignment === "AlignToTermStart" ||
  recurrence.billCycleType === "TermStartDay";

function aSubscriptionFrom(start: PlainDate, recurrence: Partial<Recurrence>): Subscription {
  const currentTerm = { start, end: addMonths(start, 12) };
  const price = decimal("5");
  const recurring = { price, quantity: decimal("10"), chargeModel: "PerUnit" as const };
  const oneTime = { price, chargeId: "charge-2", chargeNumber: "C-00000002" };
  const effective = { start, end: addDays(start, 1) };
  return aSubscription({
    currentTerm,
    subscriptionStartDate: start,
    statusHistory: [{ status: "Active", startDate: start, endDate: null }],
    ratePlans: [
      aRatePlan({
        charges: [
          aCharge({ ...recurring, recurrence, effective: currentTerm }),
          aOneTimeCharge({ ...oneTime, effective }),
        ],
      }),
    ],
  });
}

function ifNotRefused<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof BillingError) return undefined;
    throw error;
  }
}

const quantityOn = (subscription: Subscription, day: PlainDate): Decimal =>
  sum(
    chargesOf(subscription)
      .filter(({ effective }) => effective && contains(effective, day))
      .map(({ quantity }) => quantity),
  );

/** Of what has an end. */
const bookedValue = (subscription: Subscription): Decimal =>
  sum(
    chargesOf(subscription)
      .filter(({ recurrence }) => subscription.termType === "TERMED" || !recurrence)
      .map(contractedValueOf),
  );

const bookedBilling = (subscription: Subscription, billing: BookedBilling): Decimal =>
  subscription.termType === "EVERGREEN"
    ? ZERO
    : sum(
        chargesOf(subscription).flatMap((charge) =>
          charge.effective
            ? contractedBilling(subscription, charge, charge.effective, billing)
            : [],
        ),
      );

test("what is contracted to be billed is what billing charges, whatever the rules and periods", () => {
  fc.assert(
    fc.property(
      someRecurrence(),
      someRules(),
      fc.integer({ min: 0, max: 31 }),
      (recurrence, rules, day) => {
        const start = plainDate("2023-01-31");
        const base = aSubscriptionFrom(start, recurrence);
        const [charge] = chargesOf(base);
        assert(charge?.effective);
        const finest = currency("USD", { increment: decimal("0.000000000000000001") });
        const billing = { billCycleDay: day, currency: finest, rules };
        const { lines } = billSubscriptions({
          account: billing,
          subscriptions: [{ subscription: base, billedItems: [] }],
          rules,
          targetDate: addMonths(start, 60),
          chargeTypesToExclude: ["OneTime"],
        });
        const billed = sum(lines.map(({ amount }) => amount));
        const total = contractedBilling(base, charge, charge.effective, billing);
        assert.equal(printed(total), printed(billed));
      },
    ),
  );
});
