import type { BillingRules } from "../model/billing-rules.ts";

/** What is added to a charge's name (docs/decisions/0011-credit-names.md). */
export function creditSuffix(
  credited: "whole" | "part",
  rules: Pick<BillingRules, "useSystemDefaultSuffixForCreditItems">,
): string {
  if (rules.useSystemDefaultSuffixForCreditItems)
    return credited === "whole" ? " -- Credit" : " -- Proration Credit";
  return credited === "whole" ? "" : " -- Proration";
}
