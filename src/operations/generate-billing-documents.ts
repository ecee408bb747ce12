import type { IssuedDocuments } from "#engine/billing/issue-documents.ts";
import { BillingError } from "#engine/errors.ts";
import type { ChargeType } from "#engine/model/charge.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { findAccount } from "#store/accounts.ts";
import type { BillRunOrder } from "#store/bill-runs.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { findPaymentTerms } from "#store/payment-terms.ts";
import { findReasonCode } from "#store/reason-codes.ts";
import { findBillingRules, findCurrencies, findWhetherTaxed } from "#store/settings.ts";
import { billAccounts } from "./bill-accounts.ts";
import { checkBillRunFilters } from "./check-bill-run-filters.ts";
import type { Context } from "./context.ts";
import { renewForBillRun } from "./renew-for-bill-run.ts";

export type GenerateRequest = {
  /** Id or number. */
  readonly accountKey: string;
  /** The date of the documents. Default today. */
  readonly effectiveDate?: PlainDate | undefined;
  /** Default today. */
  readonly targetDate?: PlainDate | undefined;
  readonly autoPost: boolean;
  /** Renew first what renews by itself until the target date. */
  readonly autoRenew: boolean;
  /** Ids or numbers; none: all. */
  readonly subscriptionKeys: readonly string[];
  readonly chargeTypeToExclude: readonly ChargeType[];
  /** Null: what billing gives. */
  readonly creditMemoReasonCode: string | null;
  readonly includeSubscriptions: boolean;
  readonly includeOrderLineItems: boolean;
};

/**
 * Bills one account at once, as a bill run would, and answers what it has made. Renewals before it are
 * orders of their own, which stay when the account cannot be billed.
 *
 * Errors: ENTITY_NOT_FOUND, SUBSCRIPTION_NOT_OF_ACCOUNT, INVALID_VALUE; NOT_ALLOWED for an account
 * that is not active or cannot be billed, with the reason.
 */
export async function generateBillingDocuments(
  context: Context,
  request: GenerateRequest,
): Promise<IssuedDocuments> {
  const { database, entityId } = context;
  const order = await inTransaction(database, entityId, (tx) => checkedOrder(tx, context, request));
  if (request.autoRenew) {
    const [failed] = await renewForBillRun(context, order, undefined);
    if (failed) throw new BillingError("NOT_ALLOWED", { message: failed.reason });
  }
  return inTransaction(database, entityId, (tx) => billNow(tx, context, order, request));
}

type CheckedOrder = BillRunOrder & { readonly accountId: string };

async function checkedOrder(
  tx: Transaction,
  context: Context,
  request: GenerateRequest,
): Promise<CheckedOrder> {
  const { accountKey, subscriptionKeys } = request;
  const account = await findAccount(tx, accountKey);
  if (!account) throw new BillingError("ENTITY_NOT_FOUND", { key: accountKey });
  const { accountId, accountNumber, status } = account;
  if (status !== "Active") {
    const message = `Account '${accountNumber}' is ${status}: only active accounts are billed.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  const runDate = context.today();
  const { targetDate = runDate, effectiveDate: invoiceDate = runDate } = request;
  const dates = { runDate, targetDate, invoiceDate };
  const filters = subscriptionKeys.map((subscriptionId) => ({
    filterType: "Subscription" as const,
    accountId,
    subscriptionId,
  }));
  const ofAccount = { filterType: "Account" as const, accountId };
  return {
    ...dates,
    accountId,
    name: null,
    billRunType: "Regular",
    autoPost: request.autoPost,
    autoEmail: false,
    autoRenewal: request.autoRenew,
    noEmailForZeroAmountInvoice: false,
    batches: null,
    billCycleDay: null,
    billRunFilters:
      filters.length === 0 ? [ofAccount] : await checkBillRunFilters(tx, filters, dates),
    chargeTypeToExclude: request.chargeTypeToExclude,
    includeSubscriptions: request.includeSubscriptions,
    includeOrderLineItems: request.includeOrderLineItems,
    organizationIds: null,
    retriesBillRunId: null,
    scheduled: null,
  };
}

async function billNow(
  tx: Transaction,
  context: Context,
  order: CheckedOrder,
  { creditMemoReasonCode }: GenerateRequest,
): Promise<IssuedDocuments> {
  if (creditMemoReasonCode) await findReasonCode(tx, "CreditMemo", creditMemoReasonCode);
  const billing = {
    billRun: { ...order, billRunId: null, billRunNumber: null, creditMemoReasonCode },
    rules: await findBillingRules(tx),
    taxes: (await findWhetherTaxed(tx)) ? ("as needed" as const) : undefined,
    paymentTerms: await findPaymentTerms(tx),
    currencyOf: await findCurrencies(tx),
  };
  const { documents, errors } = await billAccounts(tx, context, billing, [order.accountId]);
  const [failed] = errors;
  if (failed) throw new BillingError("NOT_ALLOWED", { message: failed.reason });
  return documents;
}
