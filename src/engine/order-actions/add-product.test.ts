import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { anOrderContext, triggeredOn } from "#test/support/order-context.ts";
import { aChargeOverride, aProductRatePlan, endDateOf } from "#test/support/products.ts";
import { aSubscription } from "#test/support/subscriptions.ts";
import { historyOf, writtenRange } from "#test/support/terms.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import { BillingError } from "../errors.ts";
import type { TriggerEvent } from "../model/charge.ts";
import type { AddProductAction } from "../model/order.ts";
import type { RatePlan, Subscription, SubscriptionStatus } from "../model/subscription.ts";
import { formatDecimal } from "../values/decimal.ts";
import { type PlainDate, plainDate } from "../values/plain-date.ts";
import { addProduct } from "./add-product.ts";

const SPEC = "docs/spec/add-product.md";
const CATALOG = new Map([["plan", aProductRatePlan()]]);

type Row = Readonly<Record<string, string>>;

const dateOf = (text = "-"): PlainDate | null => (text === "-" ? null : plainDate(text));

function actionOf(row: Row): AddProductAction {
  const [triggerEvent, date] = (row["starts on"] ?? "").split(" ");
  const override = aChargeOverride({
    triggerEvent: triggerEvent as TriggerEvent,
    specificTriggerDate: dateOf(date),
    endDate: endDateOf(row["ends by"] ?? ""),
  });
  const ratePlan = { productRatePlanKey: "plan", chargeOverrides: [override], customFields: {} };
  return { type: "AddProduct", ratePlan };
}

function added(row: Row, subscription = aSubscription()): Subscription {
  const triggerDates = {
    ContractEffective: dateOf(row.ContractEffective),
    ServiceActivation: dateOf(row.ServiceActivation),
    CustomerAcceptance: dateOf(row.CustomerAcceptance),
  };
  return addProduct(
    subscription,
    actionOf(row),
    anOrderContext({ triggerDates, catalog: CATALOG }),
  );
}

const lastRatePlan = ({ ratePlans }: Subscription): RatePlan => {
  const ratePlan = ratePlans.at(-1);
  assert(ratePlan);
  return ratePlan;
};

describe("across suspensions", () => {
  const statusHistory = historyOf(
    "Active from 2023-01-01; Suspended from 2023-03-01; Active from 2023-06-01",
  );
  for (const row of workedExamples(SPEC, "Across suspensions")) {
    test(`${row.id}: ${row.charge} from ${row.ContractEffective}`, () => {
      const product = aProductRatePlan();
      const isOnce = row.charge === "OneTime";
      const once = { chargeType: "OneTime" as const, recurrence: null };
      const charges = product.charges.map((charge) => (isOnce ? { ...charge, ...once } : charge));
      const chargeOverrides = isOnce
        ? []
        : [aChargeOverride({ endDate: endDateOf(row["ends by"] ?? "") })];
      const subscription = addProduct(
        aSubscription({ statusHistory }),
        {
          type: "AddProduct",
          ratePlan: { productRatePlanKey: "plan", chargeOverrides, customFields: {} },
        },
        anOrderContext({
          triggerDates: triggeredOn(plainDate(row.ContractEffective ?? "")),
          catalog: new Map([["plan", { ...product, charges }]]),
        }),
      );
      const added = lastRatePlan(subscription).charges;
      assert.deepEqual(
        added.map(({ segment }) => segment),
        added.map((_, index) => index + 1),
      );
      const written = added.map(({ effective }) => effective && writtenRange(effective));
      assert.equal(written.join("; "), row.segments);
    });
  }
});

describe("days of service", () => {
  for (const row of workedExamples(SPEC, "Days of service")) {
    test(`${row.id}: from ${row.from} to ${row.to}`, () => {
      const [charge] = lastRatePlan(added(row)).charges;
      assert.equal(charge?.effective?.start ?? "pending", row.from);
      assert.equal(charge?.effective?.end ?? "pending", row.to);
    });
  }
});

describe("refused", () => {
  for (const row of workedExamples(SPEC, "Refused")) {
    test(`${row.id}: ${row.status}, ${row.ContractEffective}`, () => {
      const subscription = aSubscription({ status: row.status as SubscriptionStatus });
      assert.throws(
        () => added(row, subscription),
        (error) => error instanceof BillingError && error.code === row.error,
      );
    });
  }
});

describe("an added rate plan", () => {
  const [row] = workedExamples(SPEC, "Days of service");
  assert(row);
  const before = aSubscription();
  const after = added(row, before);

  test("comes after the others, which stay as they are, and says that it was added", () => {
    assert.deepEqual(after.ratePlans.slice(0, -1), before.ratePlans);
    assert.equal(lastRatePlan(after).lastChangeType, "Add");
  });

  test("has a charge of segment 1 and version 1, at the price of the catalog", () => {
    const [charge] = lastRatePlan(after).charges;
    assert(charge);
    const { segment, version, chargedThroughDate, originalOrderDate, price } = charge;
    assert.deepEqual(
      [segment, version, chargedThroughDate, originalOrderDate, formatDecimal(price)],
      [1, 1, null, "2023-05-01", "30.00"],
    );
  });

  test("is booked on the order date; nothing else of the subscription changes", () => {
    const { lastBookingDate, ratePlans, ...rest } = after;
    assert.equal(lastBookingDate, "2023-05-01");
    for (const [field, value] of Object.entries(rest)) {
      assert.deepEqual(value, before[field as keyof Subscription], field);
    }
  });

  test("may begin before the current term of a subscription that was renewed", () => {
    const currentTerm = { start: plainDate("2024-01-01"), end: plainDate("2025-01-01") };
    const renewed = aSubscription({ currentTerm });
    const [charge] = lastRatePlan(added(row, renewed)).charges;
    assert.deepEqual(charge?.effective, { start: plainDate("2023-05-01"), end: currentTerm.end });
  });
});
