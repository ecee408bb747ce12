import type { z } from "zod";
import type { ChargeUpdate } from "#engine/model/charge-changes.ts";
import type { UpdateProductAction } from "#engine/model/order.ts";
import { refuseField, refuseFields } from "../refuse-field.ts";
import { NOT_YET, type updateProduct } from "./actions/update-product.ts";
import { toRatePlanKey } from "./rate-plan-key.ts";
import { POLICIES } from "./start-policies.ts";
import { toChargeKey } from "./to-charge-key.ts";
import { priceOverride, toPrice } from "./to-pricing.ts";

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
  refuseFields(effectiveDate ?? {}, POLICIES);
  const given = priceOverride(body.pricing ?? {});
  refuseField("listPriceBase", given?.price.listPriceBase);
  refuseField("specificListPriceBase", given?.price.specificListPriceBase);
  return {
    ...toChargeKey(body),
    description: description ?? null,
    ...toPrice(given, body),
    ...(body.billing?.billingPeriodAlignment && {
      billingPeriodAlignment: body.billing.billingPeriodAlignment,
    }),
    ...(body.estimatedStartDate && { estimatedStartDate: body.estimatedStartDate }),
    triggerEvent: effectiveDate?.triggerEvent ?? null,
    specificTriggerDate: effectiveDate?.specificTriggerDate ?? null,
    customFields: body.customFields ?? {},
  };
}
