import { BillingError } from "../errors.ts";
import type { ChargeModel, Recurrence } from "../model/charge.ts";

type Terms = {
  readonly name: string;
  readonly chargeModel: ChargeModel;
  readonly recurrence: Recurrence;
};

/**
 * What ChargeFullPeriod needs, by the vendor's page of its limitations: periods that begin with the
 * term, and a price that is for them. Errors: NOT_ALLOWED.
 */
export function checkFullPeriods({ name, chargeModel, recurrence }: Terms): void {
  if (recurrence.prorationOption !== "ChargeFullPeriod") return;
  const { billCycleType, billingPeriodAlignment, billingPeriod, listPriceBase } = recurrence;
  if (OTHER_MODELS.has(chargeModel)) refuse(name, "is not for discounts and deliveries");
  if (billingPeriod === "Subscription_Term") refuse(name, "is not for a period that is the term");
  if (billCycleType !== "TermStartDay" || billingPeriodAlignment !== "AlignToTermStart") {
    refuse(name, "needs the billing day TermStartDay and the alignment AlignToTermStart");
  }
  if (listPriceBase === "Per_Year" && SHORTER_THAN_A_YEAR.has(billingPeriod)) {
    refuse(name, "is not for a price per year with a shorter billing period");
  }
}

const OTHER_MODELS: ReadonlySet<ChargeModel> = new Set([
  "Delivery",
  "DiscountFixedAmount",
  "DiscountPercentage",
]);

const SHORTER_THAN_A_YEAR: ReadonlySet<Recurrence["billingPeriod"]> = new Set([
  "Month",
  "Quarter",
  "Semi_Annual",
  "Specific_Months",
  "Week",
  "Specific_Weeks",
]);

function refuse(name: string, why: string): never {
  const message = `The proration option ChargeFullPeriod of charge '${name}' ${why}.`;
  throw new BillingError("NOT_ALLOWED", { message });
}
