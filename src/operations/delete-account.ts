import { BillingError } from "#engine/errors.ts";
import { cancelAccount, findWhatAccountHas } from "#store/account-deletion.ts";
import { lockAccount } from "#store/accounts.ts";
import { inTransaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { saveOperationJob } from "#store/operation-jobs.ts";
import type { Context } from "./context.ts";

/**
 * Deletes an account of which nothing was ordered, billed or paid: it becomes Canceled
 * (docs/decisions/0622-deleting-an-account.md). Returns the job that has done it.
 *
 * Errors: ENTITY_NOT_FOUND; NOT_ALLOWED for one that is Canceled already, or has anything.
 */
export const deleteAccount = (
  context: Context,
  key: string,
): Promise<{ accountId: string; jobId: string }> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const account = await lockAccount(tx, { key });
    if (!account) throw new BillingError("ENTITY_NOT_FOUND", { key });
    const { accountId, accountNumber } = account;
    if (account.status === "Canceled") {
      throw new BillingError("NOT_ALLOWED", { message: "The account has been deleted before." });
    }
    const has = await findWhatAccountHas(tx, accountId);
    if (has !== undefined) {
      const message = `Account '${accountNumber}' cannot be deleted: it has ${has}.`;
      throw new BillingError("NOT_ALLOWED", { message });
    }
    const jobId = newId();
    await cancelAccount(tx, accountId, context.userId);
    await saveOperationJob(
      tx,
      {
        jobId,
        accountId,
        objectType: "Account",
        objectId: accountId,
        operationType: "Delete",
        status: "Completed",
      },
      context.userId,
    );
    return { accountId, jobId };
  });
