import type { z } from "zod";
import type { RemoveProductAction } from "#engine/model/order.ts";
import { refuseFields } from "../refuse-field.ts";
import { NOT_YET, type removeProduct } from "./actions/remove-product.ts";
import { toRatePlanKey } from "./rate-plan-key.ts";

type Body = z.output<typeof removeProduct>["removeProduct"];

/** Errors: MISSING_FIELD, NOT_ALLOWED, NOT_SUPPORTED. */
export function toRemoveProduct(body: Body): RemoveProductAction {
  refuseFields(body, NOT_YET);
  const { customFields } = body;
  return {
    type: "RemoveProduct",
    ratePlan: toRatePlanKey(body),
    ...(customFields && { customFields }),
  };
}
