import { z } from "zod";
import * as wire from "../../wire.ts";
import { ratePlanKeyFields } from "../rate-plan-key.ts";
import { subscribedRatePlanToWire } from "../subscribed-to-wire.ts";
import { ratePlanOverride } from "./create-subscription.ts";
import { orderAction, type ToWire } from "./order-action.ts";

/** Documented, and refused by name until the engine has them. */
export const NOT_YET = ["resetBcd"] as const;

export const changePlan = orderAction({
  type: z.literal("ChangePlan"),
  changePlan: wire.looseBody({
    ...ratePlanKeyFields,
    newProductRatePlan: ratePlanOverride,
    subType: z.enum(["Upgrade", "Downgrade", "Crossgrade", "PlanChanged"]).default("PlanChanged"),
    effectivePolicy: z
      .enum(["EffectiveImmediately", "EffectiveEndOfBillingPeriod", "SpecificDate"])
      .optional()
      .describe(
        "For an upgrade immediately, for a downgrade at the end of the billing period, else on the trigger dates when absent.",
      ),
    ...wire.notYet(NOT_YET),
  }),
});

export const toWire: ToWire<"ChangePlan"> = (action, { added: [made] }) => ({
  [action.ratePlan.by]: action.ratePlan.key,
  effectivePolicy: action.effectivePolicy,
  newProductRatePlan: subscribedRatePlanToWire(action.newRatePlan, made),
  subType: action.subType,
});
