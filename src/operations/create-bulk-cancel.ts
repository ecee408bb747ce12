import type {
  BulkCancelFilter,
  BulkCancelKind,
  BulkCancelOptions,
} from "#engine/bulk-cancels/bulk-cancel.ts";
import { BillingError } from "#engine/errors.ts";
import { findUnknownAccount } from "#store/bulk-cancel-choice.ts";
import {
  type BulkCancel,
  type BulkCancelChange,
  findBulkCancel,
  saveBulkCancelTotals,
  saveNewBulkCancel,
} from "#store/bulk-cancels.ts";
import { findProduct, findProductRatePlan } from "#store/catalog.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { nextNumber } from "#store/numbers.ts";
import { findReasonCode } from "#store/reason-codes.ts";
import { recordStep, stepped } from "./bulk-cancel-steps.ts";
import { authorOf, type Context } from "./context.ts";
import { refuseWithoutRights } from "./rights-of-bulk-cancel.ts";
import { beginWork } from "./run-bulk-cancel.ts";

export type RequestedBulkCancel = {
  readonly kind: BulkCancelKind;
  readonly comment: string | null;
  /** Null: a file says which rows. */
  readonly filter: BulkCancelFilter | null;
  readonly options: BulkCancelOptions;
};

/**
 * Creates a bulk cancel, whose plan is then made by jobs: nothing is cancelled or written off before
 * somebody starts it. One whose rows come from a file waits for that.
 *
 * Errors: ENTITY_NOT_FOUND for what the filter names, INVALID_VALUE for a reason code, NOT_ALLOWED, NO_PERMISSION.
 */
export const createBulkCancel = (
  context: Context,
  request: RequestedBulkCancel,
): Promise<BulkCancel> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    refuseWithoutRights(context, request);
    await check(tx, request);
    const bulkCancelId = newId();
    const bulkCancelNumber = await nextNumber(tx, "bulk_cancel");
    const status = request.filter ? "Planning" : "AwaitingFile";
    const created = { ...request, bulkCancelId, bulkCancelNumber, status } as const;
    await saveNewBulkCancel(tx, created, authorOf(context));
    const numbered = { bulkCancelId, bulkCancelNumber, planNumber: 1 };
    await recordStep(
      tx,
      context,
      numbered,
      { action: "Create" },
      {
        fromStatus: null,
        toStatus: status,
      },
    );
    if (request.filter) await beginWork(tx, bulkCancelId);
    const found = await findBulkCancel(tx, bulkCancelId);
    if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key: bulkCancelId });
    return found;
  });

/** What is left out stays. */
export type ChangedBulkCancel = {
  readonly comment?: string | null;
  /** Only of what has a filter. */
  readonly filter?: BulkCancelFilter;
  readonly options?: BulkCancelOptions;
};

/**
 * Changes what has not begun, and plans it anew: an approval is of one plan, and ends with it.
 *
 * Errors: ENTITY_NOT_FOUND, BULK_CANCEL_STATUS, those of createBulkCancel.
 */
export const updateBulkCancel = (
  context: Context,
  key: string,
  change: ChangedBulkCancel,
): Promise<BulkCancel> =>
  stepped(context, key, { action: "Change" }, async (tx, bulkCancel) => {
    if (change.filter && !bulkCancel.filter) {
      const message = "Its rows come from a file: upload another one instead of a 'filter'.";
      throw new BillingError("NOT_ALLOWED", { message });
    }
    const { kind, filter, options } = { ...bulkCancel, ...change };
    refuseWithoutRights(context, { kind, options });
    await check(tx, { kind, filter, options });
    return { ...change, ...(await planAnew(tx, context, bulkCancel)) };
  });

/** Plans the same anew, as everything is now. Errors: ENTITY_NOT_FOUND, BULK_CANCEL_STATUS. */
export const rebuildBulkCancel = (context: Context, key: string): Promise<BulkCancel> =>
  stepped(context, key, { action: "Rebuild" }, (tx, bulkCancel) =>
    planAnew(tx, context, bulkCancel),
  );

/** What every change of a plan leads to: another one, of which nobody has approved. */
export async function planAnew(
  tx: Transaction,
  { userId }: Context,
  { bulkCancelId, planNumber }: BulkCancel,
): Promise<BulkCancelChange> {
  await saveBulkCancelTotals(tx, bulkCancelId, null);
  await beginWork(tx, bulkCancelId);
  return {
    planNumber: planNumber + 1,
    isChosen: false,
    needsApproval: null,
    approvedById: null,
    approvedAt: null,
    error: null,
    plannedById: userId,
  };
}

async function check(
  tx: Transaction,
  { kind, filter, options }: Pick<RequestedBulkCancel, "kind" | "filter" | "options">,
): Promise<void> {
  const { productRatePlanKey, productKey, accountNumbers } = filter ?? {};
  const unknown = accountNumbers && (await findUnknownAccount(tx, accountNumbers));
  if (unknown) throw new BillingError("ENTITY_NOT_FOUND", { key: unknown });
  if (productRatePlanKey && !(await findProductRatePlan(tx, productRatePlanKey))) {
    throw new BillingError("ENTITY_NOT_FOUND", { key: productRatePlanKey });
  }
  if (productKey && !(await findProduct(tx, productKey))) {
    throw new BillingError("ENTITY_NOT_FOUND", { key: productKey });
  }
  if (kind === "WriteOff") await findReasonCode(tx, "InvoiceWriteOff", options.reasonCode);
  const { cancellationPolicy, cancellationEffectiveDate } = options;
  if (cancellationPolicy !== "SpecificDate" && cancellationEffectiveDate !== null) {
    const message = `'cancellationEffectiveDate' is only for the policy SpecificDate.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
}
