import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { aSupply } from "#test/support/order-context.ts";
import { aChargeOverride, aProductCharge, aProductRatePlan } from "#test/support/products.ts";
import { aSubscription } from "#test/support/subscriptions.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import { BillingError } from "../errors.ts";
import type { TriggerEvent } from "../model/charge.ts";
import type { Order, OrderAction, OrderedSubscription, TriggerDates } from "../model/order.ts";
import { UNBILLED } from "../model/processing-options.ts";
import type { RequiredDates } from "../rate-plans/effective-triggers.ts";
import { type PlainDate, plainDate } from "../values/plain-date.ts";
import type { OrderSubject } from "./apply-order.ts";
import { type DecidedOrder, decideOrder, isMade } from "./decide-order.ts";

const SPEC = "docs/spec/order-life.md";
const NOTHING: TriggerDates = {
  ContractEffective: null,
  ServiceActivation: null,
  CustomerAcceptance: null,
};
const GIVEN = plainDate("2023-06-10");

const dateOf = (text = "-"): PlainDate | null => (text === "-" ? null : plainDate(text));

const required = (text = ""): RequiredDates => ({
  requireServiceActivation: text.includes("SA"),
  requireCustomerAcceptance: text.includes("CA"),
});

const creation = (override = aChargeOverride()): OrderAction => ({
  type: "CreateSubscription",
  subscriptionNumber: null,
  initialTerm: { termType: "TERMED", startDate: null, period: 12, periodType: "Month" },
  autoRenew: false,
  renewalSetting: "RENEW_WITH_SPECIFIC_TERM",
  renewalTerm: null,
  ratePlans: [{ productRatePlanKey: "plan", chargeOverrides: [override], customFields: {} }],
  invoiceSeparately: false,
  notes: null,
  paymentTerm: null,
  billToContactId: null,
  currency: null,
});

const entry = (
  actions: readonly OrderAction[],
  triggerDates: TriggerDates,
  subscriptionNumber: string | null = null,
): OrderedSubscription => ({
  subscriptionNumber,
  customFields: {},
  orderActions: actions.map((action) => ({
    action,
    triggerDates,
    changeReason: null,
    customFields: {},
  })),
});

const NUMBERS = ["A-S00000001", "A-S00000002"];

const subject = (requires = ""): OrderSubject => {
  const plan = aProductRatePlan([aProductCharge()]);
  return {
    today: plainDate("2023-06-01"),
    requiredDates: required(requires),
    accountId: "account-1",
    accounts: new Map(),
    accountCurrency: "USD",
    subscriptions: new Map(
      NUMBERS.map((subscriptionNumber) => [
        subscriptionNumber,
        aSubscription({ subscriptionNumber }),
      ]),
    ),
    catalog: new Map([["plan", plan]]),
    originalRatePlanIds: new Map(),
    supply: aSupply(),
  };
};

const anOrder = (
  subscriptions: readonly OrderedSubscription[],
  askedFor = "-",
  orderDate = plainDate("2023-06-01"),
): Order => ({
  orderNumber: null,
  status: askedFor === "-" || askedFor === "Scheduled" ? null : (askedFor as Order["status"]),
  schedulingOptions:
    askedFor === "Scheduled"
      ? { scheduledDate: orderDate, scheduledDatePolicy: "SpecificDate" }
      : null,
  orderDate,
  category: "NewSales",
  description: null,
  reasonCode: null,
  customFields: {},
  accountKey: "A00000001",
  subscriptions,
  orderLineItems: [],
  processingOptions: UNBILLED,
});

/** What was decided, or the code of the refusal. */
function outcome(order: Order, requires = ""): DecidedOrder | string {
  try {
    return decideOrder(order, subject(requires));
  } catch (error) {
    if (!(error instanceof BillingError)) throw error;
    return error.code;
  }
}

const statusOf = (decided: DecidedOrder | string): string =>
  typeof decided === "string" ? decided : decided.status;

describe("what a new subscription waits for", () => {
  for (const row of workedExamples(SPEC, "What a new subscription waits for")) {
    test(`${row.id}: ${row.requires} required, ${row.charge}`, () => {
      const [triggerEvent, date] = (row.charge ?? "").split(" ");
      const override = aChargeOverride({
        triggerEvent: triggerEvent as TriggerEvent,
        specificTriggerDate: dateOf(date),
      });
      const triggerDates = {
        ContractEffective: null,
        ServiceActivation: dateOf(row.SA),
        CustomerAcceptance: dateOf(row.CA),
      };
      const subscriptions = [entry([creation(override)], triggerDates)];
      const order = anOrder(subscriptions, row["asked for"], plainDate("2023-01-01"));
      const decided = outcome(order, row.requires);
      if (typeof decided === "string") return assert.equal(decided, row.subscription);
      assert.equal(decided.status, row.order);
      assert.equal(decided.changes[0]?.next.status, row.subscription);
      assert.equal(decided.changes[0]?.next.statusHistory[0]?.status, row.subscription);
    });
  }
});

