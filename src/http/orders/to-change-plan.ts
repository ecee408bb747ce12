import type { z } from "zod";
import type { ChangePlanAction, PlanChangeType } from "#engine/model/order.ts";
import { refuseFields } from "../refuse-field.ts";
import { type changePlan, NOT_YET } from "./actions/change-plan.ts";
import { toRatePlanKey } from "./rate-plan-key.ts";
import { toSubscribedRatePlan } from "./to-create-subscription.ts";

type Body = z.output<typeof changePlan>["changePlan"];

/** Errors: MISSING_FIELD, NOT_ALLOWED, NOT_SUPPORTED. */
export function toChangePlan(body: Body): ChangePlanAction {
  refuseFields(body, NOT_YET);
  const { subType } = body;
  return {
    type: "ChangePlan",
    ratePlan: toRatePlanKey(body),
    newRatePlan: toSubscribedRatePlan(body.newProductRatePlan),
    subType,
    effectivePolicy: body.effectivePolicy ?? policyOf(subType),
  };
}

/** The policy of a change that names none. */
export const policyOf = (subType: PlanChangeType): ChangePlanAction["effectivePolicy"] =>
  POLICIES[subType];

const POLICIES: { readonly [Type in PlanChangeType]: ChangePlanAction["effectivePolicy"] } = {
  Upgrade: "EffectiveImmediately",
  Downgrade: "EffectiveEndOfBillingPeriod",
  Crossgrade: "SpecificDate",
  PlanChanged: "SpecificDate",
};
