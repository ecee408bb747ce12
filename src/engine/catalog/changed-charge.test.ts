import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { BillingError } from "../errors.ts";
import { decimal } from "../values/decimal.ts";
import { changedCharge, definitionOf } from "./changed-charge.ts";
import { type ChargeDefinition, newCharge } from "./charge.ts";

const KEYS = { productRatePlanChargeId: "1", productRatePlanChargeNumber: "PRPC-1" };

const FLAT: ChargeDefinition = {
  name: "Silver",
  chargeType: "Recurring",
  chargeModel: "FlatFee",
  triggerEvent: "ContractEffective",
  billingPeriod: "Month",
  billCycleType: "DefaultFromCustomer",
  tiers: [
    { currency: "USD", price: decimal("30") },
    { currency: "EUR", price: decimal("27.5") },
  ],
  otherFields: { accountingCode: "A" },
  customFields: { color__c: "red", size__c: 1 },
};

const TIERS = [
  { currency: "USD", endingUnit: decimal("10"), price: decimal("5"), priceFormat: "FlatFee" },
  { currency: "USD", startingUnit: decimal("11"), price: decimal("3") },
] as const;

const USAGE = { chargeType: "Usage", unitOfMeasure: "Call", billingTiming: null } as const;
const UNITS = { unitOfMeasure: "Each", defaultQuantity: decimal("2") } as const;

/** One of each kind of term that a charge can have. */
const DEFINITIONS: Readonly<Record<string, ChargeDefinition>> = {
  "a flat fee": FLAT,
  "a one-time fee per unit": { ...FLAT, ...UNITS, chargeType: "OneTime", chargeModel: "PerUnit" },
  "units between bounds": {
    ...FLAT,
    ...UNITS,
    chargeModel: "PerUnit",
    minQuantity: decimal("1"),
    maxQuantity: decimal("9"),
    taxable: true,
    taxCode: "VAT",
    taxMode: "TaxExclusive",
  },
  tiers: { ...FLAT, ...UNITS, chargeModel: "Tiered", tiers: TIERS },
  "specific periods": {
    ...FLAT,
    billingPeriod: "Specific_Weeks",
    specificBillingPeriod: 3,
    billCycleType: "SpecificDayofWeek",
    weeklyBillCycleDay: "Friday",
    billingTiming: "IN_ARREARS",
    listPriceBase: "Per_Week",
    endDateCondition: "Fixed_Period",
    upToPeriods: 2,
    upToPeriodsType: "Years",
  },
  "overage that is smoothed": {
    ...FLAT,
    ...USAGE,
    chargeModel: "Overage",
    includedUnits: decimal("100"),
    smoothingModel: "RollingWindow",
    numberOfPeriods: 3,
    overageCalculationOption: "PerBillingPeriod",
  },
  "tiers with overage": {
    ...FLAT,
    ...USAGE,
    chargeModel: "TieredWithOverage",
    tiers: [
      { currency: "USD", endingUnit: decimal("10"), price: decimal("5") },
      { currency: "USD", price: decimal("2"), isOveragePrice: true },
    ],
  },
  "rated before": {
    ...FLAT,
    ...USAGE,
    chargeModel: "PreratedPerUnit",
    ratedBy: "rate__c",
    usageProrationOption: "TimeBasedProration",
  },
  deliveries: { ...FLAT, chargeModel: "Delivery", deliveryDays: ["Monday", "Friday"] },
  "a percentage": {
    ...FLAT,
    chargeModel: "DiscountPercentage",
    tiers: [{ currency: "USD", discountPercentage: decimal("10") }],
    discount: { discountLevel: "subscription", isStackedDiscount: true },
  },
  "an amount off": {
    ...FLAT,
    chargeModel: "DiscountFixedAmount",
    tiers: [{ currency: "USD", discountAmount: decimal("10") }],
  },
  "prepaid units that roll over": {
    ...FLAT,
    prepaid: {
      isPrepaid: true,
      prepaidOperationType: "topup",
      prepaidUom: "Call",
      prepaidQuantity: decimal("1000"),
      validityPeriodType: "MONTH",
      creditOption: "ConsumptionBased",
      isRollover: true,
      rolloverPeriods: 2,
      rolloverApply: "ApplyFirst",
    },
  },
  "usage that draws": {
    ...FLAT,
    ...USAGE,
    chargeModel: "PerUnit",
    prepaid: {
      isPrepaid: true,
      prepaidOperationType: "drawdown",
      drawdownRate: decimal("2"),
      drawdownUom: "Credit",
    },
  },
  "a commitment": {
    ...FLAT,
    billCycleType: "TermStartDay",
    billingPeriod: "Annual",
    commitment: { chargeFunction: "CommitmentTrueUp", validityPeriodType: "ANNUAL" },
  },
};

