import type { Decimal } from "../values/decimal.ts";

/** Something that is not here what it is in the source, by a name that says which law it breaks. */
export type ImportDifference = {
  readonly kind: /** What the account owes. */
    | "AccountBalance"
    /** What a document is, or still owes or has to give. */
    | "DocumentAmount"
    | "DocumentBalance"
    /** What we would have billed of a charge for the days that the source has billed. */
    | "BilledAmount"
    /** Days that the source has billed and no imported item bills: they cannot be credited here. */
    | "NotCovered"
    /** What the source says that its next bill has, or days of it that are none of our periods. */
    | "NextBill"
    /** How far a charge is billed. */
    | "ChargedThroughDate"
    /** What the source has and is not brought along. */
    | "NotImported";
  /** Of what it is: an account, a document, a charge. */
  readonly of: string;
  readonly source: Decimal | null;
  readonly ours: Decimal | null;
  readonly message: string;
};
