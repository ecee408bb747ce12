import { BillingError } from "#engine/errors.ts";
import type { ResumeAction } from "#engine/model/order.ts";
import type { TermPeriodType } from "#engine/model/subscription.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { toPeriods } from "./to-periods.ts";

type Body = {
  readonly resumePolicy: ResumeAction["resumePolicy"];
  readonly resumePeriods?: number | undefined;
  readonly resumePeriodsType?: TermPeriodType | undefined;
  readonly resumeSpecificDate?: PlainDate | undefined;
  readonly extendsTerm?: boolean | undefined;
};

/** A policy ignores what belongs to another, as on a cancel. Errors: MISSING_FIELD. */
export function toResume(body: Body): ResumeAction {
  const common = { type: "Resume" as const, extendsTerm: body.extendsTerm ?? false };
  const { resumePolicy, resumePeriods, resumePeriodsType, resumeSpecificDate } = body;
  switch (resumePolicy) {
    case "Today":
    case "SuspendDate":
      return { ...common, resumePolicy };
    case "FixedPeriodsFromToday":
    case "FixedPeriodsFromSuspendDate": {
      const periods = toPeriods("resumePeriods", resumePeriods, resumePeriodsType);
      return { ...common, resumePolicy, resumePeriods: periods };
    }
    case "SpecificDate":
      if (resumeSpecificDate === undefined) {
        throw new BillingError("MISSING_FIELD", { field: "resumeSpecificDate" });
      }
      return { ...common, resumePolicy, resumeSpecificDate };
  }
}
