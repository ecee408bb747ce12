import { BillingError } from "../errors.ts";
import type { Charge } from "../model/charge.ts";
import type { ChargeOverride, ProductRatePlanKey, SubscribedRatePlan } from "../model/order.ts";
import type { ProductRatePlan } from "../model/product.ts";
import type { RatePlan } from "../model/subscription.ts";
import type { OrderContext } from "../order-actions/order-action.ts";
import type { DateRange } from "../values/date-range.ts";
import type { PlainDate } from "../values/plain-date.ts";
import { withDiscountDuration } from "./discount-duration.ts";
import type { KnownTriggers } from "./effective-triggers.ts";
import { productRatePlanNamed } from "./product-rate-plan-named.ts";
import { subscribedCharge } from "./subscribed-charge.ts";

/** What the charges of a rate plan start from. */
export type SubscriptionStart = {
  readonly currentTerm: DateRange;
  readonly triggers: KnownTriggers;
  readonly currency: string;
  readonly orderDate: PlainDate;
  /** Charges that the subscription has already, which discounts may follow. Absent: none. */
  readonly earlierCharges?: readonly Charge[];
};

/**
 * A rate plan of the catalog as part of a subscription, with its charges as the overrides say.
 *
 * Errors: RATE_PLAN_NOT_FOUND, RATE_PLAN_NOT_ON_SALE, CHARGE_NOT_IN_RATE_PLAN, NOT_ALLOWED (a charge
 * is overridden twice) and those of subscribed-charge.ts.
 */
export function subscribedRatePlan(
  subscribed: SubscribedRatePlan,
  start: SubscriptionStart,
  context: OrderContext,
): RatePlan {
  const productRatePlan = ratePlanOnSale(subscribed, context);
  const ratePlanId = context.supply.newId();
  return {
    ratePlanId,
    originalRatePlanId: ratePlanId,
    subscriptionRatePlanNumber:
      subscribed.subscriptionRatePlanNumber ?? context.supply.ratePlanNumber(),
    productRatePlanId: productRatePlan.productRatePlanId,
    name: productRatePlan.name,
    lastChangeType: null,
    customFields: subscribed.customFields,
    ...(subscribed.uniqueToken !== undefined && { uniqueToken: subscribed.uniqueToken }),
    charges: subscribedCharges(productRatePlan, subscribed, start, context),
  };
}

function ratePlanOnSale(
  named: ProductRatePlanKey,
  { catalog, orderDate }: OrderContext,
): ProductRatePlan {
  const productRatePlan = productRatePlanNamed(catalog, named);
  const { productRatePlanKey: key } = named;
  const { effectiveStartDate, effectiveEndDate } = productRatePlan;
  if (orderDate < effectiveStartDate || orderDate >= effectiveEndDate) {
    throw new BillingError("RATE_PLAN_NOT_ON_SALE", { key, date: orderDate });
  }
  return productRatePlan;
}

function subscribedCharges(
  productRatePlan: ProductRatePlan,
  { chargeOverrides, charges }: SubscribedRatePlan,
  start: SubscriptionStart,
  { supply }: OrderContext,
): Charge[] {
  const overrides = overridesByCharge(productRatePlan, chargeOverrides);
  const subscribed: Charge[] = [];
  for (const product of productRatePlan.charges) {
    const override = overrides.get(product.productRatePlanChargeId);
    if (charges === "thoseOverridden" && !override) continue;
    const earlier = [...(start.earlierCharges ?? []), ...subscribed];
    const dated = withDiscountDuration(product, override, earlier);
    subscribed.push(subscribedCharge(product, dated, start, supply));
  }
  return subscribed;
}

/** By the id of the product rate plan charge, whichever key names it. */
function overridesByCharge(
  { charges }: ProductRatePlan,
  chargeOverrides: readonly ChargeOverride[],
): Map<string, ChargeOverride> {
  const overrides = new Map<string, ChargeOverride>();
  for (const override of chargeOverrides) {
    const key = override.productRatePlanChargeKey;
    const charge = charges.find(
      ({ productRatePlanChargeId: id, productRatePlanChargeNumber: number }) =>
        key === id || key === number,
    );
    if (!charge) throw new BillingError("CHARGE_NOT_IN_RATE_PLAN", { key });
    if (overrides.has(charge.productRatePlanChargeId)) {
      const message = `Product rate plan charge '${key}' is overridden twice.`;
      throw new BillingError("NOT_ALLOWED", { message });
    }
    overrides.set(charge.productRatePlanChargeId, override);
  }
  return overrides;
}
