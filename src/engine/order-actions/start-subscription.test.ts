import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { anOrderContext, aSupply } from "#test/support/order-context.ts";
import {
  aChargeOverride,
  aOneTimeProductCharge,
  aProductCharge,
  aProductRatePlan,
  endDateOf,
} from "#test/support/products.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import { BillingError } from "../errors.ts";
import type { TriggerEvent } from "../model/charge.ts";
import type { ChargeOverride, CreateSubscriptionAction, TriggerDates } from "../model/order.ts";
import { chargesOf, type Subscription } from "../model/subscription.ts";
import { addDays, type PlainDate, plainDate } from "../values/plain-date.ts";
import { createSubscription } from "./create-subscription.ts";
import { creationWithDates } from "./given-dates.ts";
import { startSubscription } from "./start-subscription.ts";

const SPEC = "docs/spec/order-life.md";
const BOTH = { requireServiceActivation: true, requireCustomerAcceptance: true };
const NOTHING: TriggerDates = {
  ContractEffective: null,
  ServiceActivation: null,
  CustomerAcceptance: null,
};
const PLAN = aProductRatePlan([
  aProductCharge(),
  aOneTimeProductCharge({ productRatePlanChargeId: "once", productRatePlanChargeNumber: "PRPC-2" }),
]);

const creation = (chargeOverrides: readonly ChargeOverride[]): CreateSubscriptionAction => ({
  type: "CreateSubscription",
  subscriptionNumber: null,
  initialTerm: { termType: "TERMED", startDate: null, period: 12, periodType: "Month" },
  autoRenew: false,
  renewalSetting: "RENEW_WITH_SPECIFIC_TERM",
  renewalTerm: null,
  ratePlans: [{ productRatePlanKey: "plan", chargeOverrides, customFields: {} }],
  invoiceSeparately: false,
  notes: null,
  paymentTerm: null,
  billToContactId: null,
  currency: null,
});

const CONTEXT = {
  ...anOrderContext(),
  orderDate: plainDate("2023-01-01"),
  requiredDates: BOTH,
  pendingCharges: "wait",
  catalog: new Map([["plan", PLAN]]),
} as const;

const created = (action: CreateSubscriptionAction, triggerDates = NOTHING): Subscription =>
  createSubscription(action, { ...CONTEXT, supply: aSupply(), triggerDates });

const dateOf = (text = "-"): PlainDate | null => (text === "-" ? null : plainDate(text));

describe("when a charge starts that has waited", () => {
  for (const row of workedExamples(SPEC, "When a charge starts that has waited")) {
    test(`${row.id}: ${row.charge}, SA ${row.SA}, CA ${row.CA}`, () => {
      const override = aChargeOverride({
        triggerEvent: row.charge as TriggerEvent,
        endDate: endDateOf(row["ends by"] ?? ""),
        estimatedStartDate: plainDate("2023-04-01"),
      });
      const pending = created(creation([override]));
      const [charge] = chargesOf(pending);
      assert(charge);
      const specific = dateOf(row["specific date"]);
      const dates = {
        triggerDates: {
          ...NOTHING,
          ServiceActivation: dateOf(row.SA),
          CustomerAcceptance: dateOf(row.CA),
        },
        specificTriggerDates: new Map(specific ? [[charge.chargeNumber, specific]] : []),
      };
      const start = () => startSubscription(pending, dates, CONTEXT);
      if (row.from === "NOT_ALLOWED") {
        assert.throws(start, (error) => error instanceof BillingError && error.code === row.from);
        return;
      }
      const started = start();
      const [after] = chargesOf(started);
      assert.equal(after?.effective?.start ?? "-", row.from);
      assert.equal(after?.effective?.end ?? "-", row.to);
      assert.equal(after?.estimatedStartDate, row.from === "-" ? "2023-04-01" : null);
      assert.equal(started.status, row.subscription);
    });
  }
});

const someEvent = fc.constantFrom<TriggerEvent>(
  "ContractEffective",
  "ServiceActivation",
  "CustomerAcceptance",
  "SpecificDate",
);
const someDay = fc
  .integer({ min: 0, max: 300 })
  .map((days) => addDays(plainDate("2023-01-01"), days));

test("given in two steps, in any order, dates make what they would have made at once", () => {
  fc.assert(
    fc.property(
      someEvent,
      someEvent,
      someDay,
      someDay,
      someDay,
      fc.boolean(),
      (recurring, once, activated, accepted, specific, activationFirst) => {
        const overrides = (specificTriggerDate: PlainDate | null) => [
          aChargeOverride({ triggerEvent: recurring, specificTriggerDate }),
          aChargeOverride({
            productRatePlanChargeKey: "PRPC-2",
            triggerEvent: once,
            specificTriggerDate,
          }),
        ];
        const known = { ...NOTHING, ServiceActivation: activated, CustomerAcceptance: accepted };
        const atOnce = created(creation(overrides(specific)), known);

        const action = creation(overrides(null));
        const pending = created(action);
        const specificTriggerDates = new Map(
          chargesOf(pending)
            .filter(({ triggerEvent }) => triggerEvent === "SpecificDate")
            .map(({ chargeNumber }) => [chargeNumber, specific]),
        );
        const first = activationFirst
          ? { ...NOTHING, ServiceActivation: activated }
          : { ...NOTHING, CustomerAcceptance: accepted };
        const between = startSubscription(
          pending,
          {
            triggerDates: first,
            specificTriggerDates: activationFirst ? specificTriggerDates : new Map(),
          },
          CONTEXT,
        );
        const started = startSubscription(
          between,
          {
            triggerDates: known,
            specificTriggerDates: activationFirst ? new Map() : specificTriggerDates,
          },
          CONTEXT,
        );
        assert.deepEqual(started, atOnce);
        const dated = creationWithDates(
          action,
          pending,
          specificTriggerDates,
          new Map([["plan", PLAN]]),
        );
        assert.deepEqual(created(dated, known), atOnce);
      },
    ),
  );
});
