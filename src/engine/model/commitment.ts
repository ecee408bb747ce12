/** What a customer has committed to spend on usage, and which charges count towards it. */
import type { ValidityPeriodType } from "./prepaid.ts";

export type CommitmentTerms = TrueUp | CreditCommitment;

/** A recurring charge whose price is committed; it bills what usage falls short of it. */
export type TrueUp = {
  readonly chargeFunction: "CommitmentTrueUp";
  /** How long a commitment period is. */
  readonly validityPeriodType: ValidityPeriodType;
};

/** A usage charge whose amounts count. */
export type CreditCommitment = { readonly chargeFunction: "CreditCommitment" };
