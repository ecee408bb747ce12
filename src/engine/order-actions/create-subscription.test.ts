import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { aSupply } from "#test/support/order-context.ts";
import {
  aChargeOverride,
  aOneTimeProductCharge,
  aProductCharge,
  aProductRatePlan,
  endDateOf,
} from "#test/support/products.ts";
import { aRecurrence } from "#test/support/subscriptions.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import { BillingError } from "../errors.ts";
import type { Charge, TriggerEvent } from "../model/charge.ts";
import type {
  ChargeOverride,
  CreateSubscriptionAction,
  InitialTerm,
  TriggerDates,
} from "../model/order.ts";
import type { ProductRatePlan, ProductRatePlanCharge } from "../model/product.ts";
import type { Subscription, TermPeriodType } from "../model/subscription.ts";
import { DEFAULT_SUBSCRIPTION_SETTINGS } from "../model/subscription-settings.ts";
import { NO_END } from "../values/date-range.ts";
import { decimal, formatDecimal } from "../values/decimal.ts";
import { type PlainDate, plainDate } from "../values/plain-date.ts";
import { createSubscription } from "./create-subscription.ts";

const seats = (): ProductRatePlanCharge =>
  aProductCharge({
    chargeModel: "PerUnit",
    quantity: decimal("3"),
    minQuantity: decimal("1"),
    maxQuantity: decimal("10"),
  });

const SPEC = "docs/spec/create-subscription.md";
const NONE: TriggerDates = {
  ContractEffective: null,
  ServiceActivation: null,
  CustomerAcceptance: null,
};
const IN_2023: TriggerDates = {
  ContractEffective: plainDate("2023-01-01"),
  ServiceActivation: plainDate("2023-01-10"),
  CustomerAcceptance: plainDate("2023-01-20"),
};

type Ordered = {
  readonly orderDate?: PlainDate;
  readonly triggerDates?: TriggerDates;
  readonly initialTerm?: InitialTerm;
  readonly currency?: string;
  readonly plan?: ProductRatePlan;
  readonly productRatePlanKey?: string;
  readonly chargeOverrides?: readonly ChargeOverride[];
};

const YEAR: InitialTerm = { termType: "TERMED", startDate: null, period: 12, periodType: "Month" };

function created(ordered: Ordered = {}): Subscription {
  const { plan = aProductRatePlan([aProductCharge()]), productRatePlanKey = "plan" } = ordered;
  const action: CreateSubscriptionAction = {
    type: "CreateSubscription",
    subscriptionNumber: null,
    initialTerm: ordered.initialTerm ?? YEAR,
    autoRenew: false,
    renewalSetting: "RENEW_WITH_SPECIFIC_TERM",
    renewalTerm: null,
    ratePlans: [
      { productRatePlanKey, chargeOverrides: ordered.chargeOverrides ?? [], customFields: {} },
    ],
    invoiceSeparately: false,
    notes: null,
    paymentTerm: null,
    billToContactId: null,
    currency: ordered.currency ?? null,
  };
  return createSubscription(action, {
    orderDate: ordered.orderDate ?? plainDate("2023-01-01"),
    today: plainDate("2023-01-01"),
    triggerDates: ordered.triggerDates ?? IN_2023,
    changeReason: null,
    requiredDates: DEFAULT_SUBSCRIPTION_SETTINGS,
    pendingCharges: "stay",
    accountId: "account-1",
    accountCurrency: "USD",
    accounts: new Map(),
    catalog: new Map([
      ["plan", plan],
      ["PRP-1", plan],
    ]),
    originalRatePlanIds: new Map(),
    supply: aSupply(),
  });
}

const chargeOf = ({ ratePlans }: Subscription): Charge => {
  const charge = ratePlans[0]?.charges[0];
  assert(charge);
  return charge;
};

const dateOf = (text = "-"): PlainDate | null => (text === "-" ? null : plainDate(text));
const written = (end: PlainDate | undefined): string =>
  end === NO_END ? "none" : (end ?? "pending");

describe("trigger dates", () => {
  for (const row of workedExamples(SPEC, "Trigger dates")) {
    test(`${row.id}: ordered on ${row["order date"]}`, () => {
      const subscription = created({
        orderDate: plainDate(row["order date"] ?? ""),
        triggerDates: {
          ContractEffective: dateOf(row.ContractEffective),
          ServiceActivation: dateOf(row.ServiceActivation),
          CustomerAcceptance: dateOf(row.CustomerAcceptance),
        },
      });
      assert.equal(subscription.contractEffectiveDate, row.contractEffectiveDate);
      assert.equal(subscription.serviceActivationDate, row.serviceActivationDate);
      assert.equal(subscription.customerAcceptanceDate, row.customerAcceptanceDate);
    });
  }
});

