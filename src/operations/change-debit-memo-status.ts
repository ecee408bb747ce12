import { BillingError } from "#engine/errors.ts";
import { nameOf } from "#engine/settlement/given-application.ts";
import { later } from "#engine/values/plain-date.ts";
import { inTransaction } from "#store/database.ts";
import {
  deleteDebitMemoRows,
  isAppliedTo,
  saveDebitMemoStatus,
} from "#store/debit-memo-changes.ts";
import { findBeingPaid, refuseWhatIsBeingPaid } from "./being-paid.ts";
import type { Context } from "./context.ts";
import { lockDebitMemoOfAccount, refuseStatus } from "./lock-memo.ts";
import { numberPostedInvoices } from "./number-documents.ts";
import { recordMoney } from "./record-money.ts";
import { refuseGap } from "./refuse-gap.ts";
import { authorshipByHand, debitPostingOf } from "./save-memos.ts";

/** Posts a draft. Errors: ENTITY_NOT_FOUND, MEMO_STATUS. */
export const postDebitMemo = (context: Context, debitMemoKey: string): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { debitMemo } = await lockDebitMemoOfAccount(tx, debitMemoKey);
    refuseStatus(nameOf(debitMemo), debitMemo.status, "Draft", "posted");
    const [numbered = debitMemo] = await numberPostedInvoices(tx, "debit_memo", [debitMemo]);
    await saveDebitMemoStatus(tx, numbered, "Posted", authorshipByHand(context));
    await recordMoney(tx, context, [debitPostingOf(numbered)]);
  });

/**
 * Makes a posted memo, on which nothing was paid, a draft again.
 *
 * Errors: ENTITY_NOT_FOUND, MEMO_STATUS, MEMO_IN_USE, DOCUMENT_BEING_PAID.
 */
export const unpostDebitMemo = (context: Context, debitMemoKey: string): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { debitMemo } = await lockDebitMemoOfAccount(tx, debitMemoKey);
    const what = nameOf(debitMemo);
    refuseStatus(what, debitMemo.status, "Posted", "unposted");
    if (await isAppliedTo(tx, debitMemo)) {
      throw new BillingError("MEMO_IN_USE", { what, done: "unposted" });
    }
    const beingPaid = await findBeingPaid(tx, [debitMemo.accountId]);
    refuseWhatIsBeingPaid(debitMemo, debitMemo.balance, beingPaid);
    await saveDebitMemoStatus(tx, debitMemo, "Draft", authorshipByHand(context));
    const { accountId, invoiceDate } = debitMemo;
    const accountingDate = later(context.today(), invoiceDate);
    const event = { type: "InvoicePosted", invoice: debitMemo } as const;
    await recordMoney(tx, context, [
      { accountId, event: { type: "TakenBack", event, accountingDate } },
    ]);
  });

/** Cancels a draft. Errors: ENTITY_NOT_FOUND, MEMO_STATUS. */
export const cancelDebitMemo = (context: Context, debitMemoKey: string): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { debitMemo } = await lockDebitMemoOfAccount(tx, debitMemoKey);
    refuseStatus(nameOf(debitMemo), debitMemo.status, "Draft", "cancelled");
    await saveDebitMemoStatus(tx, debitMemo, "Canceled", authorshipByHand(context));
  });

/** Deletes a cancelled memo. Errors: ENTITY_NOT_FOUND, MEMO_STATUS, NOT_ALLOWED. */
export const deleteDebitMemo = (context: Context, debitMemoKey: string): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { debitMemo } = await lockDebitMemoOfAccount(tx, debitMemoKey);
    refuseStatus(nameOf(debitMemo), debitMemo.status, "Canceled", "deleted");
    await refuseGap(tx, debitMemo.invoiceNumber);
    await deleteDebitMemoRows(tx, debitMemo);
  });
