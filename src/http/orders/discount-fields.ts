/** A discount as an order writes it, in its `pricing`, and as it is read back. */
import { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import { APPLY_DISCOUNT_TO, type DiscountOverride } from "#engine/model/discount.ts";
import { refuseFields } from "../refuse-field.ts";
import * as wire from "../wire.ts";
import type { Stored } from "./actions/order-action.ts";

/** Of charges without a product of the catalog, which there are none of. */
const NOT_YET = ["originalDiscountAmount", "originalDiscountPercentage"] as const;

const catalogId = z.string().regex(/^[0-9a-f]{32}$/, "should be an id of the catalog");

export const discountPricing = wire.looseBody({
  applyDiscountTo: z.enum(APPLY_DISCOUNT_TO).optional(),
  applyToBillingPeriodPartially: wire.boolean
    .optional()
    .describe("Discounts the days that it shares with a service, not all or nothing of it."),
  discountAmount: wire.amount.optional().describe("Of a fixed-amount discount."),
  discountApplyDetails: z
    .array(wire.looseBody({ productRatePlanId: catalogId, productRatePlanChargeId: catalogId }))
    .max(1000)
    .optional()
    .describe("The charges that it takes something off; all within its level when absent."),
  discountClass: wire.orderText(100).optional(),
  discountLevel: z.enum(["rateplan", "subscription", "account"]).optional(),
  discountPercentage: wire.amount.optional().describe("Of a percentage discount."),
  priceChangeOption: z.enum(["NoChange", "UseLatestProductCatalogPricing"]).optional(),
  ...wire.notYet(NOT_YET),
});

type Body = z.output<typeof discountPricing>;

/** Only what is given. Errors: NOT_SUPPORTED, NOT_ALLOWED (an amount and a percentage). */
export function toDiscountOverride(body: Body): DiscountOverride {
  refuseFields(body, NOT_YET);
  if (body.discountAmount && body.discountPercentage) {
    const message = "A discount has either 'discountAmount' or 'discountPercentage'.";
    throw new BillingError("NOT_ALLOWED", { message });
  }
  const { priceChangeOption, ...discount } = body;
  const given = Object.entries(discount).filter(
    ([field, value]) => FIELDS.has(field) && value !== undefined && value !== "",
  );
  return Object.fromEntries(given);
}

const FIELDS: ReadonlySet<string> = new Set([
  "applyDiscountTo",
  "applyToBillingPeriodPartially",
  "discountAmount",
  "discountApplyDetails",
  "discountClass",
  "discountLevel",
  "discountPercentage",
]);

/** Null where the discount has that of the catalog. */
export const discountToWire = (discount: Stored<DiscountOverride>) => ({
  applyDiscountTo: discount.applyDiscountTo ?? null,
  applyToBillingPeriodPartially: discount.applyToBillingPeriodPartially ?? null,
  discountAmount: discount.discountAmount ?? null,
  discountApplyDetails: discount.discountApplyDetails ?? null,
  discountClass: discount.discountClass ?? null,
  discountLevel: discount.discountLevel ?? null,
  discountPercentage: discount.discountPercentage ?? null,
});
