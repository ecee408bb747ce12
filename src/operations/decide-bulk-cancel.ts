/** What people decide of a bulk cancel: that it may happen, that it begins, that it waits or ends. */
import { BillingError } from "#engine/errors.ts";
import { listTransitions } from "#store/bulk-cancel-transitions.ts";
import type { BulkCancel } from "#store/bulk-cancels.ts";
import type { Transaction } from "#store/database.ts";
import { stepped } from "./bulk-cancel-steps.ts";
import { authorOf, type Context } from "./context.ts";
import { refuseWithoutRights } from "./rights-of-bulk-cancel.ts";
import { beginWork } from "./run-bulk-cancel.ts";

type Decision = {
  /** Which plan somebody has looked at. */
  readonly planNumber: number;
  readonly comment: string | null;
};

/**
 * Asks for approval. A plan that gives away so little that it needs none is Approved at once.
 *
 * Errors: ENTITY_NOT_FOUND, BULK_CANCEL_STATUS, BULK_CANCEL_PLAN_CHANGED, NOT_ALLOWED (there is nothing to do).
 */
export const submitBulkCancel = (
  context: Context,
  key: string,
  { planNumber, comment }: Decision,
): Promise<BulkCancel> =>
  stepped(context, key, { action: "Submit", comment }, async (_tx, bulkCancel) => {
    refuseOtherPlan(bulkCancel, planNumber);
    const isEmpty = !bulkCancel.planned?.counts.some(({ state }) => state === "Planned");
    if (isEmpty) {
      const message = "No row of the plan can be done: there is nothing to approve.";
      throw new BillingError("NOT_ALLOWED", { message });
    }
    return bulkCancel.needsApproval ? {} : { status: "Approved" };
  });

/**
 * Lets it happen. Whoever has made, changed or submitted the plan cannot.
 *
 * Errors: ENTITY_NOT_FOUND, BULK_CANCEL_STATUS, BULK_CANCEL_PLAN_CHANGED, BULK_CANCEL_NEEDS_ANOTHER.
 */
export const approveBulkCancel = (
  context: Context,
  key: string,
  { planNumber, comment }: Decision,
): Promise<BulkCancel> =>
  stepped(context, key, { action: "Approve", comment }, async (tx, bulkCancel) => {
    refuseOtherPlan(bulkCancel, planNumber);
    await refuseOwn(tx, context, bulkCancel);
    const { userId, now } = authorOf(context);
    return { approvedById: userId, approvedAt: now };
  });

/** Sends the plan back, also one that was approved. Errors: ENTITY_NOT_FOUND, BULK_CANCEL_STATUS. */
export const rejectBulkCancel = (
  context: Context,
  key: string,
  comment: string | null,
): Promise<BulkCancel> =>
  stepped(context, key, { action: "Reject", comment }, async () => ({
    approvedById: null,
    approvedAt: null,
  }));

/**
 * Begins: from now on row after row is done, in the name of who starts it.
 *
 * Errors: ENTITY_NOT_FOUND, BULK_CANCEL_STATUS, BULK_CANCEL_PLAN_CHANGED, NO_PERMISSION.
 */
export const startBulkCancel = (
  context: Context,
  key: string,
  { planNumber }: Pick<Decision, "planNumber">,
): Promise<BulkCancel> =>
  stepped(context, key, { action: "Start" }, async (tx, bulkCancel) => {
    refuseOtherPlan(bulkCancel, planNumber);
    refuseWithoutRights(context, bulkCancel);
    await beginWork(tx, bulkCancel.bulkCancelId);
    return { startedById: context.userId };
  });

/** The rows in work are finished. Errors: ENTITY_NOT_FOUND, BULK_CANCEL_STATUS. */
export const pauseBulkCancel = (context: Context, key: string): Promise<BulkCancel> =>
  stepped(context, key, { action: "Pause" }, async () => ({}));

/** Errors: ENTITY_NOT_FOUND, BULK_CANCEL_STATUS, NO_PERMISSION. */
export const resumeBulkCancel = (context: Context, key: string): Promise<BulkCancel> =>
  stepped(context, key, { action: "Resume" }, async (tx, bulkCancel) => {
    refuseWithoutRights(context, bulkCancel);
    await beginWork(tx, bulkCancel.bulkCancelId);
    return {};
  });

/** Ends it for good: what is done stays, what is not is left. Errors: as of pauseBulkCancel. */
export const stopBulkCancel = (
  context: Context,
  key: string,
  comment: string | null,
): Promise<BulkCancel> => stepped(context, key, { action: "Stop", comment }, async () => ({}));

function refuseOtherPlan({ bulkCancelNumber, planNumber }: BulkCancel, given: number): void {
  if (planNumber === given) return;
  throw new BillingError("BULK_CANCEL_PLAN_CHANGED", {
    bulkCancelNumber,
    planNumber: String(planNumber),
    given: String(given),
  });
}

async function refuseOwn(
  tx: Transaction,
  { userId }: Context,
  { bulkCancelId, bulkCancelNumber, createdById, plannedById, planNumber }: BulkCancel,
): Promise<void> {
  const submitted = (await listTransitions(tx, bulkCancelId))
    .filter((step) => step.action === "Submit" && step.planNumber === planNumber)
    .map((step) => step.userId);
  if (![createdById, plannedById, ...submitted].includes(userId)) return;
  throw new BillingError("BULK_CANCEL_NEEDS_ANOTHER", { bulkCancelNumber });
}
