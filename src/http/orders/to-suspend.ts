import { BillingError } from "#engine/errors.ts";
import type { SuspendAction } from "#engine/model/order.ts";
import type { TermPeriodType } from "#engine/model/subscription.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { toPeriods } from "./to-periods.ts";

type Body = {
  readonly suspendPolicy: SuspendAction["suspendPolicy"];
  readonly suspendPeriods?: number | undefined;
  readonly suspendPeriodsType?: TermPeriodType | undefined;
  readonly suspendSpecificDate?: PlainDate | undefined;
};

/** A policy ignores what belongs to another, as on a cancel. Errors: MISSING_FIELD. */
export function toSuspend(body: Body): SuspendAction {
  const type = "Suspend";
  const { suspendPolicy, suspendPeriods, suspendPeriodsType, suspendSpecificDate } = body;
  switch (suspendPolicy) {
    case "Today":
    case "EndOfLastInvoicePeriod":
      return { type, suspendPolicy };
    case "FixedPeriodsFromToday": {
      const periods = toPeriods("suspendPeriods", suspendPeriods, suspendPeriodsType);
      return { type, suspendPolicy, suspendPeriods: periods };
    }
    case "SpecificDate":
      if (suspendSpecificDate === undefined) {
        throw new BillingError("MISSING_FIELD", { field: "suspendSpecificDate" });
      }
      return { type, suspendPolicy, suspendSpecificDate };
  }
}
