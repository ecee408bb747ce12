import { BillingError } from "#engine/errors.ts";
import type { ChargeType } from "#engine/model/charge.ts";
import { addMonths, type PlainDate } from "#engine/values/plain-date.ts";
import { findAccount } from "#store/accounts.ts";
import {
  type BillRun,
  type BillRunFilter,
  type BillRunOrder,
  findBillRun,
  saveNewBillRun,
} from "#store/bill-runs.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { nextNumber } from "#store/numbers.ts";
import { findSubscription } from "#store/subscriptions.ts";
import type { Context } from "./context.ts";

export type BillRunRequest = {
  readonly name?: string | undefined;
  readonly targetDate?: PlainDate | undefined;
  /** Default today. */
  readonly invoiceDate?: PlainDate | undefined;
  /** ["AllBatches"] or names of batches; this or `billRunFilters`. */
  readonly batches?: readonly string[] | undefined;
  /** "AllBillCycleDays" or "1" to "31"; with batches only. */
  readonly billCycleDay?: string | undefined;
  readonly billRunFilters?: readonly RequestedFilter[] | undefined;
  readonly chargeTypeToExclude?: readonly ChargeType[] | undefined;
  /** Default true. */
  readonly includeOrderLineItems?: boolean | undefined;
  readonly autoPost: boolean;
  /** Default false. */
  readonly autoRenewal?: boolean | undefined;
  readonly noEmailForZeroAmountInvoice: boolean;
};

export type RequestedFilter = {
  readonly filterType: "Account" | "Subscription";
  /** Ids or numbers. */
  readonly accountId: string;
  readonly subscriptionId?: string | undefined;
};

/**
 * Creates a bill run that is Pending: `runBillRun` does the rest.
 *
 * Errors: MISSING_FIELD, INVALID_VALUE, NOT_ALLOWED, ENTITY_NOT_FOUND for an account or subscription
 * that a filter names, SUBSCRIPTION_NOT_OF_ACCOUNT.
 */
export const createBillRun = (context: Context, request: BillRunRequest): Promise<BillRun> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const order = await checkedOrder(tx, context, request);
    const billRunId = newId();
    const billRunNumber = await nextNumber(tx, "bill_run");
    const { userId } = context;
    const now = context.now.toString();
    await saveNewBillRun(tx, { ...order, billRunId, billRunNumber }, { userId, now });
    const created = await findBillRun(tx, billRunId);
    if (!created) throw new BillingError("ENTITY_NOT_FOUND", { key: billRunId });
    return created;
  });

async function checkedOrder(
  tx: Transaction,
  context: Context,
  request: BillRunRequest,
): Promise<BillRunOrder> {
  const { targetDate, batches = null, billCycleDay = null } = request;
  const { billRunFilters: requested = [], chargeTypeToExclude = [] } = request;
  if (!targetDate) throw new BillingError("MISSING_FIELD", { field: "targetDate" });
  if (targetDate > addMonths(context.today(), MOST_MONTHS_AHEAD)) {
    refuse("targetDate", "'targetDate' should be at most 10 years ahead");
  }
  const isFiltered = requested.length > 0;
  if (isFiltered && batches)
    refuse("batches", "Specify either batches or billRunFilters, not both");
  if (!isFiltered && !batches?.length)
    throw new BillingError("MISSING_FIELD", { field: "batches" });
  if (billCycleDay !== null && !batches) {
    refuse("billCycleDay", "'billCycleDay' is only for bill runs with batches");
  }
  const excluded = [...new Set(chargeTypeToExclude)];
  if (excluded.length > 2) {
    refuse("chargeTypeToExclude", "'chargeTypeToExclude' may name two charge types at most");
  }
  return {
    name: request.name ?? null,
    targetDate,
    invoiceDate: request.invoiceDate ?? context.today(),
    autoPost: request.autoPost,
    autoRenewal: request.autoRenewal ?? false,
    noEmailForZeroAmountInvoice: request.noEmailForZeroAmountInvoice,
    batches,
    billCycleDay,
    billRunFilters: await checkedFilters(tx, requested),
    chargeTypeToExclude: excluded,
    includeOrderLineItems: request.includeOrderLineItems ?? true,
  };
}

const MOST_MONTHS_AHEAD = 120;
const MOST_SUBSCRIPTIONS = 50;

/** One account, or up to 50 subscriptions of one account. */
async function checkedFilters(
  tx: Transaction,
  requested: readonly RequestedFilter[],
): Promise<BillRunFilter[]> {
  const filters: BillRunFilter[] = [];
  for (const filter of requested.slice(0, MOST_SUBSCRIPTIONS)) {
    filters.push(await checkedFilter(tx, filter));
  }
  const accounts = new Set(filters.map(({ accountId }) => accountId));
  const ofAccounts = filters.filter(({ filterType }) => filterType === "Account");
  if (accounts.size > 1) refuse("billRunFilters", "A bill run can be filtered by one account");
  if (ofAccounts.length > 0 && filters.length > 1) {
    refuse("billRunFilters", "A filter by account stands alone");
  }
  if (requested.length > MOST_SUBSCRIPTIONS) {
    refuse("billRunFilters", `At most ${MOST_SUBSCRIPTIONS} subscriptions can be filtered by`);
  }
  return filters;
}

async function checkedFilter(tx: Transaction, filter: RequestedFilter): Promise<BillRunFilter> {
  const { filterType, subscriptionId: key } = filter;
  const account = await findAccount(tx, filter.accountId);
  if (!account) throw new BillingError("ENTITY_NOT_FOUND", { key: filter.accountId });
  const { accountId, accountNumber } = account;
  if (filterType === "Account") {
    if (key !== undefined) {
      refuse("billRunFilters", "A filter of filterType Account names no subscriptionId");
    }
    return { filterType, accountId };
  }
  if (key === undefined) {
    throw new BillingError("MISSING_FIELD", { field: "billRunFilters[0].subscriptionId" });
  }
  const found = await findSubscription(tx, key);
  if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key });
  const { subscriptionId, subscriptionNumber } = found.subscription;
  // Whoever was billed for the version that the id names: who is billed now is what counts.
  const latest = await findSubscription(tx, subscriptionNumber);
  if (latest?.accountId !== accountId) {
    throw new BillingError("SUBSCRIPTION_NOT_OF_ACCOUNT", { subscriptionNumber, accountNumber });
  }
  return { filterType, accountId, subscriptionId };
}

function refuse(field: string, message: string): never {
  throw new BillingError("INVALID_VALUE", { field, message });
}