function initialTermOf(length: string, startDate: PlainDate | null): InitialTerm {
  if (length === "evergreen") return { termType: "EVERGREEN", startDate };
  const [period, periodType] = length.split(" ");
  return {
    termType: "TERMED",
    startDate,
    period: Number(period),
    periodType: periodType as TermPeriodType,
  };
}

describe("terms", () => {
  for (const row of workedExamples(SPEC, "Terms")) {
    test(`${row.id}: ${row["initial term"]} from ${row["term start"]}`, () => {
      const subscription = created({
        triggerDates: { ...NONE, ContractEffective: dateOf(row["contract effective"]) },
        initialTerm: initialTermOf(row["initial term"] ?? "", dateOf(row["start date"])),
      });
      const { currentTerm } = subscription;
      assert.equal(currentTerm.start, row["term start"]);
      assert.equal(subscription.subscriptionStartDate, row["term start"]);
      assert.equal(written(currentTerm.end), row["term end"]);
    });
  }
});

describe("days of service of a charge", () => {
  for (const row of workedExamples(SPEC, "Days of service of a charge")) {
    test(`${row.id}: ${row.charge}, ${row["starts on"]} to ${row["ends by"]}`, () => {
      const [triggerEvent, date] = (row["starts on"] ?? "").split(" ");
      const once = row.charge === "OneTime";
      const overridden = aChargeOverride({
        triggerEvent: triggerEvent as TriggerEvent,
        specificTriggerDate: dateOf(date),
        endDate: endDateOf(row["ends by"] ?? ""),
        ...(row.charge === "Quarter" && { recurrence: { billingPeriod: "Quarter" as const } }),
      });
      const subscription = created({
        plan: aProductRatePlan([once ? aOneTimeProductCharge() : aProductCharge()]),
        initialTerm: row.charge === "evergreen" ? initialTermOf("evergreen", null) : YEAR,
        chargeOverrides: [overridden],
      });
      const { effective } = chargeOf(subscription);
      assert.equal(written(effective?.start), row.from);
      assert.equal(written(effective?.end), row.to);
    });
  }

  test("a pending charge keeps the start that is estimated, another charge has none", () => {
    const estimatedStartDate = plainDate("2023-03-01");
    const pending = aChargeOverride({ triggerEvent: "SpecificDate", estimatedStartDate });
    const started = aChargeOverride({ estimatedStartDate });
    const estimates = [pending, started].map(
      (each) => chargeOf(created({ chargeOverrides: [each] })).estimatedStartDate,
    );
    assert.deepEqual(estimates, [estimatedStartDate, null]);
  });
});

const REFUSED: Readonly<Record<string, Ordered>> = {
  "unknown rate plan": { productRatePlanKey: "PRP-2" },
  "rate plan that is not on sale yet": { plan: aProductRatePlan([aProductCharge()], "2023-01-02") },
  "charge of another rate plan": {
    chargeOverrides: [aChargeOverride({ productRatePlanChargeKey: "PRPC-2" })],
  },
  "the same charge twice": {
    chargeOverrides: [aChargeOverride(), aChargeOverride({ productRatePlanChargeKey: "PRPC-1" })],
  },
  "currency of another account": { currency: "EUR" },
  "charge without a price in the currency": {
    plan: aProductRatePlan([aProductCharge({ prices: { EUR: decimal("30") } })]),
  },
  "0 seats": {
    plan: aProductRatePlan([seats()]),
    chargeOverrides: [aChargeOverride({ quantity: decimal("0") })],
  },
  "11 seats": {
    plan: aProductRatePlan([seats()]),
    chargeOverrides: [aChargeOverride({ quantity: decimal("11") })],
  },
  "quantity of a flat fee": { chargeOverrides: [aChargeOverride({ quantity: decimal("2") })] },
  "billing period of a one-time charge": {
    plan: aProductRatePlan([aOneTimeProductCharge()]),
    chargeOverrides: [aChargeOverride({ recurrence: { billingPeriod: "Month" } })],
  },
  "specific trigger date before the term": {
    chargeOverrides: [
      aChargeOverride({
        triggerEvent: "SpecificDate",
        specificTriggerDate: plainDate("2022-12-31"),
      }),
    ],
  },
  "Specific_Months without their number": {
    chargeOverrides: [aChargeOverride({ recurrence: { billingPeriod: "Specific_Months" } })],
  },
  "SpecificDayofMonth without the day": {
    chargeOverrides: [aChargeOverride({ recurrence: { billCycleType: "SpecificDayofMonth" } })],
  },
  "SpecificDayofWeek without the day": {
    chargeOverrides: [aChargeOverride({ recurrence: { billCycleType: "SpecificDayofWeek" } })],
  },
  "Per_Specific_Months without their number": {
    chargeOverrides: [aChargeOverride({ recurrence: { listPriceBase: "Per_Specific_Months" } })],
  },
};

