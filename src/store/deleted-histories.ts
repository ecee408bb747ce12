import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";

/** Histories of an account's e-mails and callouts that are gone. */
export type HistoryDeletion = {
  readonly deletionId: string;
  readonly accountId: string;
  readonly createdById: string;
  readonly createdAt: Date;
};

/** What is still to be sent, or to be tried again, stays. */
export async function deleteHistories(tx: Transaction, accountId: string): Promise<void> {
  await sql`
    delete from emails where account_id = ${accountId}::uuid and status <> 'Waiting'
  `.execute(tx);
  await sql`
    delete from callout_deliveries
    where event_context ->> '<Account.ID>' = ${accountId} and next_attempt_at is null
  `.execute(tx);
}

export async function saveHistoryDeletion(
  tx: Transaction,
  { deletionId, accountId }: Pick<HistoryDeletion, "deletionId" | "accountId">,
  { userId, now }: { readonly userId: string; readonly now: string },
): Promise<void> {
  await sql`
    insert into notification_history_deletions (account_id, deletion_id, created_by_id, created_at)
    values (${accountId}::uuid, ${deletionId}::uuid, ${userId}::uuid, ${now})
  `.execute(tx);
}

export async function findHistoryDeletion(
  tx: Transaction,
  key: string,
): Promise<HistoryDeletion | undefined> {
  const { rows } = await sql<HistoryDeletion>`
    select deletion_id as "deletionId", account_id as "accountId", created_by_id as "createdById",
      created_at as "createdAt"
    from notification_history_deletions where deletion_id = ${idOf(key)}::uuid
  `.execute(tx);
  return rows[0];
}
