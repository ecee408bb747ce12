import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

const tag = "Prepaid with Drawdown";

const period = wire
  .body({ startDate: wire.date, endDate: wire.date })
  .describe("A validity period; its end date is the first day of the next one.");

const periods = {
  subscriptionNumber: wire.requiredText(100),
  prepaymentUom: wire.requiredText(25).describe("The unit that is prepaid."),
  sourceValidityPeriod: period,
  destinationValidityPeriod: period,
};

export const rollOverPrepaid = contract({
  operation: "rollOverPrepaid",
  method: "POST",
  path: "/v1/ppdd/rollover",
  summary: "Trigger fund rollover",
  description:
    "What is left of a validity period can be drawn in the next one as well. Not for charges that roll over by themselves.",
  tag,
  request: wire.body({
    ...periods,
    priority: z
      .enum(["ApplyFirst", "ApplyLast"])
      .describe("Whether it is drawn before the units of the next period, or after them."),
  }),
  response: z.object({ message: z.string(), rolloverFundCount: z.number() }),
  errors: ["ENTITY_NOT_FOUND", "PREPAID_ROLLOVER_AUTOMATIC", "NOT_ALLOWED"],
  resource: "590000",
});

export const reversePrepaidRollover = contract({
  operation: "reversePrepaidRollover",
  method: "POST",
  path: "/v1/ppdd/reverse-rollover",
  summary: "Reverse fund rollover",
  description:
    "From the later validity period, the source, back to the earlier one, as long as nothing of it was drawn.",
  tag,
  request: wire.body(periods),
  response: z.object({ message: z.string(), reverseRolloverFundCount: z.number() }),
  errors: [
    "ENTITY_NOT_FOUND",
    "PREPAID_ROLLOVER_AUTOMATIC",
    "PREPAID_ROLLOVER_DRAWN",
    "NOT_ALLOWED",
  ],
  resource: "590000",
});

export const depletePrepaidFunds = contract({
  operation: "depletePrepaidFunds",
  method: "POST",
  path: "/v1/prepaid-balance-funds/deplete",
  summary: "Deplete funds",
  description:
    "Lets expire what is left of funds. Usage that is recorded already keeps its units until it is billed. All funds, or none where one is not found.",
  tag,
  request: wire.body({ fundIds: z.array(wire.key).min(1).max(100) }),
  response: z.object({
    fundIds: z.array(
      z.object({ fundId: wire.id, status: z.literal("success"), message: z.string() }),
    ),
  }),
  errors: ["ENTITY_NOT_FOUND"],
  resource: "590000",
});