const RATE_PLAN = { by: "ratePlanId", key: "rate-plan-1" } as const;

const updating = (triggerEvent: TriggerEvent | null): OrderAction => ({
  type: "UpdateProduct",
  ratePlan: RATE_PLAN,
  chargeUpdates: [
    {
      chargeNumber: "C-00000001",
      description: "New",
      pricing: null,
      price: null,
      quantity: null,
      triggerEvent,
      specificTriggerDate: null,
    },
  ],
  specificUpdateDate: null,
  customFields: {},
});

const adding = (override: Parameters<typeof aChargeOverride>[0] = {}): OrderAction => ({
  type: "AddProduct",
  ratePlan: {
    productRatePlanKey: "plan",
    chargeOverrides: [aChargeOverride(override)],
    customFields: {},
  },
});

const ACTIONS: Readonly<Record<string, OrderAction>> = {
  AddProduct: adding(),
  "AddProduct on a day to come": adding({ triggerEvent: "SpecificDate" }),
  "AddProduct on a day to come, numbered": adding({
    triggerEvent: "SpecificDate",
    chargeNumber: "C-new",
  }),
  UpdateProduct: updating(null),
  "UpdateProduct on a day to come": updating("SpecificDate"),
  RemoveProduct: { type: "RemoveProduct", ratePlan: RATE_PLAN },
  ChangePlan: {
    type: "ChangePlan",
    ratePlan: RATE_PLAN,
    newRatePlan: { productRatePlanKey: "plan", chargeOverrides: [], customFields: {} },
    subType: "PlanChanged",
    effectivePolicy: "SpecificDate",
  },
  TermsAndConditions: { type: "TermsAndConditions", autoRenew: true },
  RenewSubscription: { type: "RenewSubscription" },
  CancelSubscription: {
    type: "CancelSubscription",
    cancellationPolicy: "SpecificDate",
    cancellationEffectiveDate: plainDate("2023-07-01"),
  },
  Suspend: {
    type: "Suspend",
    suspendPolicy: "SpecificDate",
    suspendSpecificDate: plainDate("2023-07-01"),
  },
};

/** "AddProduct, UpdateProduct"; a comma may be part of a name. */
function actionsOf(text = ""): OrderAction[] {
  const whole = ACTIONS[text];
  if (whole) return [whole];
  return text.split(", ").map((name) => {
    const action = ACTIONS[name];
    assert(action, name);
    return action;
  });
}

describe("what a change waits for", () => {
  for (const row of workedExamples(SPEC, "What a change waits for")) {
    test(`${row.id}: ${row.action}, ${row.requires} required`, () => {
      const changed = entry(actionsOf(row.action), NOTHING, NUMBERS[0]);
      const decided = outcome(anOrder([changed], row["asked for"]), row.requires);
      assert.equal(statusOf(decided), row.order);
      if (typeof decided === "string") return;
      const [change] = decided.changes;
      assert(change);
      assert.equal(isMade(change), row.order === "Completed");
    });
  }
});

describe("what waits together", () => {
  const dated = { ...NOTHING, ServiceActivation: GIVEN };
  for (const row of workedExamples(SPEC, "What waits together")) {
    test(`${row.id}: ${row.entries}`, () => {
      const numbers = NUMBERS.values();
      const entries = (row.entries ?? "").split(" ").map((letter) => {
        const triggerDates = letter === letter.toLowerCase() ? dated : NOTHING;
        return letter.toLowerCase() === "c"
          ? entry([creation()], triggerDates)
          : entry([updating(null)], triggerDates, numbers.next().value);
      });
      assert.equal(statusOf(outcome(anOrder(entries), "SA")), row.order);
    });
  }
});

test("a change that is impossible whatever its date is refused at once", () => {
  const unknown: OrderAction = {
    type: "RemoveProduct",
    ratePlan: { ...RATE_PLAN, key: "another" },
  };
  const decided = outcome(anOrder([entry([unknown], NOTHING, NUMBERS[0])]), "SA");
  assert.equal(decided, "RATE_PLAN_NOT_IN_SUBSCRIPTION");
});

test("what its date may still make possible waits", () => {
  const late = { ...NOTHING, ContractEffective: plainDate("2030-01-01") };
  const decided = outcome(anOrder([entry([updating(null)], late, NUMBERS[0])]), "SA");
  assert.equal(statusOf(decided), "Pending");
});
