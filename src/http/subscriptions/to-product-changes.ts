import type { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import type { ChargeUpdate } from "#engine/model/charge-changes.ts";
import type { OrderAction, OrderedAction } from "#engine/model/order.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { orderedAction } from "#operations/order-of-one.ts";
import { withoutCustomFields } from "../custom-fields.ts";
import { toPriceChange } from "../orders/price-change.ts";
import { toRatePlanKey } from "../orders/rate-plan-key.ts";
import { toModelTerms } from "../orders/tier-fields.ts";
import { policyOf } from "../orders/to-change-plan.ts";
import { refuseFields } from "../refuse-field.ts";
import { NOT_YET } from "./rate-plan-fields.ts";
import { type EffectiveBody, toSubscribed, toTrigger, toTriggerDates } from "./to-subscribed.ts";
import {
  type addedRatePlan,
  type changedRatePlan,
  type removedRatePlan,
  UPDATE_NOT_YET,
  type updatedRatePlan,
} from "./update-fields.ts";

type Added = z.output<typeof addedRatePlan>;
type Updated = z.output<typeof updatedRatePlan>;
type Changed = z.output<typeof changedRatePlan>;
type Removed = z.output<typeof removedRatePlan>;

export type ProductChanges = {
  readonly add?: readonly Added[] | undefined;
  readonly update?: readonly Updated[] | undefined;
  readonly change?: readonly Changed[] | undefined;
  readonly remove?: readonly Removed[] | undefined;
};

/**
 * In the documented sequence: by the day on which they take effect, and on the same day adds before
 * updates before removes. A change of plan, which is both, comes between.
 *
 * @param today  the day of a change of plan that names none
 *
 * Errors: MISSING_FIELD, NOT_ALLOWED, NOT_SUPPORTED.
 */
export function toProductChanges(body: ProductChanges, today: PlainDate): OrderedAction[] {
  const { add = [], update = [], change = [], remove = [] } = body;
  refuseTooMany(add.length + update.length + remove.length);
  return [
    ...add.map((each) => dated(each, toAddProduct(each), each.contractEffectiveDate)),
    ...update.map((each) =>
      dated(each, toUpdateProduct(each), each.specificUpdateDate ?? each.contractEffectiveDate),
    ),
    ...change.map((each) => dated(each, toChangePlan(each), each.contractEffectiveDate ?? today)),
    ...remove.map((each) => dated(each, toRemoveProduct(each), each.contractEffectiveDate)),
  ]
    .toSorted((a, b) => (a.day === b.day ? 0 : a.day < b.day ? -1 : 1))
    .map(({ ordered }) => ordered);
}

/** The documented limit of one request. */
function refuseTooMany(count: number): void {
  if (count <= 9) return;
  const message = `One request may add, update and remove at most 9 rate plans, not ${count}.`;
  throw new BillingError("NOT_ALLOWED", { message });
}

function dated(body: EffectiveBody, action: OrderAction, day: PlainDate) {
  refuseDisorder(body);
  return { ordered: orderedAction(action, toTriggerDates(body)), day };
}

/** contractEffectiveDate <= serviceActivationDate <= customerAcceptanceDate, as documented. */
function refuseDisorder(body: EffectiveBody): void {
  const { contractEffectiveDate, serviceActivationDate, customerAcceptanceDate } = body;
  const given = [contractEffectiveDate, serviceActivationDate, customerAcceptanceDate];
  const days = given.filter((day) => day !== undefined);
  if (days.every((day, index) => index === 0 || day >= (days[index - 1] ?? day))) return;
  const message =
    "A service is activated on or after its 'contractEffectiveDate', and accepted on or after that.";
  throw new BillingError("NOT_ALLOWED", { message });
}

function toAddProduct({
  contractEffectiveDate: _,
  serviceActivationDate: __,
  customerAcceptanceDate: ___,
  bookingDate: ____,
  ...ratePlan
}: Added): OrderAction {
  return { type: "AddProduct", ratePlan: toSubscribed(ratePlan) };
}

function toUpdateProduct(body: Updated): OrderAction {
  const { fields, customFields } = withoutCustomFields(body);
  refuseFields(fields, NOT_YET.ratePlan);
  return {
    type: "UpdateProduct",
    ratePlan: toRatePlanKey(fields),
    chargeUpdates: fields.chargeUpdateDetails.map(toChargeUpdate),
    specificUpdateDate: fields.specificUpdateDate ?? null,
    customFields,
  };
}

function toChargeUpdate(body: Updated["chargeUpdateDetails"][number]): ChargeUpdate {
  const { fields, customFields } = withoutCustomFields(body);
  refuseFields(fields, UPDATE_NOT_YET.charge);
  return {
    chargeNumber: fields.ratePlanChargeId,
    description: fields.description ?? null,
    // A flat price says by itself what it is for: the charge it stands on.
    pricing: null,
    price: fields.price ?? null,
    quantity: fields.quantity ?? null,
    ...toModelTerms({ tiers: fields.tiers }),
    ...toTrigger(fields),
    ...toPriceChange(fields),
    customFields,
  };
}

function toRemoveProduct(body: Removed): OrderAction {
  const { fields, customFields } = withoutCustomFields(body);
  refuseFields(fields, NOT_YET.ratePlan);
  refuseFields(customFields, Object.keys(customFields));
  return { type: "RemoveProduct", ratePlan: toRatePlanKey(fields) };
}

function toChangePlan(body: Changed): OrderAction {
  const { fields, customFields } = withoutCustomFields(body);
  refuseFields(fields, [...NOT_YET.ratePlan, ...UPDATE_NOT_YET.change]);
  const { newProductRatePlanId, newProductRatePlanNumber, newExternalCatalogPlanId } = fields;
  const { chargeOverrides, subType } = fields;
  if (!newProductRatePlanId && !newProductRatePlanNumber && !newExternalCatalogPlanId) {
    throw new BillingError("MISSING_FIELD", { field: "newProductRatePlanId" });
  }
  return {
    type: "ChangePlan",
    ratePlan: toRatePlanKey(fields),
    newRatePlan: {
      ...toSubscribed({
        productRatePlanId: newProductRatePlanId,
        productRatePlanNumber: newProductRatePlanNumber,
        externalCatalogPlanId: newExternalCatalogPlanId,
        chargeOverrides,
      }),
      customFields,
    },
    subType,
    effectivePolicy: fields.effectivePolicy ?? policyOf(subType),
  };
}
