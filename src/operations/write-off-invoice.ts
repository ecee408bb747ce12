import type { CreditMemo } from "#engine/model/credit-memo.ts";
import { WRITE_OFF_REASON, writeOff } from "#engine/settlement/write-off.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { inTransaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { nextNumber } from "#store/numbers.ts";
import { findBillingRules } from "#store/settings.ts";
import type { Context } from "./context.ts";
import { lockInvoiceWithAccount } from "./lock-invoice.ts";
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
    const { account, invoice } = await lockInvoiceWithAccount(tx, request.invoiceKey);
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