const FREE = { isSubscribed: false };

describe("a charge is what its definition says", () => {
  for (const [name, definition] of Object.entries(DEFINITIONS)) {
    test(`${name}: made anew of it, it is the same`, () => {
      const charge = newCharge(KEYS, definition);
      assert.deepEqual(newCharge(KEYS, definitionOf(charge)), charge);
    });

    test(`${name}: a change of nothing changes nothing, a new name only the name`, () => {
      const charge = newCharge(KEYS, definition);
      assert.deepEqual(changedCharge(charge, {}, FREE), charge);
      const named = changedCharge(charge, { name: "Gold", prepaid: {} }, { isSubscribed: true });
      assert.deepEqual(named, { ...charge, name: "Gold" });
    });
  }
});

describe("a change", () => {
  const flat = newCharge(KEYS, FLAT);

  test("of prices replaces all of them", () => {
    const tiers = [{ currency: "USD", price: decimal("31") }];
    assert.deepEqual(changedCharge(flat, { tiers }, FREE).prices, { USD: decimal("31") });
  });

  test("keeps what other fields and custom fields do not name", () => {
    const change = { otherFields: { revRecCode: "R" }, customFields: { size__c: 2 } };
    const changed = changedCharge(flat, change, FREE);
    assert.deepEqual(changed.otherFields, { accountingCode: "A", revRecCode: "R" });
    assert.deepEqual(changed.customFields, { color__c: "red", size__c: 2 });
  });

  test("of the model needs what the model needs", () => {
    const wanted = { chargeModel: "PerUnit" } as const;
    assert.throws(() => changedCharge(flat, wanted, FREE), isRefused("MISSING_FIELD"));
    const changed = changedCharge(flat, { ...wanted, ...UNITS }, FREE);
    assert.deepEqual([changed.chargeModel, changed.quantity], ["PerUnit", decimal("2")]);
  });

  test("of the model or unit is refused once it was subscribed to, of the type always", () => {
    const subscribed = { isSubscribed: true };
    const perUnit = newCharge(KEYS, { ...FLAT, ...UNITS, chargeModel: "PerUnit" });
    const isNot = isRefused("NOT_ALLOWED");
    assert.throws(() => changedCharge(perUnit, { chargeModel: "FlatFee" }, subscribed), isNot);
    assert.throws(() => changedCharge(perUnit, { unitOfMeasure: "Box" }, subscribed), isNot);
    assert.throws(() => changedCharge(perUnit, { chargeType: "OneTime" }, FREE), isNot);
    assert.equal(changedCharge(perUnit, { unitOfMeasure: "Box" }, FREE).unitOfMeasure, "Box");
  });

  test("of a commitment's validity period is one of the commitment", () => {
    const commitment = newCharge(KEYS, DEFINITIONS["a commitment"] as ChargeDefinition);
    const change = {
      billingPeriod: "Quarter",
      prepaid: { validityPeriodType: "QUARTER" },
    } as const;
    const { modelTerms } = changedCharge(commitment, change, FREE);
    assert.deepEqual(modelTerms.commitment, {
      chargeFunction: "CommitmentTrueUp",
      validityPeriodType: "QUARTER",
    });
  });
});

const isRefused = (code: string) => (error: unknown) =>
  error instanceof BillingError && error.code === code;
