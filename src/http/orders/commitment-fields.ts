import { z } from "zod";
import type { CommitmentTerms } from "#engine/model/commitment.ts";

/** Of a charge that commits to an amount, or counts towards one; of others nothing. */
export const commitmentAnswer = {
  chargeFunction: z.string().optional(),
  commitmentType: z.string().optional(),
};

/** An object to spread. */
export const commitmentToWire = (terms: CommitmentTerms | undefined) => ({
  ...(terms && { chargeFunction: terms.chargeFunction, commitmentType: "CURRENCY" }),
  ...(terms?.chargeFunction === "CommitmentTrueUp" && {
    validityPeriodType: terms.validityPeriodType,
  }),
});
