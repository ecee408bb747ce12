import type { PlainDate } from "../values/plain-date.ts";
import type { ChargeType } from "./charge.ts";
import type { FinanceInformation } from "./credit-memo.ts";

/** What happens to the money once the actions are done. */
export type ProcessingOptions = {
  readonly runBilling: boolean;
  /** Bill through this day; null: today. */
  readonly targetDate: PlainDate | null;
  /** Date of the documents; null: today. */
  readonly documentDate: PlainDate | null;
  readonly generateDraftInvoice: boolean;
  /** Types of charges that are neither billed nor credited. */
  readonly chargeTypesToExclude: readonly ChargeType[];
  readonly creditMemoReasonCode: string | null;
  readonly writeOff: boolean;
  readonly financeInformation: FinanceInformation | null;
};

/** Nothing happens to the money: what is due is left to the next billing. */
export const UNBILLED: ProcessingOptions = {
  runBilling: false,
  targetDate: null,
  documentDate: null,
  generateDraftInvoice: false,
  chargeTypesToExclude: [],
  creditMemoReasonCode: null,
  writeOff: false,
  financeInformation: null,
};
