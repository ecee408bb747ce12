/** Subscriptions and charges to bill in tests: monthly, in advance, 30.00, on the 1st. */
import type { Charge, Recurrence } from "#engine/model/charge.ts";
import { PRICE_ALONE } from "#engine/model/model-terms.ts";
import type { RatePlan, Subscription } from "#engine/model/subscription.ts";
import { NO_END } from "#engine/values/date-range.ts";
import { decimal, ONE } from "#engine/values/decimal.ts";
import { earlier, later, type PlainDate, plainDate } from "#engine/values/plain-date.ts";

const START = plainDate("2023-01-01");
const END = plainDate("2024-01-01");

export const aRecurrence = (given: Partial<Recurrence> = {}): Recurrence => ({
  billingPeriod: "Month",
  specificBillingPeriod: null,
  billCycleType: "DefaultFromCustomer",
  billCycleDay: null,
  weeklyBillCycleDay: null,
  billingPeriodAlignment: "AlignToCharge",
  billingTiming: "IN_ADVANCE",
  listPriceBase: "Per_Billing_Period",
  specificListPriceBase: null,
  ...given,
});

type ChargeParticulars = Partial<Omit<Charge, "chargeType" | "recurrence">>;

const particulars = (given: ChargeParticulars) => ({
  name: "Silver",
  description: null,
  chargeModel: "FlatFee" as const,
  price: decimal("30"),
  quantity: ONE,
  modelTerms: PRICE_ALONE,
  unitOfMeasure: null,
  discount: null,
  priceChange: { priceChangeOption: "NoChange" as const },
  triggerEvent: "ContractEffective" as const,
  endDate: { endDateCondition: "Subscription_End" as const },
  chargeId: "charge-1",
  originalChargeId: "charge-1",
  chargeNumber: "C-00000001",
  productRatePlanChargeId: "product-charge-1",
  segment: 1,
  version: 1,
  triggerDate: null,
  estimatedStartDate: null,
  effective: { start: START, end: END },
  endBeforeSuspension: null,
  removedDate: null,
  chargedThroughDate: null,
  processedThroughDate: null,
  originalOrderDate: START,
  amendedByOrderOn: null,
  customFields: {},
  ...given,
});

export const aCharge = (
  given: ChargeParticulars & { readonly recurrence?: Partial<Recurrence> } = {},
): Charge => {
  const { recurrence, ...rest } = given;
  return { ...particulars(rest), chargeType: "Recurring", recurrence: aRecurrence(recurrence) };
};

export const aOneTimeCharge = (given: ChargeParticulars = {}): Charge => ({
  ...particulars({
    name: "Set-up",
    effective: { start: START, end: plainDate("2023-01-02") },
    ...given,
  }),
  chargeType: "OneTime",
  recurrence: null,
});

export const aRatePlan = (given: Partial<RatePlan> = {}): RatePlan => ({
  ratePlanId: "rate-plan-1",
  originalRatePlanId: "rate-plan-1",
  subscriptionRatePlanNumber: "SRP-00000001",
  productRatePlanId: "product-rate-plan-1",
  name: "Silver",
  lastChangeType: null,
  customFields: {},
  charges: [aCharge()],
  ...given,
});

export const aSubscription = (given: Partial<Subscription> = {}): Subscription => ({
  subscriptionId: "subscription-1",
  originalId: "subscription-1",
  subscriptionNumber: "A-S00000001",
  subscriptionOwnerId: "account-1",
  invoiceOwnerId: "account-1",
  earlierInvoiceOwnerIds: [],
  version: 1,
  status: "Active",
  currency: "USD",
  termType: given.currentTerm?.end === NO_END ? "EVERGREEN" : "TERMED",
  initialTerm: { period: 12, periodType: "Month" },
  renewalTerm: { period: 12, periodType: "Month" },
  renewalSetting: "RENEW_WITH_SPECIFIC_TERM",
  autoRenew: false,
  currentTerm: { start: START, end: END },
  contractEffectiveDate: START,
  serviceActivationDate: START,
  customerAcceptanceDate: START,
  subscriptionStartDate: START,
  cancelledDate: null,
  cancelReason: null,
  scheduledCancelDate: null,
  scheduledSuspendDate: null,
  scheduledResumeDate: null,
  lastBookingDate: START,
  notes: null,
  invoiceSeparately: false,
  paymentTerm: null,
  billToContactId: null,
  soldToContactId: null,
  shipToContactId: null,
  sequenceSetId: null,
  customFields: {},
  ramp: null,
  statusHistory: [],
  ratePlans: [aRatePlan()],
  ...given,
});

/** What cancelling on `date` leaves: the term and every charge end there. */
export const cancelledOn = (subscription: Subscription, date: PlainDate): Subscription => ({
  ...subscription,
  status: "Cancelled",
  cancelledDate: date,
  currentTerm: { ...subscription.currentTerm, end: date },
  ratePlans: subscription.ratePlans.map((ratePlan) => ({
    ...ratePlan,
    charges: ratePlan.charges.map((charge) => endedOn(charge, date)),
  })),
});

/** A charge that ends on `date` at the latest; empty when it would start later. */
export function endedOn(charge: Charge, date: PlainDate): Charge {
  const { effective } = charge;
  if (!effective) return charge;
  const end = earlier(effective.end, date);
  const { start } = effective;
  return { ...charge, effective: { start, end: later(start, end) } };
}
