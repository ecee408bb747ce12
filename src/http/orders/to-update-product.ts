import type { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import type { ChargeUpdate, UpdateProductAction } from "#engine/model/order.ts";
import { refuseField, refuseFields } from "../refuse-field.ts";
import { NOT_YET as NOT_YET_ON_START } from "./actions/create-subscription.ts";
import { NOT_YET, type updateProduct } from "./actions/update-product.ts";
import { toPriceChange } from "./price-change.ts";
import { toRatePlanKey } from "./rate-plan-key.ts";
import { priceOverride } from "./to-create-subscription.ts";

type Body = z.output<typeof updateProduct>["updateProduct"];

/** Errors: MISSING_FIELD, NOT_ALLOWED, NOT_SUPPORTED. */
export function toUpdateProduct(body: Body): UpdateProductAction {
  refuseFields(body, NOT_YET.ratePlan);
  return {
    type: "UpdateProduct",
    ratePlan: toRatePlanKey(body),
    chargeUpdates: body.chargeUpdates.map(toChargeUpdate),
    specificUpdateDate: body.specificUpdateDate ?? null,
    customFields: body.customFields ?? {},
  };
}

function toChargeUpdate(body: Body["chargeUpdates"][number]): ChargeUpdate {
  const { description, effectiveDate } = body;
  refuseFields(body, NOT_YET.charge);
  refuseFields(effectiveDate ?? {}, NOT_YET_ON_START.startDate);
  const { kind, price } = priceOverride(body.pricing ?? {}) ?? {};
  refuseField("listPriceBase", price?.listPriceBase);
  refuseField("specificListPriceBase", price?.specificListPriceBase);
  return {
    ...toChargeKey(body),
    description: description ?? null,
    pricing: kind ?? null,
    price: price?.listPrice ?? null,
    quantity: price?.quantity ?? null,
    ...(price && toPriceChange(price)),
    triggerEvent: effectiveDate?.triggerEvent ?? null,
    specificTriggerDate: effectiveDate?.specificTriggerDate ?? null,
    customFields: body.customFields ?? {},
  };
}

function toChargeKey({ chargeNumber, uniqueToken }: Body["chargeUpdates"][number]) {
  if (chargeNumber !== undefined && uniqueToken !== undefined) {
    const message = "Only one of 'chargeNumber' and 'uniqueToken' may be given.";
    throw new BillingError("NOT_ALLOWED", { message });
  }
  if (uniqueToken !== undefined) return { chargeNumber: null, uniqueToken };
  if (chargeNumber === undefined)
    throw new BillingError("MISSING_FIELD", { field: "chargeNumber" });
  return { chargeNumber };
}
