/** What the bench's customers subscribe to: of ten, six pay a flat fee, and one has tax and a discount. */
import type { ProductRatePlan, ProductRatePlanCharge } from "#engine/model/product.ts";
import { decimal, ONE, ZERO } from "#engine/values/decimal.ts";
import { plainDate } from "#engine/values/plain-date.ts";
import { saveProduct, saveProductRatePlan, saveProductRatePlanCharge } from "#store/catalog.ts";
import type { Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";

const ON_SALE = {
  effectiveStartDate: plainDate("2000-01-01"),
  effectiveEndDate: plainDate("2099-12-31"),
};

/** The tax code of the charges that are taxed. */
export const TAX_CODE = "Bench";

/** Makes the catalog; subscriber n has plan n of the answer, again and again. */
export async function saveCatalog(tx: Transaction, userId: string): Promise<ProductRatePlan[]> {
  const product = {
    ...ON_SALE,
    productId: newId(),
    productNumber: "P-1",
    sku: "SKU-1",
    name: "Reading",
    description: null,
    category: null,
    allowFeatureChanges: false,
    customFields: {},
  };
  await saveProduct(tx, product, userId);
  const plans = PLANS.map((charges, index): ProductRatePlan => {
    const name = `Plan ${index}`;
    return {
      ...ON_SALE,
      productRatePlanId: newId(),
      productRatePlanNumber: `PRP-${index}`,
      productId: product.productId,
      name,
      description: null,
      activeCurrencies: ["USD"],
      grade: null,
      externalRatePlanIds: [],
      customFields: {},
      charges: charges.map((charge, position) => ({
        ...charge,
        productRatePlanChargeId: newId(),
        productRatePlanChargeNumber: `PRPC-${index}-${position}`,
      })),
    };
  });
  for (const plan of plans) {
    await saveProductRatePlan(tx, plan, userId);
    for (const charge of plan.charges) await saveProductRatePlanCharge(tx, plan, charge, userId);
  }
  return [0, 0, 1, 0, 2, 0, 3, 0, 4, 0].flatMap((index) => plans[index] ?? []);
}

const FLAT = {
  // Each plan gives them their own.
  productRatePlanChargeId: "",
  productRatePlanChargeNumber: "",
  name: "Silver monthly",
  description: null,
  chargeType: "Recurring",
  chargeModel: "FlatFee",
  modelTerms: { deliveryDays: [], usage: null, prepaid: null },
  tiers: {},
  quantity: ONE,
  unitOfMeasure: null,
  discount: null,
  triggerEvent: "ContractEffective",
  endDate: { endDateCondition: "Subscription_End" },
  recurrence: {
    billingPeriod: "Month",
    specificBillingPeriod: null,
    billCycleType: "DefaultFromCustomer",
    billCycleDay: null,
    weeklyBillCycleDay: null,
    billingPeriodAlignment: "AlignToCharge",
    billingTiming: "IN_ADVANCE",
    listPriceBase: "Per_Billing_Period",
    specificListPriceBase: null,
  },
  prices: { USD: decimal("30") },
  minQuantity: null,
  maxQuantity: null,
  taxable: false,
  taxCode: null,
  taxMode: null,
  otherFields: {},
  customFields: {},
} as const satisfies ProductRatePlanCharge;

const SEATS = { quantity: decimal("12"), unitOfMeasure: "Each" } as const;

const tier = (startingUnit: string, endingUnit: string | null, price: string) => ({
  startingUnit: decimal(startingUnit),
  endingUnit: endingUnit === null ? null : decimal(endingUnit),
  price: decimal(price),
  priceFormat: "PerUnit" as const,
});
const TIERS = { USD: [tier("0", "5", "9.90"), tier("6", "10", "7.90"), tier("11", null, "5.90")] };

/** Tiers have their own. */
const NO_PRICE = { USD: ZERO };

const PER_UNIT: ProductRatePlanCharge = { ...FLAT, ...SEATS, chargeModel: "PerUnit" };
const TIERED: ProductRatePlanCharge = {
  ...FLAT,
  ...SEATS,
  chargeModel: "Tiered",
  tiers: TIERS,
  prices: NO_PRICE,
};
const VOLUME: ProductRatePlanCharge = {
  ...FLAT,
  ...SEATS,
  chargeModel: "Volume",
  tiers: TIERS,
  prices: NO_PRICE,
};
const TAXED: ProductRatePlanCharge = {
  ...FLAT,
  taxable: true,
  taxCode: TAX_CODE,
  taxMode: "TaxExclusive",
};
const DISCOUNT: ProductRatePlanCharge = {
  ...FLAT,
  name: "Loyalty",
  chargeModel: "DiscountPercentage",
  quantity: ZERO,
  prices: { USD: decimal("7.5") },
  discount: {
    applyDiscountTo: "RECURRING",
    discountLevel: "subscription",
    discountClass: null,
    isStackedDiscount: false,
    applyToBillingPeriodPartially: false,
    discountApplyDetails: [],
  },
};

const PLANS: readonly (readonly ProductRatePlanCharge[])[] = [
  [FLAT],
  [PER_UNIT],
  [TIERED],
  [VOLUME],
  [TAXED, DISCOUNT],
];
