import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { anOrderContext } from "#test/support/order-context.ts";
import { aProductRatePlan } from "#test/support/products.ts";
import { aCharge, aOneTimeCharge, aRatePlan, aSubscription } from "#test/support/subscriptions.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import { BillingError } from "../errors.ts";
import type { ChangePlanAction } from "../model/order.ts";
import type { Subscription } from "../model/subscription.ts";
import { type PlainDate, plainDate } from "../values/plain-date.ts";
import { changePlan } from "./change-plan.ts";

const SPEC = "docs/spec/change-plan.md";
const CATALOG = new Map([["plan", aProductRatePlan()]]);

type Row = Readonly<Record<string, string>>;

const dateOf = (text = "-"): PlainDate | null => (text === "-" ? null : plainDate(text));

function changed(row: Row): Subscription {
  const charges = (row["charged through"] ?? "")
    .split(", ")
    .map((date, index) =>
      aCharge({ chargeNumber: `C-${index}`, chargedThroughDate: dateOf(date) }),
    );
  const once = aOneTimeCharge({ chargeNumber: "C-9", chargedThroughDate: plainDate("2023-12-01") });
  const before = aSubscription({ ratePlans: [aRatePlan({ charges: [...charges, once] })] });
  const action: ChangePlanAction = {
    type: "ChangePlan",
    ratePlan: { by: "subscriptionRatePlanNumber", key: "SRP-00000001" },
    newRatePlan: { productRatePlanKey: "plan", chargeOverrides: [], customFields: {} },
    subType: "PlanChanged",
    effectivePolicy: row.policy as ChangePlanAction["effectivePolicy"],
  };
  const context = anOrderContext({
    orderDate: plainDate("2023-05-10"),
    catalog: CATALOG,
    triggerDates: {
      ContractEffective: dateOf(row.ContractEffective),
      ServiceActivation: null,
      CustomerAcceptance: null,
    },
  });
  return changePlan(before, action, context);
}

describe("day of the change", () => {
  for (const row of workedExamples(SPEC, "Day of the change")) {
    test(`${row.id}: ${row.policy} is ${row.day}`, () => {
      if (!/^\d/.test(row.day ?? "")) {
        assert.throws(
          () => changed(row),
          (error) => error instanceof BillingError && error.code === row.day,
        );
        return;
      }
      const { ratePlans, lastBookingDate } = changed(row);
      const [removed, added] = ratePlans;
      assert.equal(lastBookingDate, "2023-05-10");
      assert.deepEqual([removed?.lastChangeType, added?.lastChangeType], ["Remove", "Add"]);
      const ends = removed?.charges.map(({ effective }) => effective?.end);
      assert.deepEqual(ends, [row.day, row.day, "2023-01-02"]);
      assert.deepEqual(
        added?.charges.map(({ effective }) => effective?.start),
        [row.day],
      );
    });
  }
});
