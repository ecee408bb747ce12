import type { ApplicationRule } from "./credit-memo.ts";

/** How amounts that name no items are spread over them. Names of ours: the field has them in its UI. */
export type ApplicationRules = {
  /** A credit memo that pays an invoice or a debit memo. */
  readonly creditMemoApplicationRule: ApplicationRule;
  /** A payment that pays an invoice or a debit memo. */
  readonly paymentApplicationRule: ApplicationRule;
  /** A write-off of a part of what is owed. */
  readonly writeOffAllocationRule: ApplicationRule;
};

export const DEFAULT_APPLICATION_RULES: ApplicationRules = {
  creditMemoApplicationRule: "Proration",
  paymentApplicationRule: "Proration",
  writeOffAllocationRule: "Proration",
};
