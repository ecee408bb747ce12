import { BillingError } from "#engine/errors.ts";
import { findAccount } from "#store/accounts.ts";
import { inTransaction } from "#store/database.ts";
import {
  deleteHistories,
  findHistoryDeletion,
  type HistoryDeletion,
  saveHistoryDeletion,
} from "#store/deleted-histories.ts";
import { newId } from "#store/ids.ts";
import { authorOf, type Context } from "./context.ts";

/** Deletes what was told of an account, at once. Errors: ENTITY_NOT_FOUND. */
export const deleteNotificationHistory = (
  context: Context,
  accountKey: string,
): Promise<HistoryDeletion> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const account = await findAccount(tx, accountKey);
    if (!account) throw new BillingError("ENTITY_NOT_FOUND", { key: accountKey });
    const { accountId } = account;
    const deletionId = newId();
    await deleteHistories(tx, accountId);
    await saveHistoryDeletion(tx, { deletionId, accountId }, authorOf(context));
    const deletion = await findHistoryDeletion(tx, deletionId);
    if (!deletion) throw new BillingError("ENTITY_NOT_FOUND", { key: deletionId });
    return deletion;
  });
