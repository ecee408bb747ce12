import type { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import type { EndDate, Recurrence } from "#engine/model/charge.ts";
import type { DiscountDuration } from "#engine/model/discount.ts";
import type { ModelTermsChange } from "#engine/model/model-terms.ts";
import type {
  ChargeOverride,
  CreateSubscriptionAction,
  InitialTerm,
  ProductRatePlanKey,
  SubscribedRatePlan,
} from "#engine/model/order.ts";
import type { Term } from "#engine/model/subscription.ts";
import { refuseFields } from "../refuse-field.ts";
import { type createSubscription, NOT_YET } from "./actions/create-subscription.ts";
import { contactIdOf } from "./contact-id-of.ts";
import { toNewAccount } from "./to-new-account.ts";
import { priceOverride, toListPrice, toPrice } from "./to-pricing.ts";

type Body = z.output<typeof createSubscription>["createSubscription"];
type PlanBody = Body["subscribeToRatePlans"][number];
type OverrideBody = NonNullable<PlanBody["chargeOverrides"]>[number];

/** Errors: MISSING_FIELD, NOT_ALLOWED, NOT_SUPPORTED. */
export function toCreateSubscription(body: Body): CreateSubscriptionAction {
  const { terms } = body;
  refuseFields(body, NOT_YET.subscription);
  return {
    type: "CreateSubscription",
    subscriptionNumber: body.subscriptionNumber ?? null,
    initialTerm: toInitialTerm(terms.initialTerm),
    autoRenew: terms.autoRenew ?? false,
    renewalSetting: terms.renewalSetting ?? "RENEW_WITH_SPECIFIC_TERM",
    renewalTerm: toRenewalTerm(terms.renewalTerms?.[0]),
    ratePlans: body.subscribeToRatePlans.map(toSubscribedRatePlan),
    invoiceSeparately: body.invoiceSeparately ?? false,
    notes: body.notes ?? null,
    paymentTerm: body.paymentTerm ?? null,
    billToContactId: contactIdOf(body.billToContactId) ?? null,
    ...(body.soldToContactId && { soldToContactId: contactIdOf(body.soldToContactId) }),
    ...(body.shipToContactId && { shipToContactId: contactIdOf(body.shipToContactId) }),
    ...(body.sequenceSetId && { sequenceSetId: contactIdOf(body.sequenceSetId) }),
    currency: body.currency ?? null,
    ...toOwners(body),
  };
}

function toOwners(body: Body) {
  const { subscriptionOwnerAccountNumber, newSubscriptionOwnerAccount } = body;
  const { invoiceOwnerAccountNumber } = body;
  if (subscriptionOwnerAccountNumber && newSubscriptionOwnerAccount) {
    const message =
      "Only one of 'subscriptionOwnerAccountNumber' and 'newSubscriptionOwnerAccount' may be given.";
    throw new BillingError("NOT_ALLOWED", { message });
  }
  return {
    ...(subscriptionOwnerAccountNumber && { subscriptionOwnerAccountNumber }),
    ...(newSubscriptionOwnerAccount && {
      newSubscriptionOwnerAccount: toNewAccount(newSubscriptionOwnerAccount),
    }),
    ...(invoiceOwnerAccountNumber && { invoiceOwnerAccountNumber }),
  };
}

function toInitialTerm(body: Body["terms"]["initialTerm"]): InitialTerm {
  const { termType, period, periodType = "Month", startDate = null } = body;
  if (termType === "EVERGREEN") return { termType, startDate };
  if (period === undefined) throw new BillingError("MISSING_FIELD", { field: "period" });
  return { termType, startDate, period, periodType };
}

function toRenewalTerm(
  body: NonNullable<Body["terms"]["renewalTerms"]>[number] | undefined,
): Term | null {
  if (body?.period === undefined) return null;
  return { period: body.period, periodType: body.periodType ?? "Month" };
}

/** Errors: MISSING_FIELD, NOT_ALLOWED, NOT_SUPPORTED. */
export function toSubscribedRatePlan(body: PlanBody): SubscribedRatePlan {
  const { subscriptionRatePlanNumber, uniqueToken } = body;
  refuseFields(body, NOT_YET.ratePlan);
  return {
    ...toProductRatePlanKey(body),
    chargeOverrides: (body.chargeOverrides ?? []).map(toChargeOverride),
    customFields: body.customFields ?? {},
    ...(subscriptionRatePlanNumber !== undefined && { subscriptionRatePlanNumber }),
    ...(uniqueToken !== undefined && { uniqueToken }),
    ...(body.isAddingSubsetCharges && { charges: "thoseOverridden" }),
  };
}

type PlanKeys = Pick<
  PlanBody,
  "productRatePlanId" | "productRatePlanNumber" | "externalCatalogPlanId"
>;

/** Errors: MISSING_FIELD. */
export function toProductRatePlanKey(body: PlanKeys): ProductRatePlanKey {
  const { productRatePlanId, productRatePlanNumber, externalCatalogPlanId: external } = body;
  const key = productRatePlanId ?? productRatePlanNumber;
  if (key === undefined && external !== undefined) {
    return { productRatePlanKey: external, keyedBy: "externalCatalogPlanId" };
  }
  return { productRatePlanKey: keyOf("productRatePlanId", key, undefined) };
}

/** Errors: MISSING_FIELD. */
export function keyOf(field: string, id: string | undefined, number: string | undefined): string {
  const key = id ?? number;
  if (key === undefined) throw new BillingError("MISSING_FIELD", { field });
  return key;
}

function toChargeOverride(body: OverrideBody): ChargeOverride {
  const { productRatePlanChargeId: id, productRatePlanChargeNumber: number, startDate } = body;
  refuseFields(body, NOT_YET.charge);
  const duration = toDuration(startDate, body.endDate);
  const given = priceOverride(body.pricing ?? {});
  const taxTerms = toTaxTerms(body);
  const proration = toProration(body);
  return {
    productRatePlanChargeKey: keyOf("productRatePlanChargeId", id, number),
    chargeNumber: body.chargeNumber ?? null,
    description: body.description ?? null,
    ...toPrice(given, body),
    ...proration.ofUsage(toPrice(given, body).modelTerms),
    recurrence: {
      ...toRecurrence(body.billing),
      ...toListPrice(given?.price),
      ...proration.ofRecurrence,
    },
    triggerEvent: startDate?.triggerEvent ?? null,
    specificTriggerDate: startDate?.specificTriggerDate ?? null,
    estimatedStartDate: body.estimatedStartDate ?? null,
    endDate: toEndDate(withCondition(body.endDate)),
    ...(duration && { duration }),
    customFields: body.customFields ?? {},
    ...(taxTerms && { taxTerms }),
    ...(body.uniqueToken !== undefined && { uniqueToken: body.uniqueToken }),
  };
}

/** Of usage it is a term of the model, of other charges one of their recurrence. */
function toProration({ prorationOption: option }: OverrideBody) {
  const isOfUsage = option === "NoProration" || option === "TimeBasedProration";
  return {
    ofUsage: (modelTerms: ModelTermsChange | undefined) =>
      isOfUsage ? { modelTerms: { ...modelTerms, prorationOption: option } } : {},
    ofRecurrence: option === undefined || isOfUsage ? {} : { prorationOption: option },
  };
}

/** Undefined where no policy is given. */
function toDuration(
  start: OverrideBody["startDate"],
  end: OverrideBody["endDate"],
): DiscountDuration | undefined {
  const { startDatePolicy, startPeriodsType, periodsAfterChargeStart } = start ?? {};
  const endDatePolicy = end?.endDatePolicy;
  if (startDatePolicy === undefined && endDatePolicy === undefined) {
    refuseFields({ startPeriodsType, periodsAfterChargeStart }, NEEDS_A_POLICY);
    return undefined;
  }
  return {
    ...(startDatePolicy && { startDatePolicy }),
    ...(startPeriodsType && { startPeriodsType }),
    ...(periodsAfterChargeStart !== undefined && { periodsAfterChargeStart }),
    ...(endDatePolicy && { endDatePolicy }),
  };
}

const NEEDS_A_POLICY = ["startPeriodsType", "periodsAfterChargeStart"] as const;

/** The policies of discounts have conditions of the same meaning. */
function withCondition(end: OverrideBody["endDate"]): OverrideBody["endDate"] {
  switch (end?.endDatePolicy) {
    case "SpecificEndDate":
      return { ...end, endDateCondition: "Specific_End_Date" };
    case "FixedPeriod":
      return { ...end, endDateCondition: "Fixed_Period" };
    default:
      return end;
  }
}

/** Undefined where the order leaves taxes to the catalog. */
const toTaxTerms = ({ taxCode, taxMode }: OverrideBody): ChargeOverride["taxTerms"] =>
  taxCode === undefined && taxMode === undefined
    ? undefined
    : { ...(taxCode !== undefined && { taxCode }), ...(taxMode && { taxMode }) };

/** Only what is given: the rest stays as in the catalog. */
export function toRecurrence(billing: OverrideBody["billing"]): Partial<Recurrence> {
  const given = Object.entries(billing ?? {}).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given);
}

/** Errors: MISSING_FIELD. */
export function toEndDate(body: OverrideBody["endDate"]): EndDate | null {
  const { endDateCondition, specificEndDate, upToPeriods } = body ?? {};
  switch (endDateCondition) {
    case undefined:
      return null;
    case "Subscription_End":
      return { endDateCondition };
    case "Specific_End_Date":
      if (!specificEndDate) throw new BillingError("MISSING_FIELD", { field: "specificEndDate" });
      return { endDateCondition, specificEndDate };
    case "Fixed_Period":
      if (!upToPeriods) throw new BillingError("MISSING_FIELD", { field: "upToPeriods" });
      return {
        endDateCondition,
        upToPeriods,
        upToPeriodsType: body?.upToPeriodsType ?? "Billing_Periods",
      };
  }
}
