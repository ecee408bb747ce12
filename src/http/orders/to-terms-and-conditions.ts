import type { z } from "zod";
import type { LastTerm, TermsAndConditionsAction } from "#engine/model/order.ts";
import type { Term, TermPeriodType } from "#engine/model/subscription.ts";
import type { termsAndConditions } from "./actions/terms-and-conditions.ts";
import { toScheduledDates } from "./scheduled-dates.ts";
import { toBillingAttributes } from "./to-billing-attributes.ts";

type Body = z.output<typeof termsAndConditions>["termsAndConditions"];
type LastTermBody = NonNullable<Body["lastTerm"]>;

/** Errors: NOT_SUPPORTED, NOT_ALLOWED. */
export function toTermsAndConditions(body: Body): TermsAndConditionsAction {
  const { autoRenew, renewalSetting, notes } = body;
  const renewalTerm = toTerm(body.renewalTerms?.[0] ?? {});
  return {
    type: "TermsAndConditions",
    ...toBillingAttributes(body),
    ...toScheduledDates(body),
    ...(autoRenew !== undefined && { autoRenew }),
    ...(renewalSetting !== undefined && { renewalSetting }),
    ...(renewalTerm && { renewalTerm }),
    ...(body.lastTerm && { lastTerm: toLastTerm(body.lastTerm) }),
    ...(notes !== undefined && { notes }),
  };
}

/** Which of period and end date is given, and whether they agree, is the engine's to say. */
function toLastTerm(body: LastTermBody): LastTerm {
  const { termType, startDate = null, endDate = null } = body;
  return termType === "EVERGREEN"
    ? { termType, startDate }
    : { termType, startDate, length: toTerm(body), endDate };
}

type Length = {
  readonly period?: number | undefined;
  readonly periodType?: TermPeriodType | undefined;
};

const toTerm = ({ period, periodType = "Month" }: Length): Term | null =>
  period === undefined ? null : { period, periodType };
