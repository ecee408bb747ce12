/** Amendments as the actions of an order. */
import { BillingError } from "#engine/errors.ts";
import type { OrderedAction } from "#engine/model/order.ts";
import { chargesOf, type Subscription } from "#engine/model/subscription.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { orderAction } from "../orders/contract.ts";
import { toOrderedAction } from "../orders/to-order.ts";
import { toProductChanges } from "../subscriptions/to-product-changes.ts";
import { addedRatePlan, removedRatePlan, updatedRatePlan } from "../subscriptions/update-fields.ts";
import * as wire from "../wire.ts";
import {
  chargeFields,
  checkedAs,
  effectiveDates,
  type Fields,
  partOf,
  planFields,
  refuseEach,
  respelled,
  several,
} from "./spelling.ts";

const NOT_YET = ["BookingDate", "Code", "SubType", "EffectivePolicy"];

/**
 * In their sequence: what they change together makes one version.
 *
 * @param subscription  as it is, so that charges can be named by those of the catalog
 *
 * Errors: Invalid, MISSING_FIELD, INVALID_VALUE, NOT_ALLOWED, NOT_SUPPORTED.
 */
export const toAmendments = (
  amendments: readonly Fields[],
  subscription: Subscription,
  today: PlainDate,
): OrderedAction[] =>
  amendments.flatMap((amendment) => {
    refuseEach("Amendment", amendment, NOT_YET);
    refuseOtherStatus(amendment.Status);
    const reason = checkedAs(wire.orderText(255).nullish(), amendment.Name) ?? null;
    const actions = toActions(amendment, subscription, today);
    return actions.map((ordered) => ({ ...ordered, changeReason: reason }));
  });

/** Errors: NOT_SUPPORTED: what is amended is amended. */
function refuseOtherStatus(status: unknown): void {
  if (status === undefined || status === null || status === "Completed") return;
  const message = "'Amendment.Status' can only be Completed: an amendment is done at once.";
  throw new BillingError("NOT_SUPPORTED", { message });
}

function toActions(
  amendment: Fields,
  subscription: Subscription,
  today: PlainDate,
): OrderedAction[] {
  const plans = several(amendment.RatePlanData);
  const dated = effectiveDates(amendment);
  switch (amendment.Type) {
    case "NewProduct": {
      const fields = needed("RatePlanData", plans).map((plan) => ({
        ...planFields(plan),
        ...dated,
      }));
      return toProductChanges({ add: fields.map((each) => checkedAs(addedRatePlan, each)) }, today);
    }
    case "UpdateProduct": {
      const fields = needed("RatePlanData", plans).map((plan) => ({
        ...updateFields(plan, subscription),
        ...dated,
        ...respelled(amendment, { SpecificUpdateDate: "specificUpdateDate" }),
      }));
      const update = fields.map((each) => checkedAs(updatedRatePlan, each));
      return toProductChanges({ update }, today);
    }
    case "RemoveProduct": {
      const fields = needed("RatePlanData", plans).map((plan) => ({
        ...namedPlan(plan),
        ...dated,
      }));
      const remove = fields.map((each) => checkedAs(removedRatePlan, each));
      return toProductChanges({ remove }, today);
    }
    default: {
      const { type, ...own } = otherAction(amendment, subscription);
      const triggerDates = Object.entries(TRIGGERS).flatMap(([field, name]) => {
        const triggerDate = dated[field];
        return triggerDate === undefined ? [] : [{ name, triggerDate }];
      });
      return [toOrderedAction(checkedAs(orderAction, { type, ...own, triggerDates }))];
    }
  }
}

const TRIGGERS = {
  contractEffectiveDate: "ContractEffective",
  serviceActivationDate: "ServiceActivation",
  customerAcceptanceDate: "CustomerAcceptance",
} as const;

type OtherAction = { readonly type: string; readonly [own: string]: unknown };

