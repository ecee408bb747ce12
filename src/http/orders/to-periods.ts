import { BillingError } from "#engine/errors.ts";
import type { Term, TermPeriodType } from "#engine/model/subscription.ts";

/** Periods that a policy needs. Errors: MISSING_FIELD for the number or for its unit, named "…Type". */
export function toPeriods(
  field: string,
  period: number | undefined,
  periodType: TermPeriodType | undefined,
): Term {
  if (period === undefined) throw new BillingError("MISSING_FIELD", { field });
  if (periodType === undefined) throw new BillingError("MISSING_FIELD", { field: `${field}Type` });
  return { period, periodType };
}
