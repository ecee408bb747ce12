import { dueDate } from "#engine/billing/due-date.ts";
import { BillingError } from "#engine/errors.ts";
import type { DebitMemo } from "#engine/model/debit-memo.ts";
import { changedDebitMemo } from "#engine/settlement/changed-memo.ts";
import { nameOf } from "#engine/settlement/given-application.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { lockAccountsById } from "#store/accounts.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import {
  saveChangedDebitMemo,
  saveDebitMemoDueDates,
  saveDebitMemoHeader,
} from "#store/debit-memo-changes.ts";
import { listDebitMemoAccountIds, lockDebitMemos } from "#store/debit-memos.ts";
import { lockInvoices } from "#store/invoices.ts";
import { findPaymentTerms } from "#store/payment-terms.ts";
import { findChangedReasonCode } from "#store/reason-codes.ts";
import type { Context } from "./context.ts";
import { lockDebitMemoOfAccount, refuseStatus } from "./lock-memo.ts";
import { authorshipByHand } from "./save-memos.ts";
import { lineRules, type MemoChange } from "./update-credit-memo.ts";

export type DebitMemoChange = MemoChange & {
  readonly autoPay: boolean | undefined;
  readonly dueDate: PlainDate | undefined;
};

/**
 * Changes a draft; of a posted memo only what it says beside its money: comment, reason, custom fields,
 * the due date and whether payment runs collect it.
 *
 * Errors: ENTITY_NOT_FOUND, MEMO_STATUS, INVALID_VALUE, NOT_ALLOWED.
 */
export const updateDebitMemo = (
  context: Context,
  debitMemoKey: string,
  change: DebitMemoChange,
): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { debitMemo } = await lockDebitMemoOfAccount(tx, debitMemoKey);
    const isOfDraft = change.items.length > 0 || change.effectiveDate !== undefined;
    if (isOfDraft || debitMemo.status !== "Posted") {
      refuseStatus(nameOf(debitMemo), debitMemo.status, "Draft", "changed");
    }
    const changed = {
      ...changedDebitMemo(debitMemo, change.items, await lineRules(tx, debitMemo, change.items)),
      comment: change.comment ?? debitMemo.comment,
      reasonCode: await findChangedReasonCode(
        tx,
        "DebitMemo",
        change.reasonCode,
        debitMemo.reasonCode,
      ),
      invoiceDate: change.effectiveDate ?? debitMemo.invoiceDate,
      dueDate: await changedDueDate(tx, debitMemo, change),
      autoPay: change.autoPay ?? debitMemo.autoPay,
      transferredToAccounting:
        change.transferredToAccounting ?? debitMemo.transferredToAccounting ?? null,
      customFields: { ...debitMemo.customFields, ...change.customFields },
    };
    await refuseEarlyDate(tx, changed);
    if (change.items.length === 0)
      return saveDebitMemoHeader(tx, changed, authorshipByHand(context));
    return saveChangedDebitMemo(tx, changed, authorshipByHand(context));
  });

/**
 * Gives drafts and posted memos other due dates: all of them, or none.
 *
 * Errors: ENTITY_NOT_FOUND, MEMO_STATUS.
 */
export const updateDueDatesOfDebitMemos = (
  context: Context,
  changes: readonly { readonly id: string; readonly dueDate: PlainDate }[],
): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const keys = changes.map(({ id }) => id);
    const accountIds = await listDebitMemoAccountIds(tx, keys);
    const locked: DebitMemo[] = [];
    for (const { accountId } of await lockAccountsById(tx, accountIds)) {
      locked.push(...(await lockDebitMemos(tx, accountId, keys)));
    }
    const found = new Map(
      locked.flatMap((memo) => [memo.invoiceId, memo.invoiceNumber].map((key) => [key, memo])),
    );
    const changed = changes.map(({ id: key, dueDate }) => {
      const memo = found.get(key) ?? found.get(key.replaceAll("-", "").toLowerCase());
      if (!memo) throw new BillingError("ENTITY_NOT_FOUND", { key });
      if (memo.status === "Canceled") refuseStatus(nameOf(memo), memo.status, "Posted", "changed");
      return { ...memo, dueDate };
    });
    await saveDebitMemoDueDates(tx, changed, authorshipByHand(context));
  });

/** A new date of the memo has a new due date, unless one is given. */
async function changedDueDate(
  tx: Transaction,
  { dueDate: before, paymentTerm }: DebitMemo,
  change: DebitMemoChange,
) {
  if (change.dueDate !== undefined) return change.dueDate;
  if (change.effectiveDate === undefined) return before;
  return dueDate(change.effectiveDate, paymentTerm, await findPaymentTerms(tx));
}

async function refuseEarlyDate(
  tx: Transaction,
  { accountId, referredInvoiceId, invoiceDate }: DebitMemo,
): Promise<void> {
  if (referredInvoiceId === null) return;
  const [invoice] = await lockInvoices(tx, accountId, [referredInvoiceId]);
  if (!invoice || invoiceDate >= invoice.invoiceDate) return;
  const message = `'effectiveDate' ${invoiceDate} should not be before the invoice date ${invoice.invoiceDate}`;
  throw new BillingError("INVALID_VALUE", { field: "effectiveDate", message });
}
