import { BillingError } from "#engine/errors.ts";
import type { RatePlanKey } from "#engine/model/order.ts";
import { refuseFields } from "../refuse-field.ts";
import * as wire from "../wire.ts";

const NOT_YET = [
  "subscriptionOfferId",
  "subscriptionOfferNumber",
  "subscriptionOfferUniqueToken",
] as const;

/** How an action names a rate plan of the subscription: one of these. */
export const ratePlanKeyFields = {
  ratePlanId: wire.key.optional().describe("Of the latest version or of any before."),
  subscriptionRatePlanNumber: wire.key.optional(),
  productRatePlanId: wire.key
    .optional()
    .describe("Where the subscription has one rate plan of it."),
  productRatePlanNumber: wire.key
    .optional()
    .describe("Where the subscription has one rate plan of it."),
  externalCatalogPlanId: wire.key
    .optional()
    .describe("Another system's id of the product rate plan."),
  uniqueToken: wire.key
    .optional()
    .describe("Of a rate plan that an action before this one, in the same order, has added."),
  ...wire.notYet(NOT_YET),
};

type Body = { readonly [By in RatePlanKey["by"]]?: string | undefined };

/** Errors: MISSING_FIELD, NOT_ALLOWED (a rate plan is named twice), NOT_SUPPORTED. */
export function toRatePlanKey(body: Body): RatePlanKey {
  refuseFields(body, NOT_YET);
  const given = KEYS.flatMap((by) => {
    const key = body[by];
    return key === undefined ? [] : { by, key: by === "ratePlanId" ? toId(key) : key };
  });
  const [ratePlanKey, another] = given;
  if (!ratePlanKey) throw new BillingError("MISSING_FIELD", { field: "ratePlanId" });
  if (!another) return ratePlanKey;
  const message = `Only one of '${ratePlanKey.by}' and '${another.by}' may be given.`;
  throw new BillingError("NOT_ALLOWED", { message });
}

const KEYS = [
  "ratePlanId",
  "subscriptionRatePlanNumber",
  "productRatePlanId",
  "productRatePlanNumber",
  "externalCatalogPlanId",
  "uniqueToken",
] as const satisfies readonly RatePlanKey["by"][];

const toId = (key: string): string => key.replaceAll("-", "").toLowerCase();
