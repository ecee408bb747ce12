import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import type { Product, ProductRatePlanCharge } from "#engine/model/product.ts";
import { decimal, ONE } from "#engine/values/decimal.ts";
import { plainDate } from "#engine/values/plain-date.ts";
import { createTestDatabase, withEntity } from "#test/support/database.ts";
import {
  findProduct,
  findProductRatePlanCharge,
  listProductRatePlans,
  saveProduct,
  saveProductRatePlan,
  saveProductRatePlanCharge,
} from "./catalog.ts";
import { inTransaction, type Transaction } from "./database.ts";
import { newId } from "./ids.ts";

const testDatabase = await createTestDatabase();
after(testDatabase.drop);
const { entityId, userId } = await withEntity(testDatabase);

const inEntity = <Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> =>
  inTransaction(testDatabase.database, entityId, work);

const aProduct = (name: string): Product => ({
  productId: newId(),
  productNumber: `P-${name}`,
  sku: `SKU-${name}`,
  name,
  description: "Ales, monthly",
  category: "Base Products",
  effectiveStartDate: plainDate("2020-01-01"),
  effectiveEndDate: plainDate("2030-12-31"),
  allowFeatureChanges: false,
  customFields: { Tier__c: "gold", Rank__c: 3, Old__c: null },
});

const aPlan = (productId: string, name: string) => ({
  productRatePlanId: newId(),
  productRatePlanNumber: `PRP-${name}`,
  productId,
  name,
  description: null,
  effectiveStartDate: plainDate("2020-01-01"),
  effectiveEndDate: plainDate("2030-12-31"),
  activeCurrencies: ["EUR", "USD"],
  grade: null,
  externalRatePlanIds: [],
  customFields: {},
});

const common = {
  description: null,
  minQuantity: null,
  maxQuantity: null,
  discount: null,
  triggerEvent: "ContractEffective",
  taxable: false,
  taxCode: null,
  taxMode: null,
  otherFields: { accountingCode: "Deferred Revenue" },
  customFields: { ItemType__NS: null },
  tiers: {},
  modelTerms: { deliveryDays: [], usage: null, prepaid: null },
} as const;

const monthlyFlatFee = (): ProductRatePlanCharge => ({
  ...common,
  productRatePlanChargeId: newId(),
  productRatePlanChargeNumber: `PRPC-${newId()}`,
  name: "Silver",
  chargeType: "Recurring",
  chargeModel: "FlatFee",
  quantity: ONE,
  unitOfMeasure: null,
  prices: { EUR: decimal("30.00"), USD: decimal("33.333333333333333") },
  endDate: { endDateCondition: "Fixed_Period", upToPeriods: 6, upToPeriodsType: "Months" },
  recurrence: {
    billingPeriod: "Month",
    specificBillingPeriod: null,
    billCycleType: "SpecificDayofMonth",
    billCycleDay: 15,
    weeklyBillCycleDay: null,
    billingPeriodAlignment: "AlignToCharge",
    billingTiming: "IN_ADVANCE",
    listPriceBase: "Per_Billing_Period",
    specificListPriceBase: null,
  },
});

const setUpPerUnit = (): ProductRatePlanCharge => ({
  ...common,
  productRatePlanChargeId: newId(),
  productRatePlanChargeNumber: `PRPC-${newId()}`,
  name: "Set-up",
  chargeType: "OneTime",
  chargeModel: "PerUnit",
  quantity: decimal("2.5"),
  unitOfMeasure: "Hours",
  minQuantity: decimal("1"),
  maxQuantity: decimal("100"),
  prices: { EUR: decimal("80") },
  endDate: { endDateCondition: "Subscription_End" },
  recurrence: null,
});

/** Without what only the store knows, and Decimals as texts, whose objects are never the same. */
function essence(value: object): unknown {
  const { createdById, createdAt, updatedById, updatedAt, ...rest } = value as Record<
    string,
    unknown
  >;
  assert(createdAt instanceof Date && updatedAt instanceof Date);
  assert.equal(createdById, userId);
  assert.equal(updatedById, userId);
  return JSON.parse(JSON.stringify(rest));
}

const plain = (value: object): unknown => JSON.parse(JSON.stringify(value));

describe("catalog round trips", () => {
  test("a product is found by id, number and SKU as it was saved", async () => {
    const product = aProduct("Round trip");
    await inEntity((tx) => saveProduct(tx, product, userId));
    for (const key of [product.productId, product.productNumber, product.sku]) {
      const found = await inEntity((tx) => findProduct(tx, key));
      assert(found);
      assert.deepEqual(essence(found), plain({ ...product, offeredTo: null }));
    }
  });

  test("rate plans come with their charges, by ids and numbers in one call", async () => {
    const product = aProduct("Plans");
    const [first, second, empty] = ["A", "B", "C"].map((name) => aPlan(product.productId, name));
    assert(first && second && empty);
    const [silver, setUp] = [monthlyFlatFee(), setUpPerUnit()];
    await inEntity(async (tx) => {
      await saveProduct(tx, product, userId);
      for (const plan of [first, second, empty]) await saveProductRatePlan(tx, plan, userId);
      await saveProductRatePlanCharge(tx, first, silver, userId);
      await saveProductRatePlanCharge(tx, first, setUp, userId);
    });
    const keys = [first.productRatePlanId, second.productRatePlanNumber, "PRP-unknown", "C"];
    const plans = await inEntity((tx) => listProductRatePlans(tx, keys));
    assert.deepEqual(
      plans.map((plan) => plan.name),
      ["A", "B"],
    );
    const [found] = plans;
    assert(found);
    const { charges, ...rest } = found;
    assert.deepEqual(essence(rest), plain(first));
    assert.deepEqual(charges.map(essence), [plain(silver), plain(setUp)]);
    assert.deepEqual(plans[1]?.charges, []);

    const charge = await inEntity((tx) =>
      findProductRatePlanCharge(tx, silver.productRatePlanChargeNumber),
    );
    assert.equal(charge?.productRatePlanId, first.productRatePlanId);
    assert.equal(charge.prices.USD?.toFixed(), "33.333333333333333");
  });
});
