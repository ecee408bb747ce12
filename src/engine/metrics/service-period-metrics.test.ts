import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { changesOf } from "#test/support/change-story.ts";
import { aCharge, aRatePlan, aSubscription } from "#test/support/subscriptions.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import { BillingError } from "../errors.ts";
import { chargesOf, type Subscription } from "../model/subscription.ts";
import { contains, type DateRange, NO_END } from "../values/date-range.ts";
import { decimal, formatDecimal, sum } from "../values/decimal.ts";
import { addDays, plainDate } from "../values/plain-date.ts";
import { servicePeriodMetrics, type VersionMade, worthOf } from "./service-period-metrics.ts";
import { mrrOn } from "./subscription-metrics.ts";

type Row = Readonly<Record<string, string>>;

function baseOf(price: string, currentTerm: DateRange): Subscription {
  const charge = aCharge({ price: decimal(price), effective: currentTerm });
  return aSubscription({
    currentTerm,
    subscriptionStartDate: currentTerm.start,
    ratePlans: [aRatePlan({ charges: [charge] })],
  });
}

/** Its creation, and what each of the orders has made of it. */
const versionsOf = (base: Subscription, orders: string): VersionMade[] => [
  { subscription: base, actionTypes: ["CreateSubscription"] },
  ...(orders === "" ? [] : changesOf(base, orders)).map(({ next, steps }) => ({
    subscription: next,
    actionTypes: steps.map(({ type }) => type),
  })),
];

const segmentsMade = (versions: readonly VersionMade[]): string[] =>
  versions.flatMap(({ subscription }) => chargesOf(subscription).map(({ chargeId }) => chargeId));

function written(versions: readonly VersionMade[]): string {
  const segments = segmentsMade(versions);
  const rows = servicePeriodMetrics(versions).map((metrics) => {
    const { days, ratePlanChargeId, amendmentType } = metrics;
    const end = days.end === NO_END ? "ever" : days.end;
    const segment = `RPC${segments.indexOf(ratePlanChargeId) + 1}`;
    const mrr = formatDecimal(worthOf(metrics).mrr, 0);
    return `${mrr} ${days.start} to ${end} ${segment} ${amendmentType}`;
  });
  return rows.join(", ") || "-";
}

describe("charge metrics by service period", () => {
  const examples = workedExamples("docs/spec/charge-metrics.md", "Metrics and their segments");
  for (const row of examples as Row[]) {
    test(`${row.id}: ${row.orders}`, () => {
      const [start = "", end = ""] = (row.term ?? "").split(" to ");
      const term = { start: plainDate(start), end: plainDate(end) };
      const orders = row.orders === "-" ? "" : (row.orders ?? "");
      const versions = versionsOf(baseOf(row["list price"] ?? "", term), orders);
      assert.equal(String(segmentsMade(versions).length), row["segments made"]);
      assert.equal(written(versions), row.metrics);
    });
  }

  test("TCV of the metrics is that of their days, and nothing where they were taken away", () => {
    const term = { start: plainDate("2025-01-01"), end: plainDate("2026-01-01") };
    const versions = versionsOf(baseOf("100", term), "cancel on 2025-10-01");
    const values = servicePeriodMetrics(versions).map((each) =>
      formatDecimal(worthOf(each).tcv, 0),
    );
    assert.deepEqual(values, ["900", "0"]);
  });

  test("on any day they are worth what the latest version is, and there is one a charge", () => {
    const start = plainDate("2023-01-31");
    const someDay = fc.integer({ min: 0, max: 900 }).map((days) => addDays(start, days));
    const someChange = fc.oneof(
      fc.constantFrom("renew 5 Month", "renew 20 Day", "evergreen"),
      fc
        .tuple(
          fc.constantFrom("cancel", "remove", "suspend", "resume", "term", "price 7", "quantity 4"),
          someDay,
        )
        .map(([does, day]) => `${does} on ${day}`),
    );
    const someOrders = fc.array(someChange, { minLength: 1, maxLength: 7 });
    fc.assert(
      fc.property(someOrders, someDay, (orders, day) => {
        const base = baseOf("5", { start, end: plainDate("2024-01-31") });
        let versions = versionsOf(base, "");
        for (const order of orders) {
          const latest = versions.at(-1)?.subscription ?? base;
          const [, made] = ifNotRefused(() => versionsOf(latest, order)) ?? [];
          if (made) versions = [...versions, made];
        }
        const onDay = servicePeriodMetrics(versions).filter(({ days }) => contains(days, day));
        assert(onDay.length <= 1);
        const worth = sum(onDay.map((each) => worthOf(each).mrr));
        const latest = versions.at(-1)?.subscription ?? base;
        assert.equal(worth.toFixed(), mrrOn(latest, day).toFixed());
      }),
      { numRuns: 300 },
    );
  });
});

function ifNotRefused<Made>(make: () => Made): Made | undefined {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof BillingError)) throw error;
    return undefined;
  }
}
