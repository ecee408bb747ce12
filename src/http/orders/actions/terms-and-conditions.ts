import { z } from "zod";
import * as wire from "../../wire.ts";
import { billingAttributes, billingAttributesToWire } from "../billing-attributes.ts";
import { scheduledDates, scheduledDatesToWire } from "../scheduled-dates.ts";
import { periods, periodType } from "../terms.ts";
import { orderAction, type ToWire } from "./order-action.ts";

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
    ...scheduledDates,
  }),
});

export const toWire: ToWire<"TermsAndConditions"> = (action) => {
  const { autoRenew, renewalSetting, renewalTerm, notes, lastTerm } = action;
  const rest = {
    autoRenew,
    renewalSetting,
    notes,
    ...billingAttributesToWire(action),
    ...scheduledDatesToWire(action),
  };
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
