import { dueDate } from "#engine/billing/due-date.ts";
import { debitMemoOf } from "#engine/settlement/memo-from-lines.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { inTransaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { findPaymentTerms } from "#store/payment-terms.ts";
import { findReasonCode } from "#store/reason-codes.ts";
import type { Context } from "./context.ts";
import {
  dateFrom,
  INVOICE_ERROR_REASON,
  linesOf,
  type MemoFromInvoice,
} from "./create-credit-memo-from-invoice.ts";
import { lockInvoiceOfAccount } from "./lock-memo.ts";
import { memoNumber } from "./memo-number.ts";
import { saveNewDebitMemo } from "./save-memos.ts";

export type DebitMemoFromInvoice = MemoFromInvoice & {
  readonly autoPay: boolean;
  /** Null: by the account's payment term. */
  readonly dueDate: PlainDate | null;
};

/**
 * Makes a debit memo from items of a posted invoice: a draft, unless it is to be posted at once.
 *
 * Errors: ENTITY_NOT_FOUND, MEMO_STATUS, INVALID_VALUE, MISSING_FIELD, NUMBER_IN_USE.
 *
 * @returns the memo's id
 */
export const createDebitMemoFromInvoice = (
  context: Context,
  request: DebitMemoFromInvoice,
): Promise<string> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { account, invoice } = await lockInvoiceOfAccount(tx, request.invoiceKey);
    const invoiceDate = dateFrom(context, invoice, request);
    const lines = await linesOf(tx, invoice, request);
    const { accountId, currency, billToContactId, invoiceId } = invoice;
    const { paymentTerm } = account;
    const draft = debitMemoOf(
      {
        documentType: "DebitMemo",
        invoiceId: newId(),
        accountId,
        currency,
        status: request.autoPost ? "Posted" : "Draft",
        invoiceDate,
        dueDate: request.dueDate ?? dueDate(invoiceDate, paymentTerm, await findPaymentTerms(tx)),
        targetDate: null,
        billToContactId,
        paymentTerm,
        autoPay: request.autoPay,
        reasonCode: request.reasonCode
          ? await findReasonCode(tx, "DebitMemo", request.reasonCode)
          : INVOICE_ERROR_REASON,
        comment: request.comment,
        referredInvoiceId: invoiceId,
        referredCreditMemoId: null,
        source: "AdhocFromInvoice",
        sourceId: null,
        sourceType: "Invoice",
        customFields: request.customFields,
      },
      lines,
      newId,
    );
    const invoiceNumber = await memoNumber(tx, "debit_memo", request.number, draft);
    await saveNewDebitMemo(tx, context, { ...draft, invoiceNumber });
    return draft.invoiceId;
  });
