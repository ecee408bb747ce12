import { BillingError } from "#engine/errors.ts";
import type { ChargeType } from "#engine/model/charge.ts";
import {
  type BillRun,
  type BillRunOrder,
  countPendingBillRuns,
  findBillRun,
  saveNewBillRun,
} from "#store/bill-runs.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { nextNumber } from "#store/numbers.ts";
import { findBillRunRules } from "#store/settings.ts";
import { refuseClosedPeriod } from "./accounting-periods.ts";
import { billRunDates, type RequestedDates } from "./bill-run-dates.ts";
import { checkBillRunFilters, type RequestedFilter } from "./check-bill-run-filters.ts";
import { authorOf, type Context } from "./context.ts";
import { type OrganizationLabel, organizationIdsOf } from "./label-with-organizations.ts";

export type BillRunRequest = RequestedDates & {
  readonly name?: string | undefined;
  /** ["AllBatches"] or names of batches; this or `billRunFilters`. */
  readonly batches?: readonly string[] | undefined;
  /** "AllBillCycleDays", "AsRunDay" or "1" to "31"; with batches only. */
  readonly billCycleDay?: string | undefined;
  readonly billRunFilters?: readonly RequestedFilter[] | undefined;
  readonly chargeTypeToExclude?: readonly ChargeType[] | undefined;
  /** Default Regular. */
  readonly billRunType?: BillRunOrder["billRunType"] | undefined;
  /** Default true, both. */
  readonly includeSubscriptions?: boolean | undefined;
  readonly includeOrderLineItems?: boolean | undefined;
  readonly autoPost: boolean;
  /** Default false, both. The e-mails are of what was posted by itself. */
  readonly autoEmail?: boolean | undefined;
  readonly autoRenewal?: boolean | undefined;
  readonly noEmailForZeroAmountInvoice: boolean;
  /** Whose accounts it bills; without any, those that the caller may see. */
  readonly organizationLabels?: readonly OrganizationLabel[] | undefined;
};

const MOST_PENDING = 500;

/**
 * Creates a bill run that is Pending: `runBillRun` does the rest, of a scheduled run once its time has
 * come.
 *
 * Errors: MISSING_FIELD, INVALID_VALUE, NOT_ALLOWED, ENTITY_NOT_FOUND for an account or subscription
 * that a filter names, SUBSCRIPTION_NOT_OF_ACCOUNT.
 */
export const createBillRun = (context: Context, request: BillRunRequest): Promise<BillRun> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const order = await checkedOrder(tx, context, request);
    if (order.autoPost) await refuseClosedPeriod(tx, order.invoiceDate);
    return saveBillRun(tx, context, order);
  });

/** Saves a run that was checked, in a transaction of the caller's. */
export async function saveBillRun(
  tx: Transaction,
  context: Context,
  order: UnsavedRun,
): Promise<BillRun> {
  const billRunId = newId();
  const billRunNumber = await nextNumber(tx, "bill_run");
  const scheduled = order.scheduled && { seriesId: billRunId, ...order.scheduled };
  const author = authorOf(context);
  await saveNewBillRun(tx, { ...order, scheduled, billRunId, billRunNumber }, author);
  const created = await findBillRun(tx, billRunId);
  if (!created) throw new BillingError("ENTITY_NOT_FOUND", { key: billRunId });
  return created;
}

/** The first run of a schedule does not know of any before. */
export type UnsavedRun = Omit<BillRunOrder, "scheduled"> & {
  readonly scheduled:
    | (Omit<NonNullable<BillRunOrder["scheduled"]>, "seriesId"> & { readonly seriesId?: string })
    | null;
};

async function checkedOrder(
  tx: Transaction,
  context: Context,
  request: BillRunRequest,
): Promise<UnsavedRun> {
  const dates = billRunDates(context, request);
  const { batches = null, billCycleDay = null, billRunFilters: requested = [] } = request;
  refuseWrongChoice({ batches, billCycleDay, hasFilters: requested.length > 0 });
  if (billCycleDay === "AsRunDay" && !dates.scheduled) {
    refuse("billCycleDay", "'billCycleDay' AsRunDay is only for scheduled bill runs");
  }
  const excluded = [...new Set(request.chargeTypeToExclude)];
  if (excluded.length > 2) {
    refuse("chargeTypeToExclude", "'chargeTypeToExclude' may name two charge types at most");
  }
  if (request.autoEmail && !request.autoPost) {
    refuse(
      "autoEmail",
      "'autoEmail' is only for bill runs with autoPost: others are sent by a call",
    );
  }
  const billRunFilters = await checkBillRunFilters(tx, requested, dates);
  const organizationIds = await organizationIdsOf(tx, context, request.organizationLabels);
  await refuseByRules(tx, request);
  if ((await countPendingBillRuns(tx)) >= MOST_PENDING) {
    const message = `There are ${MOST_PENDING} bill runs that are Pending: cancel some first.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  return {
    ...dates,
    name: request.name ?? null,
    billRunType: request.billRunType ?? "Regular",
    autoPost: request.autoPost,
    autoEmail: request.autoEmail ?? false,
    autoRenewal: request.autoRenewal ?? false,
    noEmailForZeroAmountInvoice: request.noEmailForZeroAmountInvoice,
    batches,
    billCycleDay,
    billRunFilters,
    chargeTypeToExclude: excluded,
    includeSubscriptions: request.includeSubscriptions ?? true,
    includeOrderLineItems: request.includeOrderLineItems ?? true,
    organizationIds,
    retriesBillRunId: null,
  };
}

function refuseWrongChoice(choice: {
  batches: readonly string[] | null;
  billCycleDay: string | null;
  hasFilters: boolean;
}): void {
  const { batches, billCycleDay, hasFilters } = choice;
  if (hasFilters && batches) {
    refuse("batches", "Specify either batches or billRunFilters, not both");
  }
  if (!hasFilters && !batches?.length) {
    throw new BillingError("MISSING_FIELD", { field: "batches" });
  }
  if (billCycleDay !== null && !batches) {
    refuse("billCycleDay", "'billCycleDay' is only for bill runs with batches");
  }
}

/** What the entity's billing rules allow. */
async function refuseByRules(tx: Transaction, request: BillRunRequest): Promise<void> {
  const { autoPost, billRunType, schedule } = request;
  const isCatchUp = billRunType === "CatchUp";
  if (!autoPost && !isCatchUp) return;
  const rules = await findBillRunRules(tx);
  if (autoPost && !rules.allowAutoPostBillRun) refuseRule("autoPost", "allowAutoPostBillRun");
  if (!isCatchUp) return;
  if (!rules.catchUpBillRun) refuseRule("billRunType CatchUp", "catchUpBillRun");
  if (schedule) refuse("schedule", "A catch-up bill run cannot be scheduled");
  if (autoPost) refuse("autoPost", "A catch-up bill run makes nothing that could be posted");
}

function refuseRule(what: string, rule: string): never {
  const message = `'${what}' needs the billing rule ${rule}, which is off.`;
  throw new BillingError("NOT_ALLOWED", { message });
}

function refuse(field: string, message: string): never {
  throw new BillingError("INVALID_VALUE", { field, message });
}
