/** Each step of a bulk cancel: who has taken it is written down beside it. */
import {
  type BulkCancelStatus,
  type BulkCancelStep,
  statusAfter,
} from "#engine/bulk-cancels/bulk-cancel.ts";
import { BillingError } from "#engine/errors.ts";
import { saveTransition } from "#store/bulk-cancel-transitions.ts";
import {
  type BulkCancel,
  type BulkCancelChange,
  findBulkCancel,
  lockBulkCancel,
  saveBulkCancel,
} from "#store/bulk-cancels.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { saveEvents } from "#store/events.ts";
import { authorOf, type Context } from "./context.ts";

export type StepTaken = {
  readonly action: BulkCancelStep | "Create";
  readonly comment?: string | null;
  /** Whether the server itself takes it. */
  readonly isOwn?: boolean;
};

/** Saves what a step changes, and who has taken it. The bulk cancel is locked. */
export async function takeStep(
  tx: Transaction,
  context: Context,
  bulkCancel: BulkCancel,
  change: BulkCancelChange & { readonly status: BulkCancelStatus },
  taken?: StepTaken,
): Promise<void> {
  const { bulkCancelId, status: fromStatus } = bulkCancel;
  await saveBulkCancel(tx, bulkCancelId, change, authorOf(context));
  if (!taken) return;
  const planNumber = change.planNumber ?? bulkCancel.planNumber;
  await recordStep(tx, context, { ...bulkCancel, planNumber }, taken, {
    fromStatus,
    toStatus: change.status,
  });
}

/** The transition, and the event that tells of it. */
export async function recordStep(
  tx: Transaction,
  context: Context,
  {
    bulkCancelId,
    bulkCancelNumber,
    planNumber,
  }: Pick<BulkCancel, "bulkCancelId" | "bulkCancelNumber" | "planNumber">,
  { action, comment = null, isOwn = false }: StepTaken,
  statuses: { readonly fromStatus: BulkCancelStatus | null; readonly toStatus: BulkCancelStatus },
): Promise<void> {
  const { userId, now } = authorOf(context);
  await saveTransition(tx, bulkCancelId, {
    action,
    ...statuses,
    planNumber,
    comment,
    userId: isOwn ? null : userId,
    now,
  });
  const event = {
    eventType: "Bulk Cancel Changed",
    relatedEvent: action,
    objectType: "BulkCancel",
    objectId: bulkCancelId,
    objectNumber: bulkCancelNumber,
    details: { status: statuses.toStatus, planNumber: String(planNumber) },
  } as const;
  await saveEvents(tx, [event], now);
}

/** Errors: ENTITY_NOT_FOUND. */
export async function lockedBulkCancel(tx: Transaction, key: string): Promise<BulkCancel> {
  const found = await lockBulkCancel(tx, key);
  if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return found;
}

/**
 * Takes a bulk cancel a step further, and answers how it is then.
 *
 * @param decide  what else the step changes, and may do; it refuses by throwing
 *
 * Errors: ENTITY_NOT_FOUND, BULK_CANCEL_STATUS, and those of `decide`.
 */
export const stepped = (
  context: Context,
  key: string,
  taken: StepTaken & { readonly action: BulkCancelStep },
  decide: (
    tx: Transaction,
    bulkCancel: BulkCancel,
  ) => Promise<BulkCancelChange & { readonly status?: BulkCancelStatus }>,
): Promise<BulkCancel> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const bulkCancel = await lockedBulkCancel(tx, key);
    const status = statusAfter(taken.action, bulkCancel);
    const change = await decide(tx, bulkCancel);
    await takeStep(tx, context, bulkCancel, { status, ...change }, taken);
    const after = await findBulkCancel(tx, bulkCancel.bulkCancelId);
    if (!after) throw new BillingError("ENTITY_NOT_FOUND", { key });
    return after;
  });
