import { dueDate } from "#engine/billing/due-date.ts";
import { debitMemoOf } from "#engine/settlement/memo-from-lines.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { inTransaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { findPaymentTerms } from "#store/payment-terms.ts";
import { findReasonCode } from "#store/reason-codes.ts";
import type { Context } from "./context.ts";
import { chargeLines, lockAccountFor, type MemoFromCharges } from "./create-credit-memo.ts";
import { memoNumber } from "./memo-number.ts";
import { saveNewDebitMemo } from "./save-memos.ts";
import { askingTaxEngines } from "./with-outside-taxes.ts";

export type DebitMemoFromCharges = MemoFromCharges & {
  readonly autoPay: boolean;
  /** Null: by the account's payment term. */
  readonly dueDate: PlainDate | null;
};

/** The reason that a memo gives unless the caller has another one. */
const CHARGE_REASON = "Ad hoc charge";

/**
 * Makes a debit memo from product rate plan charges: a draft, unless it is to be posted at once.
 *
 * Errors: ENTITY_NOT_FOUND, INVALID_VALUE, NOT_ALLOWED, NUMBER_IN_USE.
 *
 * @returns the memo's id
 */
export const createDebitMemo = (context: Context, request: DebitMemoFromCharges): Promise<string> =>
  askingTaxEngines(context, (asked) => makeDebitMemo(asked, request));

const makeDebitMemo = (context: Context, request: DebitMemoFromCharges): Promise<string> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const account = await lockAccountFor(tx, request);
    const invoiceDate = request.effectiveDate ?? context.today();
    const lines = await chargeLines(tx, context, account, invoiceDate, request.charges);
    const { accountId, currency, billToContactId, paymentTerm } = account;
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
          : CHARGE_REASON,
        comment: request.comment,
        referredInvoiceId: null,
        referredCreditMemoId: null,
        source: "AdhocFromPrpc",
        sourceId: null,
        sourceType: "Standalone",
        customFields: request.customFields,
      },
      lines,
      newId,
    );
    const invoiceNumber = await memoNumber(tx, "debit_memo", request.number, draft);
    await saveNewDebitMemo(tx, context, { ...draft, invoiceNumber });
    return draft.invoiceId;
  });
