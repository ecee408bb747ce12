import type { z } from "zod";
import type { CustomFields } from "#engine/model/custom-fields.ts";
import type { OrderOfOne } from "#operations/change-subscription.ts";
import type { orderFields } from "./order-fields.ts";
import { toBilling } from "./to-billing.ts";

type OrderFields = z.output<z.ZodObject<typeof orderFields>>;

/**
 * How the change of a subscription is dated and billed.
 *
 * Errors: those of toBilling.
 */
export const toOrderOfOne = (body: OrderFields, customFields: CustomFields): OrderOfOne => ({
  orderDate: body.orderDate ?? null,
  contractEffectiveDate: body.contractEffectiveDate ?? null,
  ...toBilling(body, { billsByDefault: false }),
  customFields,
});
