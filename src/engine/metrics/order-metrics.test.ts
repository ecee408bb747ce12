import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { changesOf } from "#test/support/change-story.ts";
import { aCharge, aRatePlan, aSubscription } from "#test/support/subscriptions.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import { type DaysInMonth, DEFAULT_BILLING_RULES } from "../model/billing-rules.ts";
import type { Subscription } from "../model/subscription.ts";
import { lengthOfTerm } from "../model/term.ts";
import { currency } from "../values/currency.ts";
import { type DateRange, NO_END, serviceEndDate } from "../values/date-range.ts";
import { type Decimal, decimal, formatDecimal, roundToDecimals } from "../values/decimal.ts";
import { addDays, plainDate } from "../values/plain-date.ts";
import type { OrderedActions } from "./actions-of-rows.ts";
import { type OrderMetric, type OrderMetrics, orderMetrics } from "./order-metrics.ts";

const SPEC = "docs/spec/order-metrics.md";

type Row = Readonly<Record<string, string>>;

const printed = (value: Decimal): string => formatDecimal(roundToDecimals(value, 9), 0);

function range(text = ""): DateRange {
  const [start = "", end = ""] = text.split(" to ");
  return { start: plainDate(start), end: end === "ever" ? NO_END : plainDate(end) };
}

function subscribed(row: Row, currentTerm: DateRange): Subscription {
  const charge = aCharge({
    price: decimal(row["list price"] ?? ""),
    quantity: decimal(row.quantity ?? ""),
    effective: currentTerm,
    chargeModel: "PerUnit",
  });
  return aSubscription({
    currentTerm,
    subscriptionStartDate: currentTerm.start,
    initialTerm: currentTerm.end === NO_END ? null : lengthOfTerm(currentTerm, []),
    ratePlans: [aRatePlan({ charges: [charge] })],
  });
}

const optionsOf = (row: Row) => ({
  billing: {
    billCycleDay: 1,
    currency: currency("USD"),
    rules: {
      ...DEFAULT_BILLING_RULES,
      daysInMonth: (row["days in month"] ?? "UseActualDays") as DaysInMonth,
    },
  },
  listPrices: new Map([["product-charge-1", decimal(row["catalog price"] ?? "1")]]),
});

const created = (next: Subscription): OrderedActions => ({
  base: undefined,
  next,
  actions: [{ type: "CreateSubscription", ratePlans: [] } as never],
});

function orderedBy(base: Subscription, orders: string): OrderedActions {
  if (orders === "create") return created(base);
  const change = changesOf(base, orders).at(-1);
  assert(change);
  const actions = change.ordered.orderActions.map(({ action }) => action);
  return { base: change.base, next: change.next, actions };
}

const rowsOf = (
  metrics: readonly OrderMetrics[],
  kind: "quantity" | "mrr" | "tcb" | "tcv" | "elp",
) => metrics.flatMap((each) => [...each[kind]]);

const amounts = (rows: readonly OrderMetric[]): string =>
  rows.map(({ amount }) => printed(amount)).join("; ") || "-";

describe("order metrics", () => {
  for (const row of workedExamples(SPEC, "Order metrics")) {
    test(`${row.id}: ${row.orders}`, () => {
      const base = subscribed(row, range(row.term));
      const byAction = orderMetrics(orderedBy(base, row.orders ?? ""), optionsOf(row));
      const metrics = byAction.flat();
      const all = [...rowsOf(metrics, "tcb"), ...rowsOf(metrics, "quantity")];
      const places = new Set(
        all.map(({ days, termNumber }) => {
          const end = days.end === NO_END ? "ever" : serviceEndDate(days);
          return `${termNumber}: ${days.start} to ${end}`;
        }),
      );
      assert.equal([...places].join("; ") || "-", row.rows);
      assert.equal(amounts(rowsOf(metrics, "quantity")), row.quantities);
      assert.equal(amounts(rowsOf(metrics, "mrr")), row.MRR);
      assert.equal(amounts(rowsOf(metrics, "tcb")), row.TCB);
      assert.equal(amounts(rowsOf(metrics, "tcv")), row.TCV);
      assert.equal(amounts(rowsOf(metrics, "elp")), row.ELP);
    });
  }

  test("D2: each action has its own rows", () => {
    const row = workedExamples(SPEC, "Order metrics").find(({ id }) => id === "D2");
    assert(row);
    const base = subscribed(row, range(row.term));
    const byAction = orderMetrics(orderedBy(base, row.orders ?? ""), optionsOf(row));
    const quantities = byAction.map((metrics) => amounts(rowsOf(metrics, "quantity")));
    assert.deepEqual(quantities, ["3", "13"]);
  });
});

describe("order metrics of an evergreen subscription", () => {
  for (const row of workedExamples(SPEC, "Order metrics of an evergreen subscription")) {
    test(`${row.id}: within ${row.within}`, () => {
      const { start, end } = range(row.within);
      const within = { start, end: addDays(end, 1) };
      const ordered = created(subscribed(row, range(row.charge)));
      const metrics = orderMetrics(ordered, { ...optionsOf(row), within }).flat();
      assert.equal(amounts(rowsOf(metrics, "quantity")), row.quantities);
      assert.equal(amounts(rowsOf(metrics, "mrr")), row.MRR);
      assert.equal(amounts(rowsOf(metrics, "tcb")), row.TCB);
      assert.equal(amounts(rowsOf(metrics, "tcv")), row.TCV);
    });
  }
});
