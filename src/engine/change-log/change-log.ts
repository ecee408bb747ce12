import type { Charge, EndDate } from "../model/charge.ts";
import { chargesOf, type RatePlan, type Subscription } from "../model/subscription.ts";
import { lengthOfTerm } from "../model/term.ts";
import { NO_END } from "../values/date-range.ts";
import { type Decimal, formatDecimal } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";

/** Values as texts, as the log has them; null where there was none, or is none any more. */
export type ChangedField = {
  readonly fieldName: string;
  readonly oldValue: string | null;
  readonly newValue: string | null;
};

export type ChangedCharge = {
  readonly charge: Charge;
  readonly fields: readonly ChangedField[];
};

export type ChangedRatePlan = {
  readonly ratePlanNumber: string;
  readonly charges: readonly ChangedCharge[];
  readonly fields: readonly ChangedField[];
};

export type ChangeLog = {
  readonly fields: readonly ChangedField[];
  /** Those of which something has changed. */
  readonly ratePlans: readonly ChangedRatePlan[];
};

/**
 * What a version has changed of the one before, field by field. Of the first version, all that it
 * has is new; a new segment is compared with the segment before it.
 *
 * The days of subscription and term are not among the fields: an entry of the log has them itself.
 */
export function changeLog(before: Subscription | undefined, after: Subscription): ChangeLog {
  const was = before && subscriptionFields(before);
  return {
    fields: changed(was, subscriptionFields(after)),
    ratePlans: after.ratePlans
      .map((ratePlan) => changedRatePlan(before, ratePlan))
      .filter(({ charges, fields }) => charges.length + fields.length > 0),
  };
}

function changedRatePlan(before: Subscription | undefined, ratePlan: RatePlan): ChangedRatePlan {
  const number = ratePlan.subscriptionRatePlanNumber;
  const was = before?.ratePlans.find((each) => each.subscriptionRatePlanNumber === number);
  return {
    ratePlanNumber: number,
    charges: ratePlan.charges
      .map((charge) => ({ charge, fields: changedCharge(before, charge) }))
      .filter(({ fields }) => fields.length > 0),
    fields: changed(was && ratePlanFields(was), ratePlanFields(ratePlan)),
  };
}

function changedCharge(before: Subscription | undefined, charge: Charge): ChangedField[] {
  const segments = (before ? chargesOf(before) : []).filter(
    ({ chargeNumber }) => chargeNumber === charge.chargeNumber,
  );
  const was =
    segments.find(({ segment }) => segment === charge.segment) ??
    segments.findLast(({ segment }) => segment < charge.segment);
  const days = { effectiveStartDate: start(charge), effectiveEndDate: end(charge) };
  // The days of a charge that is new stand beside its fields.
  return was
    ? changed(
        { ...chargeFields(was), effectiveStartDate: start(was), effectiveEndDate: end(was) },
        { ...chargeFields(charge), ...days },
      )
    : changed(undefined, chargeFields(charge));
}

const start = ({ effective }: Charge): PlainDate | null => effective?.start ?? null;
const end = ({ effective }: Charge): PlainDate | null =>
  effective === undefined || effective.end === NO_END ? null : effective.end;

type Value = string | number | boolean | Decimal | null | undefined;
type Fields = Readonly<Record<string, Value>>;

function changed(before: Fields | undefined, after: Fields): ChangedField[] {
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after)]);
  return [...names].flatMap((fieldName) => {
    const oldValue = text(before?.[fieldName]);
    const newValue = text(after[fieldName]);
    return oldValue === newValue ? [] : [{ fieldName, oldValue, newValue }];
  });
}

function text(value: Value): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === "object" ? formatDecimal(value, 0) : String(value);
}

function subscriptionFields(subscription: Subscription): Fields {
  const { initialTerm, renewalTerm, currentTerm, termType } = subscription;
  const isTermed = termType === "TERMED" && subscription.status !== "Cancelled";
  const current = isTermed ? lengthOfTerm(currentTerm, [initialTerm, renewalTerm]) : null;
  return {
    accountId: subscription.subscriptionOwnerId,
    autoRenew: subscription.autoRenew,
    billToContactId: subscription.billToContactId,
    cancelledDate: subscription.cancelledDate,
    cancelReason: subscription.cancelReason,
    contractEffectiveDate: subscription.contractEffectiveDate,
    currentTerm: current?.period,
    currentTermPeriodType: current?.periodType,
    customerAcceptanceDate: subscription.customerAcceptanceDate,
    initialTerm: initialTerm?.period,
    initialTermPeriodType: initialTerm?.periodType,
    invoiceOwnerId: subscription.invoiceOwnerId,
    invoiceSeparately: subscription.invoiceSeparately,
    lastBookingDate: subscription.lastBookingDate,
    notes: subscription.notes,
    paymentTerm: subscription.paymentTerm,
    renewalSetting: subscription.renewalSetting,
    renewalTerm: renewalTerm?.period,
    renewalTermPeriodType: renewalTerm?.periodType,
    sequenceSetId: subscription.sequenceSetId,
    serviceActivationDate: subscription.serviceActivationDate,
    shipToContactId: subscription.shipToContactId,
    soldToContactId: subscription.soldToContactId,
    // A version that was replaced says Expired: what it was is the last of its history.
    status: subscription.statusHistory.at(-1)?.status ?? subscription.status,
    termType,
    ...(subscription.customFields as Fields),
  };
}

const ratePlanFields = ({ lastChangeType, customFields }: RatePlan): Fields => ({
  lastChangeType,
  ...(customFields as Fields),
});

function chargeFields(charge: Charge): Fields {
  const { recurrence } = charge;
  return {
    price: charge.price,
    ...tierFields(charge),
    quantity: charge.quantity,
    name: charge.name,
    description: charge.description,
    triggerEvent: charge.triggerEvent,
    triggerDate: charge.triggerDate,
    estimatedStartDate: charge.estimatedStartDate,
    ...endFields(charge.endDate),
    billingPeriod: recurrence?.billingPeriod,
    specificBillingPeriod: recurrence?.specificBillingPeriod,
    billCycleType: recurrence?.billCycleType,
    billCycleDay: recurrence?.billCycleDay,
    weeklyBillCycleDay: recurrence?.weeklyBillCycleDay,
    billingPeriodAlignment: recurrence?.billingPeriodAlignment,
    billingTiming: recurrence?.billingTiming,
    listPriceBase: recurrence?.listPriceBase,
    specificListPriceBase: recurrence?.specificListPriceBase,
    ...(charge.customFields as Fields),
  };
}

/** One field a tier: "0-5, 200, FlatFee"; none where there is a price. */
const tierFields = ({ modelTerms }: Charge): Fields =>
  Object.fromEntries(
    modelTerms.tiers.map(({ startingUnit, endingUnit, price, priceFormat }, index) => [
      `tier${index + 1}`,
      `${startingUnit.toFixed()}-${endingUnit?.toFixed() ?? ""}, ${price.toFixed()}, ${priceFormat}`,
    ]),
  );

const endFields = (endDate: EndDate): Fields => ({
  endDateCondition: endDate.endDateCondition,
  upToPeriods: "upToPeriods" in endDate ? endDate.upToPeriods : null,
  upToPeriodsType: "upToPeriods" in endDate ? endDate.upToPeriodsType : null,
  specificEndDate: "specificEndDate" in endDate ? endDate.specificEndDate : null,
});
