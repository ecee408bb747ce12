import { BillingError } from "#engine/errors.ts";
import type { CreditMemo } from "#engine/model/credit-memo.ts";
import { isZero } from "#engine/values/decimal.ts";
import { later } from "#engine/values/plain-date.ts";
import { listAppliedPairs, saveCreditMemoStatus } from "#store/credit-memo-changes.ts";
import { findReversalState } from "#store/credit-memo-reversals.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { findReservedOfMemo } from "#store/refunds.ts";
import type { Context } from "./context.ts";
import { lockCreditMemoOfAccount, nameOfCreditMemo, refuseStatus } from "./lock-memo.ts";
import { recordMoney } from "./record-money.ts";
import { authorshipByHand } from "./save-memos.ts";

/**
 * Makes a posted memo, of which nothing is used, a draft again.
 *
 * Errors: ENTITY_NOT_FOUND, MEMO_STATUS, MEMO_IN_USE.
 */
export const unpostCreditMemo = (context: Context, creditMemoKey: string): Promise<void> =>
  inTransaction(context.database, context.entityId, (tx) =>
    unpostLockedCreditMemo(tx, context, creditMemoKey),
  );

/** The same inside a transaction: locks the memo's account, if it is not locked. */
export async function unpostLockedCreditMemo(
  tx: Transaction,
  context: Context,
  creditMemoKey: string,
): Promise<void> {
  const { creditMemo } = await lockCreditMemoOfAccount(tx, creditMemoKey);
  refuseStatus(nameOfCreditMemo(creditMemo), creditMemo.status, "Posted", "unposted");
  await refuseUsed(tx, creditMemo, "unposted");
  await saveCreditMemoStatus(tx, creditMemo, "Draft", authorshipByHand(context));
  const { accountId, isWriteOff } = creditMemo;
  const type = isWriteOff ? "WriteOffPosted" : "CreditMemoPosted";
  const accountingDate = later(context.today(), creditMemo.creditMemoDate);
  const event = { type, creditMemo } as const;
  await recordMoney(tx, context, [
    { accountId, event: { type: "TakenBack", event, accountingDate } },
  ]);
}

/** Errors: MEMO_IN_USE where anything of the memo is applied, refunded, being refunded or settled. */
export async function refuseUsed(
  tx: Transaction,
  creditMemo: CreditMemo,
  done: string,
): Promise<void> {
  const { amount, unappliedAmount, refundAmount } = creditMemo;
  const { isReversed, reverses } = await findReversalState(tx, creditMemo);
  const isUnused =
    !(isReversed || reverses) &&
    unappliedAmount.eq(amount) &&
    isZero(refundAmount) &&
    isZero(await findReservedOfMemo(tx, creditMemo)) &&
    (await listAppliedPairs(tx, creditMemo)).size === 0;
  if (isUnused) return;
  throw new BillingError("MEMO_IN_USE", { what: nameOfCreditMemo(creditMemo), done });
}
