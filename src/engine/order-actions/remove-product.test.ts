import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { anOrderContext } from "#test/support/order-context.ts";
import { aProductRatePlan } from "#test/support/products.ts";
import { aCharge, aRatePlan, aSubscription } from "#test/support/subscriptions.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import { BillingError } from "../errors.ts";
import type { TriggerEvent } from "../model/charge.ts";
import type { ChargeRemoval } from "../model/charge-changes.ts";
import type { RatePlanKey } from "../model/order.ts";
import type { Subscription, SubscriptionStatus } from "../model/subscription.ts";
import type { DateRange } from "../values/date-range.ts";
import { type PlainDate, plainDate } from "../values/plain-date.ts";
import { removeProduct } from "./remove-product.ts";

const SPEC = "docs/spec/remove-product.md";
const FIRST: RatePlanKey = { by: "subscriptionRatePlanNumber", key: "SRP-00000001" };

type Row = Readonly<Record<string, string>>;

const dateOf = (text = "-"): PlainDate | null => (text === "-" ? null : plainDate(text));

function removed(subscription: Subscription, row: Row, ratePlan = FIRST): Subscription {
  const triggerDates = {
    ContractEffective: dateOf(row.ContractEffective),
    ServiceActivation: dateOf(row.ServiceActivation),
    CustomerAcceptance: dateOf(row.CustomerAcceptance),
  };
  return removeProduct(
    subscription,
    { type: "RemoveProduct", ratePlan },
    anOrderContext({ triggerDates }),
  );
}

/** "2023-01-01 to 2024-01-01", "pending". */
function daysOf(text = ""): DateRange | undefined {
  if (text === "pending") return undefined;
  const [start = "", end = ""] = text.split(" to ");
  return { start: plainDate(start), end: plainDate(end) };
}

describe("days of service", () => {
  for (const row of workedExamples(SPEC, "Days of service")) {
    test(`${row.id}: ${row.before} becomes ${row.after}`, () => {
      const triggerEvent = row["started on"] as TriggerEvent;
      const charge = aCharge({ triggerEvent, effective: daysOf(row.before) });
      const before = aSubscription({ ratePlans: [aRatePlan({ charges: [charge] })] });
      const [ratePlan] = removed(before, row).ratePlans;
      const [ended] = ratePlan?.charges ?? [];
      assert(ended);
      assert.equal(ratePlan?.lastChangeType, "Remove");
      assert.deepEqual(ended.effective, daysOf(row.after));
      const isTouched = row.before !== row.after;
      assert.equal(ended.version, isTouched ? 2 : 1);
      assert.equal(ended.amendedByOrderOn, isTouched ? "2023-05-01" : null);
    });
  }
});

describe("a day of its own", () => {
  const charges = [
    aCharge({ chargeNumber: "C-1" }),
    aCharge({ chargeNumber: "C-1", segment: 2 }),
    aCharge({ chargeNumber: "C-2" }),
  ];
  const before = aSubscription({ ratePlans: [aRatePlan({ charges })] });
  const triggerDates = {
    ContractEffective: plainDate("2023-05-24"),
    ServiceActivation: plainDate("2023-06-01"),
    CustomerAcceptance: null,
  };
  const after = (chargeUpdates: readonly ChargeRemoval[]) => {
    const action = { type: "RemoveProduct", ratePlan: FIRST, chargeUpdates } as const;
    const { ratePlans } = removeProduct(before, action, anOrderContext({ triggerDates }));
    return ratePlans[0]?.charges.map(({ removedDate }) => removedDate);
  };

  for (const row of workedExamples(SPEC, "A day of its own")) {
    test(`${row.id}: ${row.triggerEvent} ${row.specificTriggerDate}`, () => {
      const removal: ChargeRemoval = {
        chargeNumber: "C-1",
        triggerEvent: row.triggerEvent === "-" ? null : (row.triggerEvent as TriggerEvent),
        specificTriggerDate: dateOf(row.specificTriggerDate),
      };
      const day = row["removed on"] ?? "";
      if (day.startsWith("20")) return assert.deepEqual(after([removal]), [day, day, "2023-05-24"]);
      return assert.throws(
        () => after([removal]),
        (error) => error instanceof BillingError && error.code === day,
      );
    });
  }

  test("of a charge that is not there, or is named twice", () => {
    const removal = { triggerEvent: null, specificTriggerDate: null };
    const refused = (chargeUpdates: readonly ChargeRemoval[], code: string) =>
      assert.throws(
        () => after(chargeUpdates),
        (error) => error instanceof BillingError && error.code === code,
      );
    refused([{ ...removal, chargeNumber: "C-9" }], "CHARGE_NOT_IN_SUBSCRIPTION");
    refused([{ ...removal, chargeNumber: null, uniqueToken: "x" }], "CHARGE_NOT_IN_SUBSCRIPTION");
    const once = { ...removal, chargeNumber: "C-1" };
    refused([once, once], "NOT_ALLOWED");
  });
});

