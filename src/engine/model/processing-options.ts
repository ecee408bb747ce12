import type { Decimal } from "../values/decimal.ts";
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
  /** What the account has to its credit that pays the order's invoices, in this order; none if absent. */
  readonly applyCredit?: readonly CreditKind[];
  /** Gives back so much of what was paid for the cancelled subscriptions. */
  readonly refund?: RequestedRefund;
  /** Asks for what the order's invoices owe. */
  readonly collectPayment?: CollectPayment;
};

export type CreditKind = "CreditMemo" | "UnappliedPayment";

export type RequestedRefund = { readonly amount: Decimal; readonly reasonCode: string | null };

/** Where nothing is named: the account's default method, its gateway, the payment's number. */
export type CollectPayment = {
  readonly paymentMethodId: string | null;
  readonly gatewayKey: string | null;
  readonly gatewayOrderId: string | null;
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
