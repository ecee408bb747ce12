import type { BillableSubscription } from "../billing/billable.ts";
import { priceOf } from "../billing/price.ts";
import { effectiveInTerm } from "../billing/segment.ts";
import { listAmount } from "../charge-models/index.ts";
import { MONTHS_OF_VALIDITY, validityPeriods } from "../prepaid/validity-periods.ts";
import { type Currency, roundToCurrency } from "../values/currency.ts";
import type { DateRange } from "../values/date-range.ts";
import type { Decimal } from "../values/decimal.ts";
import { earlier } from "../values/plain-date.ts";
import { ratio } from "../values/ratio.ts";
import type { TrueUpCharge } from "./commitment-charges.ts";

export type CommitmentPeriod = {
  readonly chargeNumber: string;
  readonly segment: number;
  /** As it was agreed. */
  readonly period: DateRange;
  /** The days of it on which the charge runs: shorter where it was cancelled inside. */
  readonly service: DateRange;
  readonly committed: Decimal;
};

/**
 * The periods of a segment of a true-up charge, each with the amount that is committed for the whole of
 * it: nothing of it is prorated, also where the charge ends early. No errors.
 */
export function commitmentPeriods(
  subscription: BillableSubscription,
  { charge, terms }: TrueUpCharge,
  currency: Currency,
): CommitmentPeriod[] {
  const { chargeNumber, segment } = charge;
  const effective = effectiveInTerm(subscription, charge);
  if (!effective) return [];
  const committed = roundToCurrency(committedAmount({ charge, terms }), currency);
  return validityPeriods(subscription, charge, terms.validityPeriodType).map((period) => ({
    chargeNumber,
    segment,
    period,
    service: { start: period.start, end: earlier(period.end, effective.end) },
    committed,
  }));
}

/** The price of a period; of a term it is the list price, however long the term is. */
function committedAmount({ charge, terms }: TrueUpCharge): Decimal {
  const months = MONTHS_OF_VALIDITY[terms.validityPeriodType];
  if (months === null || charge.recurrence === null) return listAmount(charge);
  const unitsInPeriod = ratio(months, 1);
  const pricing = { recurrence: charge.recurrence, unit: "Month" as const, unitsInPeriod };
  return priceOf(charge, pricing, unitsInPeriod);
}
