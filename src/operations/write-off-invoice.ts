import { BillingError } from "#engine/errors.ts";
import type { CreditMemo } from "#engine/model/credit-memo.ts";
import { WRITE_OFF_REASON, writeOff } from "#engine/settlement/write-off.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { lockAccount } from "#store/accounts.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { findInvoiceAccountId, lockInvoice } from "#store/invoices.ts";
import { nextNumber } from "#store/numbers.ts";
import { findBillingRules } from "#store/settings.ts";
import type { Context } from "./context.ts";
import { saveWrittenOff } from "./save-write-offs.ts";

export type WriteOffOfInvoice = {
  /** Id or number. */
  readonly invoiceKey: string;
  /** Null: today. */
  readonly memoDate: PlainDate | null;
  readonly comment: string | null;
  /** Null: Write-off. */
  readonly reasonCode: string | null;
};

/**
 * Writes off all that a posted invoice still owes, by one posted credit memo.
 *
 * Errors: ENTITY_NOT_FOUND, WRITE_OFF_NOT_POSTED, WRITE_OFF_NOTHING_OWED, WRITE_OFF_BEFORE_INVOICE,
 * WRITE_OFF_TOO_MANY_ITEMS.
 */
export const writeOffInvoice = (
  context: Context,
  request: WriteOffOfInvoice,
): Promise<CreditMemo> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { account, invoice } = await lockInvoiceOfAccount(tx, request.invoiceKey);
    const { creditMemoMirroringInvoiceItemsRule } = await findBillingRules(tx);
    const writtenOff = writeOff(invoice, {
      memoDate: request.memoDate ?? context.today(),
      reasonCode: request.reasonCode ?? WRITE_OFF_REASON,
      comment: request.comment,
      financeInformation: null,
      creditMemoMirroringInvoiceItemsRule,
      newId,
    });
    const creditMemoNumber = await nextNumber(tx, "credit_memo");
    const creditMemo = { ...writtenOff.creditMemo, creditMemoNumber };
    const origin = { accountId: account.accountId, orderId: null };
    await saveWrittenOff(tx, context, origin, [{ writtenOff, creditMemo }]);
    return creditMemo;
  });

/** The account first: it orders all changes of what is owed. */
async function lockInvoiceOfAccount(tx: Transaction, key: string) {
  const accountId = await findInvoiceAccountId(tx, key);
  const account = accountId && (await lockAccount(tx, { accountId }));
  const invoice = account && (await lockInvoice(tx, key));
  if (!account || !invoice) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return { account, invoice };
}
