import { z } from "zod";
import { lastDateOf } from "#engine/model/subscription.ts";
import * as wire from "../../wire.ts";
import { periods, periodType } from "../terms.ts";
import { orderAction, type ToWire } from "./order-action.ts";

/** The same wherever it is asked for: in an order, or by PUT. */
export const suspendFields = {
  suspendPolicy: z.enum([
    "Today",
    "EndOfLastInvoicePeriod",
    "FixedPeriodsFromToday",
    "SpecificDate",
  ]),
  suspendPeriods: periods.optional().describe("Required for FixedPeriodsFromToday."),
  suspendPeriodsType: periodType.optional().describe("Required for FixedPeriodsFromToday."),
  suspendSpecificDate: wire.billingDate
    .optional()
    .describe("First day without service. Required for SpecificDate."),
};

export const suspend = orderAction({
  type: z.literal("Suspend"),
  suspend: wire.looseBody(suspendFields),
});

/** With the date that came of the policy. */
export const toWire: ToWire<"Suspend"> = (action, { subscription }) => ({
  suspendPolicy: action.suspendPolicy,
  ...(action.suspendPolicy === "FixedPeriodsFromToday" && {
    suspendPeriods: action.suspendPeriods.period,
    suspendPeriodsType: action.suspendPeriods.periodType,
  }),
  ...(action.suspendPolicy === "SpecificDate" && {
    suspendSpecificDate: action.suspendSpecificDate,
  }),
  ...(subscription && { suspendDate: lastDateOf("Suspended", subscription) }),
});
