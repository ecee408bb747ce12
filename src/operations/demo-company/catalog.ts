import type { ChargeDefinition } from "#engine/catalog/charge.ts";
import { decimal, ONE } from "#engine/values/decimal.ts";
import { plainDate } from "#engine/values/plain-date.ts";
import type { Context } from "../context.ts";
import { createProduct } from "../create-product.ts";
import { createProductRatePlan } from "../create-product-rate-plan.ts";
import { createProductRatePlanCharge } from "../create-product-rate-plan-charge.ts";

type DemoPlan = { readonly name: string; readonly charges: readonly ChargeDefinition[] };

const prices = (usd: string, eur: string) => [
  { currency: "USD", price: decimal(usd) },
  { currency: "EUR", price: decimal(eur) },
];

const RECURRING = {
  chargeType: "Recurring",
  chargeModel: "FlatFee",
  triggerEvent: "ContractEffective",
  billingPeriod: "Month",
  billCycleType: "DefaultFromCustomer",
  billingPeriodAlignment: "AlignToCharge",
  billingTiming: "IN_ADVANCE",
} as const;

const ONE_TIME = {
  chargeType: "OneTime",
  chargeModel: "FlatFee",
  triggerEvent: "ContractEffective",
  billCycleType: "DefaultFromCustomer",
} as const;

const seats = (usd: string, eur: string): ChargeDefinition => ({
  ...RECURRING,
  name: "Seats",
  chargeModel: "PerUnit",
  unitOfMeasure: "Seat",
  defaultQuantity: ONE,
  tiers: prices(usd, eur),
});

/** What the demo company sells: a workspace by the month or year, and what goes with it. */
const PRODUCTS: Readonly<Record<string, readonly DemoPlan[]>> = {
  Workspace: [
    { name: "Silver", charges: [{ ...RECURRING, name: "Silver plan", tiers: prices("30", "28") }] },
    { name: "Gold", charges: [{ ...RECURRING, name: "Gold plan", tiers: prices("80", "75") }] },
    {
      name: "Platinum, yearly",
      charges: [
        {
          ...RECURRING,
          name: "Platinum plan",
          billingPeriod: "Annual",
          tiers: prices("2400", "2250"),
        },
        { ...ONE_TIME, name: "Onboarding", tiers: prices("450", "420") },
      ],
    },
    { name: "Team", charges: [seats("12", "11.50")] },
  ],
  Support: [
    {
      name: "Business hours",
      charges: [
        {
          ...RECURRING,
          name: "Support",
          billingPeriod: "Quarter",
          billingTiming: "IN_ARREARS",
          tiers: prices("90", "85"),
        },
      ],
    },
  ],
  "Launch kit": [
    {
      name: "Launch kit",
      charges: [
        { ...RECURRING, name: "Hosting", tiers: prices("45", "42") },
        { ...RECURRING, name: "Launch assistance", tiers: prices("120", "112") },
      ],
    },
  ],
};

/** Product rate plan numbers by rate plan name, and charge numbers by charge name. */
export type DemoCatalog = ReadonlyMap<string, string>;

export async function createDemoCatalog(context: Context): Promise<DemoCatalog> {
  const numbers = new Map<string, string>();
  for (const [name, plans] of Object.entries(PRODUCTS)) {
    const product = await createProduct(context, {
      name,
      category: name === "Support" ? "Add On Services" : "Base Products",
      effectiveStartDate: plainDate("2020-01-01"),
      effectiveEndDate: plainDate("2099-01-01"),
    });
    for (const plan of plans) {
      const created = await createProductRatePlan(context, {
        productKey: product.productId,
        name: plan.name,
        activeCurrencies: ["USD", "EUR"],
      });
      numbers.set(plan.name, created.productRatePlanNumber);
      for (const charge of plan.charges) {
        const productRatePlanKey = created.productRatePlanId;
        const added = await createProductRatePlanCharge(context, { ...charge, productRatePlanKey });
        numbers.set(charge.name, added.productRatePlanChargeNumber);
      }
    }
  }
  return numbers;
}
