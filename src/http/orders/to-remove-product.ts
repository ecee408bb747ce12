import type { z } from "zod";
import type { ChargeRemoval } from "#engine/model/charge-changes.ts";
import type { RemoveProductAction } from "#engine/model/order.ts";
import { refuseFields } from "../refuse-field.ts";
import { NOT_YET, type removeProduct } from "./actions/remove-product.ts";
import { toRatePlanKey } from "./rate-plan-key.ts";
import { POLICIES } from "./start-policies.ts";
import { toChargeKey } from "./to-charge-key.ts";

type Body = z.output<typeof removeProduct>["removeProduct"];

/** Errors: MISSING_FIELD, NOT_ALLOWED, NOT_SUPPORTED. */
export function toRemoveProduct(body: Body): RemoveProductAction {
  const { customFields, chargeUpdates } = body;
  return {
    type: "RemoveProduct",
    ratePlan: toRatePlanKey(body),
    ...(chargeUpdates.length > 0 && { chargeUpdates: chargeUpdates.map(toRemoval) }),
    ...(customFields && { customFields }),
  };
}

function toRemoval(body: Body["chargeUpdates"][number]): ChargeRemoval {
  const { effectiveDate } = body;
  refuseFields(body, NOT_YET);
  refuseFields(effectiveDate ?? {}, POLICIES);
  return {
    ...toChargeKey(body),
    triggerEvent: effectiveDate?.triggerEvent ?? null,
    specificTriggerDate: effectiveDate?.specificTriggerDate ?? null,
  };
}