/** Those that change no product, as orders spell them. Errors: INVALID_VALUE for an unknown one. */
function otherAction(amendment: Fields, subscription: Subscription): OtherAction {
  const on = amendment.EffectiveDate ?? amendment.ContractEffectiveDate;
  switch (amendment.Type) {
    case "Cancellation": {
      const cancellationPolicy = "SpecificDate";
      const cancelSubscription = { cancellationPolicy, cancellationEffectiveDate: on };
      return { type: "CancelSubscription", cancelSubscription };
    }
    case "Renewal":
      return { type: "RenewSubscription" };
    case "TermsAndConditions":
      return {
        type: amendment.Type,
        termsAndConditions: termsFields(amendment, subscription),
      };
    case "OwnerTransfer":
      return {
        type: amendment.Type,
        ownerTransfer: respelled(amendment, {
          DestinationAccountId: "destinationAccountNumber",
          DestinationInvoiceOwnerId: "destinationInvoiceAccountNumber",
        }),
      };
    case "SuspendSubscription": {
      const suspendSpecificDate = amendment.SuspendDate ?? on;
      return { type: "Suspend", suspend: { suspendPolicy: "SpecificDate", suspendSpecificDate } };
    }
    case "ResumeSubscription": {
      const resumeSpecificDate = amendment.ResumeDate ?? on;
      return { type: "Resume", resume: { resumePolicy: "SpecificDate", resumeSpecificDate } };
    }
    default: {
      const message = `'Amendment.Type' should be one of ${TYPES.join(", ")}`;
      throw new BillingError("INVALID_VALUE", { field: "Type", message });
    }
  }
}

const TYPES = [
  ...["NewProduct", "RemoveProduct", "UpdateProduct", "Cancellation", "Renewal"],
  ...["TermsAndConditions", "OwnerTransfer", "SuspendSubscription", "ResumeSubscription"],
];

/** A length or a start without a type is of the type that the subscription has. */
function termsFields(amendment: Fields, { termType }: Subscription): Fields {
  const term = respelled(amendment, {
    TermType: "termType",
    CurrentTerm: "period",
    CurrentTermPeriodType: "periodType",
    TermStartDate: "startDate",
  });
  const wanted = { termType, periodType: "Month", ...term };
  const { RenewalTerm: period } = amendment;
  return {
    ...respelled(amendment, { AutoRenew: "autoRenew", RenewalSetting: "renewalSetting" }),
    ...(Object.keys(term).length > 0 && { lastTerm: wanted }),
    ...(period !== undefined &&
      period !== null && {
        renewalTerms: [{ period, periodType: amendment.RenewalTermPeriodType ?? "Month" }],
      }),
  };
}

/** One of the subscription's own plans. */
function namedPlan(data: Fields): Fields {
  refuseEach("RatePlanData", data, ["SubscriptionProductFeatureList"]);
  return respelled(partOf(data.RatePlan), {
    AmendmentSubscriptionRatePlanId: "ratePlanId",
    SubscriptionRatePlanNumber: "subscriptionRatePlanNumber",
  });
}

function updateFields(data: Fields, subscription: Subscription): Fields {
  const plan = namedPlan(data);
  const details = several(data.RatePlanChargeData).map((each) => {
    const { productRatePlanChargeId, number, ...fields } = chargeFields(each);
    const { Id: id } = partOf(each.RatePlanCharge);
    const ratePlanChargeId = id ?? number ?? chargeOf(subscription, plan, productRatePlanChargeId);
    return { ...fields, ratePlanChargeId };
  });
  return { ...plan, chargeUpdateDetails: details };
}

/** The charge of a plan that a charge of the catalog has become. Errors: MISSING_FIELD. */
function chargeOf(subscription: Subscription, plan: Fields, catalogId: unknown): string {
  const wanted = String(catalogId ?? "").replaceAll("-", "");
  const ofPlan = subscription.ratePlans.filter(
    ({ ratePlanId, originalRatePlanId }) =>
      plan.ratePlanId === ratePlanId || plan.ratePlanId === originalRatePlanId,
  );
  const charges =
    ofPlan.length > 0 ? ofPlan.flatMap((each) => each.charges) : chargesOf(subscription);
  const found = charges.filter((charge) => charge.productRatePlanChargeId === wanted);
  const numbers = new Set(found.map((charge) => charge.chargeNumber));
  const [number] = numbers;
  if (number !== undefined && numbers.size === 1) return number;
  throw new BillingError("MISSING_FIELD", { field: "RatePlanCharge.ChargeNumber" });
}

function needed(field: string, given: readonly Fields[]): readonly Fields[] {
  if (given.length === 0) throw new BillingError("MISSING_FIELD", { field });
  return given;
}
