/** What a caller can do wrong with usage. The rest is in errors.ts. */
import { kind } from "./error-kind.ts";

export const USAGE_ERRORS = {
  USAGE_NOT_PRICED: kind(
    30,
    ({ chargeNumber, field }) =>
      `Usage of charge '${chargeNumber}' does not say in '${field}' what it costs.`,
  ),
  USAGE_ALREADY_BILLED: kind(
    30,
    ({ chargeNumber, date, chargedThroughDate }) =>
      `Usage of charge '${chargeNumber}' is billed up to ${chargedThroughDate}: the charge cannot end on ${date}.`,
  ),
  ROLLOVER_BELOW_ZERO: kind(
    30,
    ({ chargeNumber }) =>
      `What is billed with charge '${chargeNumber}' adds up to less than zero: overage that rolls over cannot be credited with it under this billing rule.`,
  ),
  USAGE_PROCESSED: kind(
    30,
    ({ key }) => `Usage '${key}' was billed: it cannot be changed or deleted any more.`,
  ),
  USAGE_KEY_IN_USE: kind(
    20,
    ({ uniqueKey }) => `Another usage record has the unique key '${uniqueKey}'.`,
  ),
  PREPAID_PERIODS_UNEVEN: kind(
    30,
    ({ chargeNumber }) =>
      `The current term of Charge ${chargeNumber} cannot be divided into successive validity periods.`,
  ),
  PREPAID_PERIOD_NOT_BILLED: kind(
    30,
    ({ chargeNumber, date, periodEndDate }) =>
      `Charge '${chargeNumber}' cannot end on ${date}: its validity period, which ends on ${periodEndDate}, has to be billed first.`,
  ),
  PREPAID_ROLLOVER_AUTOMATIC: kind(
    30,
    ({ chargeNumber }) =>
      `Charge '${chargeNumber}' rolls over by itself: nothing can be rolled over or back by hand.`,
  ),
  PREPAID_ROLLOVER_DRAWN: kind(
    30,
    ({ unitOfMeasure }) =>
      `What was rolled over of '${unitOfMeasure}' has been drawn: it cannot be moved back.`,
  ),
  COMMITMENT_CANNOT_END: kind(
    30,
    ({ chargeNumber, date }) =>
      `Charge '${chargeNumber}' cannot end on ${date}: what is committed by it is for validity periods other than the term.`,
  ),
  COMMITMENT_PERIODS_UNEVEN: kind(
    30,
    ({ chargeNumber }) =>
      `Charge '${chargeNumber}' has to run for whole validity periods: what is committed is for each of them.`,
  ),
  PREPAID_VALIDITY_MIXED: kind(
    30,
    ({ unitOfMeasure }) =>
      `All prepayment charges in a prepaid balance must have the same validity period type: '${unitOfMeasure}' has several.`,
  ),
} as const;
