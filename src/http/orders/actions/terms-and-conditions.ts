import { z } from "zod";
import * as wire from "../../wire.ts";
import { billingAttributes, billingAttributesToWire } from "../billing-attributes.ts";
import { periods, periodType } from "../terms.ts";
import { orderAction, type ToWire } from "./order-action.ts";

/** Documented, and refused by name until the engine has them. */
export const NOT_YET = [
  "clearingScheduledCancelDate",
  "clearingScheduledResumeDate",
  "clearingScheduledSuspendDate",
  "scheduledCancelDate",
  "scheduledResumeDate",
  "scheduledSuspendDate",
] as const;

const lastTerm = wire.looseBody({
  termType: z.enum(["TERMED", "EVERGREEN"]),
  period: periods.optional(),
  periodType: periodType.optional(),
  startDate: wire.billingDate
    .optional()
    .describe("First day of the current term. Only a renewed term can start later than it does."),
  endDate: wire.billingDate.optional().describe("First day after the term, instead of a period."),
});

/** What is absent stays as it is. */
export const termsAndConditions = orderAction({
  type: z.literal("TermsAndConditions"),
  termsAndConditions: wire.looseBody({
    autoRenew: wire.boolean.optional(),
    renewalSetting: z.enum(["RENEW_WITH_SPECIFIC_TERM", "RENEW_TO_EVERGREEN"]).optional(),
    renewalTerms: z
      .array(wire.looseBody({ period: periods.optional(), periodType: periodType.optional() }))
      .max(1)
      .optional(),
    lastTerm: lastTerm.optional(),
    notes: wire.orderText(500).optional(),
    ...billingAttributes,
    ...wire.notYet(NOT_YET),
  }),
});

export const toWire: ToWire<"TermsAndConditions"> = (action) => {
  const { type: _, lastTerm, renewalTerm, paymentTerm: __, billToContactId: ___, ...own } = action;
  const rest = { ...own, ...billingAttributesToWire(action) };
  if (!lastTerm) return { ...rest, ...(renewalTerm && { renewalTerms: [renewalTerm] }) };
  const { startDate, termType } = lastTerm;
  return {
    ...rest,
    ...(renewalTerm && { renewalTerms: [renewalTerm] }),
    lastTerm: {
      termType,
      ...(startDate && { startDate }),
      ...(lastTerm.termType === "TERMED" && lastTerm.length),
      ...(lastTerm.termType === "TERMED" && lastTerm.endDate && { endDate: lastTerm.endDate }),
    },
  };
};
