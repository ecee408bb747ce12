import { BillingError } from "#engine/errors.ts";
import type { CreditMemo } from "#engine/model/credit-memo.ts";
import type { DebitMemo } from "#engine/model/debit-memo.ts";
import { listSiblingInvoices } from "#store/credit-memo-reversals.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { lockInvoices } from "#store/invoices.ts";
import type { Context } from "./context.ts";
import { lockCreditMemoOfAccount } from "./lock-memo.ts";
import { reverseLockedInvoice } from "./reverse-invoice-by-key.ts";
import {
  notReversed,
  type ReversalOfCreditMemo,
  reverseLockedCreditMemo,
} from "./reverse-locked-credit-memo.ts";

/**
 * Takes back a posted memo that billing has made, by a posted debit memo that it is applied to, so that
 * the next billing credits the same again. An invoice that the same billing has made of the same
 * subscriptions is reversed with it (docs/decisions/0371-taking-back-a-credit-memo.md).
 *
 * Errors: ENTITY_NOT_FOUND, MEMO_STATUS, MEMO_IN_USE, CREDIT_MEMO_NOT_REVERSED, INVALID_VALUE.
 */
export const reverseCreditMemo = (
  context: Context,
  creditMemoKey: string,
  request: ReversalOfCreditMemo,
): Promise<{ readonly debitMemo: DebitMemo; readonly creditMemo: CreditMemo | undefined }> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const locked = await lockCreditMemoOfAccount(tx, creditMemoKey);
    const { creditMemo } = locked;
    const siblings = await listSiblingInvoices(tx, creditMemo);
    const debitMemo = await reverseLockedCreditMemo(tx, context, locked, request);
    const sibling = await reverseSiblings(tx, context, { creditMemo, siblings }, request);
    return { debitMemo, creditMemo: sibling };
  });

/** @returns the memo that reverses the last of them */
async function reverseSiblings(
  tx: Transaction,
  context: Context,
  { creditMemo, siblings }: { creditMemo: CreditMemo; siblings: readonly string[] },
  { memoDate, applyEffectiveDate, comment }: ReversalOfCreditMemo,
): Promise<CreditMemo | undefined> {
  let reversing: CreditMemo | undefined;
  for (const invoice of await lockInvoices(tx, creditMemo.accountId, siblings)) {
    const request = { memoDate, applyEffectiveDate, comment, reasonCode: null };
    try {
      reversing = await reverseLockedInvoice(tx, context, invoice, request);
    } catch (error) {
      if (!(error instanceof BillingError)) throw error;
      throw notReversed(
        creditMemo,
        `invoice '${invoice.invoiceNumber}' goes with it: ${error.message}`,
      );
    }
  }
  return reversing;
}