const THREE = aSubscription({
  ratePlans: [
    aRatePlan({ ratePlanId: "1b", originalRatePlanId: "1a", subscriptionRatePlanNumber: "SRP-1" }),
    aRatePlan({ ratePlanId: "2b", originalRatePlanId: "2a", subscriptionRatePlanNumber: "SRP-2" }),
    aRatePlan({ ratePlanId: "3b", originalRatePlanId: "3a", subscriptionRatePlanNumber: "SRP-3" }),
  ].map((ratePlan, index) => ({ ...ratePlan, productRatePlanId: index < 2 ? "plan" : "other" })),
});

const KEYS: Readonly<Record<string, string>> = {
  "latest id of the first": "1b",
  "earlier id of the first": "1x",
  "first id of the second": "2a",
};

describe("named by", () => {
  const catalog = new Map([["PRP-other", { ...aProductRatePlan(), productRatePlanId: "other" }]]);
  const originalRatePlanIds = new Map([
    ["1b", "1a"],
    ["1x", "1a"],
    ["2a", "2a"],
  ]);
  const context = anOrderContext({ catalog, originalRatePlanIds });
  const remove = (subscription: Subscription, ratePlan: RatePlanKey) =>
    removeProduct(subscription, { type: "RemoveProduct", ratePlan }, context);

  for (const row of workedExamples(SPEC, "Named by")) {
    test(`${row.id}: ${row.by} ${row.key}`, () => {
      const by = row.by as RatePlanKey["by"];
      const key = KEYS[row.key ?? ""] ?? row.key ?? "";
      if (row.removed?.startsWith("SRP")) {
        const gone = remove(THREE, { by, key }).ratePlans.filter(
          ({ lastChangeType }) => lastChangeType === "Remove",
        );
        assert.deepEqual(
          gone.map((ratePlan) => ratePlan.subscriptionRatePlanNumber),
          [row.removed],
        );
      } else {
        assert.throws(
          () => remove(THREE, { by, key }),
          (error) => error instanceof BillingError && error.code === row.removed,
        );
      }
    });
  }

  test("what was removed is not there any more", () => {
    const plan = { by: "productRatePlanId", key: "plan" } as const;
    const first = { by: "subscriptionRatePlanNumber", key: "SRP-1" } as const;
    const once = remove(THREE, first);
    assert.throws(
      () => remove(once, first),
      (error) => error instanceof BillingError && error.code === "RATE_PLAN_NOT_IN_SUBSCRIPTION",
    );
    const twice = remove(once, plan);
    const changes = twice.ratePlans.map(({ lastChangeType }) => lastChangeType);
    assert.deepEqual(changes, ["Remove", "Remove", null]);
  });
});

describe("refused", () => {
  for (const row of workedExamples(SPEC, "Refused")) {
    test(`${row.id}: ${row.status}, ${row.ContractEffective}`, () => {
      const subscription = aSubscription({ status: row.status as SubscriptionStatus });
      assert.throws(
        () => removed(subscription, row),
        (error) => error instanceof BillingError && error.code === row.error,
      );
    });
  }
});
