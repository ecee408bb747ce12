import { BillingError } from "#engine/errors.ts";
import type { CreditMemo } from "#engine/model/credit-memo.ts";
import { deleteCreditMemoRows, saveCreditMemoStatus } from "#store/credit-memo-changes.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import type { Context } from "./context.ts";
import { lockCreditMemoOfAccount, nameOfCreditMemo, refuseStatus } from "./lock-memo.ts";
import { refuseGap } from "./refuse-gap.ts";
import { authorshipByHand } from "./save-memos.ts";
import { takeBackBilling } from "./take-back-billing.ts";

/**
 * Cancels a draft. What billing had credited by it is due to be credited again, and what it had
 * billed is due again: the next billing makes the same items.
 *
 * Errors: ENTITY_NOT_FOUND, MEMO_STATUS; NOT_ALLOWED where billing has gone on since.
 */
export const cancelCreditMemo = (context: Context, creditMemoKey: string): Promise<void> =>
  inTransaction(context.database, context.entityId, (tx) =>
    cancelLockedCreditMemo(tx, context, creditMemoKey),
  );

/** The same inside a transaction: locks the memo's account, if it is not locked. */
export async function cancelLockedCreditMemo(
  tx: Transaction,
  context: Context,
  creditMemoKey: string,
): Promise<void> {
  const { creditMemo } = await lockCreditMemoOfAccount(tx, creditMemoKey);
  refuseStatus(nameOfCreditMemo(creditMemo), creditMemo.status, "Draft", "cancelled");
  await makeDueAgain(tx, creditMemo);
  await saveCreditMemoStatus(tx, creditMemo, "Canceled", authorshipByHand(context));
}

async function makeDueAgain(tx: Transaction, creditMemo: CreditMemo): Promise<void> {
  const { accountId, creditMemoId } = creditMemo;
  const inTheWay = await takeBackBilling(tx, {
    accountIds: [accountId],
    invoiceIds: [],
    creditMemoIds: [creditMemoId],
  });
  const reason = inTheWay.get(accountId);
  if (reason === undefined) return;
  const message = `${nameOfCreditMemo(creditMemo)} cannot be cancelled: ${reason}.`;
  throw new BillingError("NOT_ALLOWED", { message });
}

/** Deletes a cancelled memo. Errors: ENTITY_NOT_FOUND, MEMO_STATUS, NOT_ALLOWED. */
export const deleteCreditMemo = (context: Context, creditMemoKey: string): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { creditMemo } = await lockCreditMemoOfAccount(tx, creditMemoKey);
    refuseStatus(nameOfCreditMemo(creditMemo), creditMemo.status, "Canceled", "deleted");
    await refuseGap(tx, creditMemo.creditMemoNumber);
    await deleteCreditMemoRows(tx, creditMemo);
  });
