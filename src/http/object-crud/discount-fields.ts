/** What the CRUD API says of a charge of a discount model. */
import { z } from "zod";
import {
  APPLY_DISCOUNT_TO,
  type ApplyDiscountTo,
  type DiscountOverride,
} from "#engine/model/discount.ts";
import * as wire from "../wire.ts";

/** The documentation numbers the combinations as well, by bits: 1 one-time, 2 recurring, 4 usage. */
const BY_NUMBER: Readonly<Record<string, ApplyDiscountTo>> = {
  "1": "ONETIME",
  "2": "RECURRING",
  "3": "ONETIMERECURRING",
  "4": "USAGE",
  "5": "ONETIMEUSAGE",
  "6": "RECURRINGUSAGE",
  "7": "ONETIMERECURRINGUSAGE",
};

export const applyDiscountTo = z
  .preprocess((value) => BY_NUMBER[String(value)] ?? value, z.enum(APPLY_DISCOUNT_TO))
  .meta({ type: "string", enum: [...APPLY_DISCOUNT_TO] });

export const discountLevel = z.enum(["rateplan", "subscription", "account"]);

const catalogId = z.string().regex(/^[0-9a-f]{32}$/, "should be an id of the catalog");

export const discountFields = {
  ApplyDiscountTo: applyDiscountTo.optional(),
  DiscountLevel: discountLevel.optional(),
  DiscountClass: wire
    .text(100)
    .optional()
    .describe("The name of its discount class: one of the billing rules' discountClasses."),
  IsStackedDiscount: wire.boolean.optional().describe("Of percentages only."),
  ApplyToBillingPeriodPartially: wire.boolean.optional(),
  applyToBillingPeriodPartially: wire.boolean
    .optional()
    .describe("The same, in an older spelling."),
  ProductDiscountApplyDetailData: z
    .object({
      ProductDiscountApplyDetail: z
        .array(
          wire.looseBody({
            AppliedProductRatePlanId: catalogId,
            AppliedProductRatePlanChargeId: catalogId,
          }),
        )
        .max(1000),
    })
    .optional()
    .describe("The charges that it takes something off; all within its level when absent."),
};

type Body = z.output<z.ZodObject<typeof discountFields>>;

/** Only what is given. */
export function toDiscount(body: Body): DiscountOverride {
  const partially = body.ApplyToBillingPeriodPartially ?? body.applyToBillingPeriodPartially;
  const details = body.ProductDiscountApplyDetailData?.ProductDiscountApplyDetail;
  return {
    ...(body.ApplyDiscountTo && { applyDiscountTo: body.ApplyDiscountTo }),
    ...(body.DiscountLevel && { discountLevel: body.DiscountLevel }),
    ...(body.DiscountClass && { discountClass: body.DiscountClass }),
    ...(body.IsStackedDiscount !== undefined && { isStackedDiscount: body.IsStackedDiscount }),
    ...(partially !== undefined && { applyToBillingPeriodPartially: partially }),
    ...(details && {
      discountApplyDetails: details.map((detail) => ({
        productRatePlanId: detail.AppliedProductRatePlanId,
        productRatePlanChargeId: detail.AppliedProductRatePlanChargeId,
      })),
    }),
  };
}
