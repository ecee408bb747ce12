import { BillingError } from "../errors.ts";
import type { BillingPeriod, ChargeModel, ChargeTerms, ChargeType } from "../model/charge.ts";
import type { CommitmentTerms } from "../model/commitment.ts";
import type { ValidityPeriodType } from "../model/prepaid.ts";

/** What a charge says of a commitment, as a caller describes it; null and undefined are the same. */
export type CommitmentDefinition = {
  readonly chargeFunction: CommitmentTerms["chargeFunction"];
  readonly validityPeriodType?: ValidityPeriodType | null | undefined;
};

/** Null for a charge that has to do with none. Errors: MISSING_FIELD. */
export function commitmentTermsOf(given: CommitmentDefinition | undefined): CommitmentTerms | null {
  if (given === undefined) return null;
  const { chargeFunction, validityPeriodType } = given;
  if (chargeFunction === "CreditCommitment") return { chargeFunction };
  if (!validityPeriodType) throw new BillingError("MISSING_FIELD", { field: "ValidityPeriodType" });
  return { chargeFunction, validityPeriodType };
}

type Checked = Pick<ChargeTerms, "name" | "chargeType" | "chargeModel" | "recurrence"> & {
  readonly modelTerms: Pick<ChargeTerms["modelTerms"], "commitment">;
};

/** Whether a charge can be what it says of a commitment. Errors: NOT_ALLOWED. */
export function checkCommitmentTerms(charge: Checked): void {
  const { name, recurrence, modelTerms } = charge;
  const { commitment } = modelTerms;
  if (!commitment) return;
  if (recurrence && OTHER_DAYS.has(recurrence.billCycleType)) {
    refuse(name, "needs the billing day of the term, of the subscription or of the charge's start");
  }
  const wanted = commitment.chargeFunction === "CommitmentTrueUp" ? "Recurring" : "Usage";
  if (charge.chargeType !== wanted) refuse(name, `is for ${TYPES[wanted]} charges`);
  if (commitment.chargeFunction !== "CommitmentTrueUp" || !recurrence) return;
  if (!MODELS.includes(charge.chargeModel)) refuse(name, "needs a flat fee or a price per unit");
  if (recurrence.billingTiming !== "IN_ARREARS") refuse(name, "is billed in arrears");
  if (recurrence.billingPeriod !== PERIODS[commitment.validityPeriodType]) {
    refuse(name, "needs a billing period as long as its validity period");
  }
  if (recurrence.listPriceBase === "Per_Week") refuse(name, "has no price per week");
  const isOfTerm = commitment.validityPeriodType === "SUBSCRIPTION_TERM";
  if (isOfTerm && recurrence.listPriceBase !== "Per_Billing_Period") {
    refuse(name, "needs a price per billing period where that is the term");
  }
}

const MODELS: readonly ChargeModel[] = ["FlatFee", "PerUnit"];

const TYPES: { readonly [Type in ChargeType]: string } = {
  OneTime: "one-time",
  Recurring: "recurring",
  Usage: "usage",
};

const OTHER_DAYS: ReadonlySet<string> = new Set([
  "DefaultFromCustomer",
  "SpecificDayofMonth",
  "SpecificDayofWeek",
]);

const PERIODS: { readonly [Type in ValidityPeriodType]: BillingPeriod } = {
  SUBSCRIPTION_TERM: "Subscription_Term",
  ANNUAL: "Annual",
  SEMI_ANNUAL: "Semi_Annual",
  QUARTER: "Quarter",
  MONTH: "Month",
};

function refuse(name: string, why: string): never {
  const message = `The commitment of charge '${name}' ${why}.`;
  throw new BillingError("NOT_ALLOWED", { message });
}
