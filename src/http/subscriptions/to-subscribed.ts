import type { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import type { DiscountOverride } from "#engine/model/discount.ts";
import type { ChargeOverride, SubscribedRatePlan, TriggerDates } from "#engine/model/order.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { withoutCustomFields } from "../custom-fields.ts";
import { toPriceChange } from "../orders/price-change.ts";
import { toModelTerms } from "../orders/tier-fields.ts";
import {
  keyOf,
  toEndDate,
  toProductRatePlanKey,
  toRecurrence,
} from "../orders/to-create-subscription.ts";
import { toListPrice } from "../orders/to-pricing.ts";
import { refuseFields } from "../refuse-field.ts";
import {
  type effectiveFields,
  NOT_YET,
  type subscribeToRatePlan,
  TRIGGER_EVENTS,
} from "./rate-plan-fields.ts";

type Body = z.output<typeof subscribeToRatePlan>;
type OverrideBody = NonNullable<Body["chargeOverrides"]>[number];

/** Errors: MISSING_FIELD, NOT_ALLOWED, NOT_SUPPORTED. */
export function toSubscribed(body: Body): SubscribedRatePlan {
  const { fields, customFields } = withoutCustomFields(body);
  refuseFields(fields, NOT_YET.ratePlan);
  return {
    ...toProductRatePlanKey(fields),
    chargeOverrides: (fields.chargeOverrides ?? []).map(toChargeOverride),
    customFields,
  };
}

function toChargeOverride(body: OverrideBody): ChargeOverride {
  const { fields, customFields } = withoutCustomFields(body);
  refuseFields(fields, NOT_YET.charge);
  const { productRatePlanChargeId: id, productRatePlanChargeNumber: number } = fields;
  const { endDateCondition } = fields;
  return {
    productRatePlanChargeKey: keyOf("productRatePlanChargeId", id, number),
    chargeNumber: fields.number ?? null,
    description: fields.description ?? null,
    // A flat price says by itself what it is for: the charge it stands on.
    pricing: null,
    price: fields.price ?? null,
    quantity: fields.quantity ?? null,
    ...toDiscount(fields),
    ...toModelTerms({ tiers: fields.tiers }),
    ...toPriceChange(fields),
    recurrence: { ...toRecurrence(billingOf(fields)), ...toListPrice(fields) },
    ...toTrigger(fields),
    estimatedStartDate: null,
    // Of a one-time charge it says what the charge says itself.
    endDate: endDateCondition === "One_Time" ? null : toEndDate({ ...fields, endDateCondition }),
    customFields,
  };
}

/** Only what is given. */
function toDiscount(fields: OverrideBody): { discount?: DiscountOverride } {
  const { applyDiscountTo, discountAmount, discountLevel, discountPercentage } = fields;
  const given = { applyDiscountTo, discountAmount, discountLevel, discountPercentage };
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  return entries.length === 0 ? {} : { discount: Object.fromEntries(entries) };
}

const billingOf = ({
  billCycleDay,
  billCycleType,
  billingPeriod,
  billingPeriodAlignment,
  billingTiming,
  specificBillingPeriod,
  weeklyBillCycleDay,
}: OverrideBody) => ({
  billCycleDay,
  billCycleType,
  billingPeriod,
  billingPeriodAlignment,
  billingTiming,
  specificBillingPeriod,
  weeklyBillCycleDay,
});

type TriggerBody = Pick<OverrideBody, "triggerEvent" | "triggerDate">;

/** Errors: MISSING_FIELD: without its date, the event of a specific one would never come. */
export function toTrigger({ triggerEvent, triggerDate }: TriggerBody) {
  const event = triggerEvent === undefined ? null : TRIGGER_EVENTS[triggerEvent];
  if (event === "SpecificDate" && triggerDate === undefined) {
    throw new BillingError("MISSING_FIELD", { field: "triggerDate" });
  }
  return { triggerEvent: event, specificTriggerDate: triggerDate ?? null };
}

type Day = PlainDate | undefined;
export type EffectiveBody = { readonly [Field in keyof typeof effectiveFields]?: Day };

/** As documented: what is missing follows from the one before it, acceptance from activation. */
export function toTriggerDates(body: EffectiveBody): TriggerDates {
  const ContractEffective = body.contractEffectiveDate ?? null;
  const ServiceActivation = body.serviceActivationDate ?? ContractEffective;
  const CustomerAcceptance = body.customerAcceptanceDate ?? ServiceActivation;
  return { ContractEffective, ServiceActivation, CustomerAcceptance };
}
