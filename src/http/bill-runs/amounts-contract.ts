/** Ours: what is looked at before a run is posted. */
import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

export const getBillRunAmounts = contract({
  operation: "getBillRunAmounts",
  method: "GET",
  path: "/v1/bill-runs/{billRunId}/amounts",
  summary: "Retrieve how large the invoices of a bill run are",
  description:
    "Quittance's own: its invoices by their amounts, and the ten accounts whose bill differs most from that of the run before which has billed them.",
  tag: "Bill Run",
  response: z.object({
    bars: z
      .array(
        z.object({
          currency: z.string(),
          fromAmount: wire.money,
          toAmount: wire.money,
          invoices: z.number(),
        }),
      )
      .describe("Up to twelve of equal width for each currency, without those that are empty."),
    largestChanges: z.array(
      z.object({
        accountNumber: z.string(),
        accountName: z.string(),
        currency: z.string(),
        amount: wire.money,
        amountBefore: wire.money,
        billRunNumberBefore: z.string(),
      }),
    ),
  }),
  errors: ["ENTITY_NOT_FOUND"],
});