describe("refused", () => {
  for (const row of workedExamples(SPEC, "Refused")) {
    test(`${row.id}: ${row.override}`, () => {
      const ordered = REFUSED[row.override ?? ""];
      assert(ordered, `${row.override} is made here`);
      assert.throws(
        () => created(ordered),
        (error) => error instanceof BillingError && error.code === row.error,
      );
    });
  }
});

describe("overrides", () => {
  test("what is not overridden is the catalog's", () => {
    const { price, quantity, description, recurrence } = chargeOf(
      created({ plan: aProductRatePlan([seats()]) }),
    );
    assert.equal(formatDecimal(price), "30.00");
    assert.equal(formatDecimal(quantity, 0), "3");
    assert.equal(description, "From the catalog");
    assert.deepEqual(recurrence, aRecurrence());
  });

  test("price, quantity, description and number are the order's", () => {
    const charge = chargeOf(
      created({
        plan: aProductRatePlan([seats()]),
        chargeOverrides: [
          aChargeOverride({
            price: decimal("25"),
            quantity: decimal("5"),
            description: "Agreed",
            chargeNumber: "MY-1",
          }),
        ],
      }),
    );
    assert.equal(formatDecimal(charge.price), "25.00");
    assert.equal(formatDecimal(charge.quantity, 0), "5");
    assert.equal(charge.description, "Agreed");
    assert.equal(charge.chargeNumber, "MY-1");
  });

  test("a price in a currency that the catalog has none for is enough", () => {
    const plan = aProductRatePlan([aProductCharge({ prices: {} })]);
    const chargeOverrides = [aChargeOverride({ price: decimal("25") })];
    assert.equal(formatDecimal(chargeOf(created({ plan, chargeOverrides })).price), "25.00");
  });

  test("another billing period drops the number that belonged to the old one", () => {
    const specific = aProductCharge();
    assert(specific.recurrence);
    const recurrence = {
      ...specific.recurrence,
      billingPeriod: "Specific_Months" as const,
      specificBillingPeriod: 5,
      billCycleType: "SpecificDayofMonth" as const,
      billCycleDay: 15,
    };
    const plan = aProductRatePlan([{ ...specific, chargeType: "Recurring", recurrence }]);
    const chargeOverrides = [
      aChargeOverride({
        recurrence: { billingPeriod: "Month", billCycleType: "DefaultFromCustomer" },
      }),
    ];
    assert.deepEqual(chargeOf(created({ plan, chargeOverrides })).recurrence, aRecurrence());
  });

  test("a specific trigger date counts only for the event SpecificDate", () => {
    const specificTriggerDate = plainDate("2023-03-01");
    const charge = chargeOf(
      created({ chargeOverrides: [aChargeOverride({ specificTriggerDate })] }),
    );
    assert.equal(charge.triggerDate, null);
    assert.equal(charge.effective?.start, "2023-01-01");
  });
});

describe("a new subscription", () => {
  const subscription = created({ orderDate: plainDate("2022-12-15") });

  test("is version 1, Active from its start, and its own original", () => {
    assert.equal(subscription.version, 1);
    assert.equal(subscription.originalId, subscription.subscriptionId);
    const startDate = plainDate("2023-01-01");
    assert.deepEqual(subscription.statusHistory, [{ status: "Active", startDate, endDate: null }]);
  });

  test("is booked on the order date, and so are its charges", () => {
    assert.equal(subscription.lastBookingDate, "2022-12-15");
    assert.equal(chargeOf(subscription).originalOrderDate, "2022-12-15");
  });

  test("has charges of segment 1 and version 1 that nothing has billed", () => {
    const { segment, version, chargedThroughDate, amendedByOrderOn } = chargeOf(subscription);
    const [expected, found] = [
      [1, 1, null, null],
      [segment, version, chargedThroughDate, amendedByOrderOn],
    ];
    assert.deepEqual(found, expected);
  });
});
