import { z } from "zod";
import { lastDateOf } from "#engine/model/subscription.ts";
import * as wire from "../../wire.ts";
import { periods, periodType } from "../terms.ts";
import { orderAction, type ToWire } from "./order-action.ts";

/** The same wherever it is asked for: in an order, or by PUT. */
export const resumeFields = {
  resumePolicy: z.enum([
    "Today",
    "FixedPeriodsFromSuspendDate",
    "FixedPeriodsFromToday",
    "SpecificDate",
    "SuspendDate",
  ]),
  resumePeriods: periods.optional().describe("Required for both policies of fixed periods."),
  resumePeriodsType: periodType.optional().describe("Required for both policies of fixed periods."),
  resumeSpecificDate: wire.billingDate
    .optional()
    .describe("First day of service again. Required for SpecificDate."),
  extendsTerm: wire.boolean
    .optional()
    .describe("Extend the term by as many days as the suspension had."),
};

export const resume = orderAction({
  type: z.literal("Resume"),
  resume: wire.looseBody(resumeFields),
});

/** With the date that came of the policy. */
export const toWire: ToWire<"Resume"> = (action, { subscription }) => ({
  resumePolicy: action.resumePolicy,
  ...((action.resumePolicy === "FixedPeriodsFromToday" ||
    action.resumePolicy === "FixedPeriodsFromSuspendDate") && {
    resumePeriods: action.resumePeriods.period,
    resumePeriodsType: action.resumePeriods.periodType,
  }),
  ...(action.resumePolicy === "SpecificDate" && { resumeSpecificDate: action.resumeSpecificDate }),
  ...(subscription && { resumeDate: lastDateOf("Active", subscription) }),
  extendsTerm: action.extendsTerm,
});
