/** Who has taken a bulk cancel from one status to the next, and when. */
import type { BulkCancelStatus, BulkCancelStep } from "#engine/bulk-cancels/bulk-cancel.ts";
import { sql, type Transaction } from "./database.ts";

export type BulkCancelTransition = {
  readonly action: BulkCancelStep | "Create";
  readonly fromStatus: BulkCancelStatus | null;
  readonly toStatus: BulkCancelStatus;
  readonly planNumber: number;
  readonly comment: string | null;
  /** Null: the server itself. */
  readonly userId: string | null;
  readonly happenedAt: Date;
};

export async function saveTransition(
  tx: Transaction,
  bulkCancelId: string,
  step: Omit<BulkCancelTransition, "happenedAt"> & { readonly now: string },
): Promise<void> {
  await sql`
    insert into bulk_cancel_transitions (bulk_cancel_id, action, from_status, to_status, plan_number,
      comment, user_id, happened_at)
    values (${bulkCancelId}::uuid, ${step.action}, ${step.fromStatus}, ${step.toStatus},
      ${step.planNumber}, ${step.comment}, ${step.userId}::uuid, ${step.now}::timestamptz)
  `.execute(tx);
}

/** The first one first. */
export async function listTransitions(
  tx: Transaction,
  bulkCancelId: string,
): Promise<BulkCancelTransition[]> {
  const { rows } = await sql<TransitionRow>`
    select * from bulk_cancel_transitions where bulk_cancel_id = ${bulkCancelId}::uuid
    order by transition_number
  `.execute(tx);
  return rows.map((row) => ({
    action: row.action,
    fromStatus: row.from_status,
    toStatus: row.to_status,
    planNumber: row.plan_number,
    comment: row.comment,
    userId: row.user_id,
    happenedAt: row.happened_at,
  }));
}

type TransitionRow = {
  action: BulkCancelTransition["action"];
  from_status: BulkCancelStatus | null;
  to_status: BulkCancelStatus;
  plan_number: number;
  comment: string | null;
  user_id: string | null;
  happened_at: Date;
};
