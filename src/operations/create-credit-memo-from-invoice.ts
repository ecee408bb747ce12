import { BillingError } from "#engine/errors.ts";
import type { CreditMemoTerms } from "#engine/model/credit-memo.ts";
import type { CustomFields } from "#engine/model/custom-fields.ts";
import type { Invoice } from "#engine/model/document.ts";
import { creditMemoOf, wantedCredit } from "#engine/settlement/memo-from-lines.ts";
import { type LineRequest, linesFromInvoice } from "#engine/settlement/memo-lines.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { findReasonCode } from "#store/reason-codes.ts";
import { findBillingRules, findCurrency } from "#store/settings.ts";
import { checkFinance, financeOf } from "./accounting-codes.ts";
import { checkAvailableToCredit } from "./check-available-to-credit.ts";
import type { Context } from "./context.ts";
import { lockInvoiceOfAccount, refuseStatus } from "./lock-memo.ts";
import { memoNumber } from "./memo-number.ts";
import { applyToItsInvoice } from "./post-credit-memo.ts";
import { refuseFractions } from "./refuse-fractions.ts";
import { saveNewCreditMemo } from "./save-memos.ts";

/** What a memo made from an invoice has, be it a credit or a debit memo. */
export type MemoFromInvoice = {
  /** Id or number. */
  readonly invoiceKey: string;
  readonly items: readonly LineRequest[];
  /** Null: today. */
  readonly effectiveDate: PlainDate | null;
  readonly reasonCode: string | null;
  readonly comment: string | null;
  readonly taxAutoCalculation: boolean;
  readonly autoPost: boolean;
  /** The number that the caller chooses, if any. */
  readonly number: string | null;
  readonly customFields: CustomFields;
};

export type CreditMemoFromInvoice = MemoFromInvoice &
  Pick<CreditMemoTerms, "autoApplyUponPosting" | "excludeFromAutoApplyRules">;

/** The reason that a memo gives unless the caller has another one. */
export const INVOICE_ERROR_REASON = "Correcting invoice error";

/**
 * Makes a credit memo from items of a posted invoice: a draft, unless it is to be posted at once.
 *
 * Errors: ENTITY_NOT_FOUND, MEMO_STATUS, INVALID_VALUE, MISSING_FIELD, CREDITS_TOO_MUCH, NUMBER_IN_USE.
 *
 * @returns the memo's id
 */
export const createCreditMemoFromInvoice = (
  context: Context,
  request: CreditMemoFromInvoice,
): Promise<string> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { invoice } = await lockInvoiceOfAccount(tx, request.invoiceKey);
    const creditMemoDate = dateFrom(context, invoice, request);
    const lines = await linesOf(tx, invoice, request);
    await checkAvailableToCredit(tx, invoice, wantedCredit(lines));
    const { accountId, currency, billToContactId, invoiceId } = invoice;
    const { autoApplyUponPosting, excludeFromAutoApplyRules, customFields } = request;
    const draft = creditMemoOf(
      {
        creditMemoId: newId(),
        accountId,
        currency,
        status: request.autoPost ? "Posted" : "Draft",
        creditMemoDate,
        targetDate: null,
        reasonCode: request.reasonCode
          ? await findReasonCode(tx, "CreditMemo", request.reasonCode)
          : INVOICE_ERROR_REASON,
        comment: request.comment,
        billToContactId,
        referredInvoiceId: invoiceId,
        source: "AdhocFromInvoice",
        sourceId: null,
        sourceType: "Invoice",
        isWriteOff: false,
        terms: {
          autoApplyUponPosting,
          excludeFromAutoApplyRules,
          revenueImpacting: null,
          nonRevenueWriteOffAccountingCode: null,
          customFields,
        },
      },
      lines,
      newId,
    );
    const creditMemoNumber = await memoNumber(tx, "credit_memo", request.number, draft);
    const made = { ...draft, creditMemoNumber };
    const used = request.autoPost
      ? await applyToItsInvoice(tx, context, made, invoice)
      : { creditMemo: made, applied: [] };
    await saveNewCreditMemo(tx, context, used.creditMemo, used.applied);
    return draft.creditMemoId;
  });

/** Today, or the given day, which is not before the invoice's. Errors: MEMO_STATUS, INVALID_VALUE. */
export function dateFrom(
  context: Context,
  { invoiceNumber, invoiceDate, status }: Invoice,
  { effectiveDate }: Pick<MemoFromInvoice, "effectiveDate">,
): PlainDate {
  refuseStatus(`Invoice '${invoiceNumber}'`, status, "Posted", "the source of a memo");
  const date = effectiveDate ?? context.today();
  if (date >= invoiceDate) return date;
  const message = `'effectiveDate' ${date} should not be before the invoice date ${invoiceDate}`;
  throw new BillingError("INVALID_VALUE", { field: "effectiveDate", message });
}

/** The lines that are asked for, in amounts that the currency has. */
export async function linesOf(
  tx: Transaction,
  invoice: Invoice,
  { items, taxAutoCalculation }: Pick<MemoFromInvoice, "items" | "taxAutoCalculation">,
) {
  const currency = await findCurrency(tx, invoice.currency);
  const { taxInclusiveRoundingRule } = await findBillingRules(tx);
  const taxes = items.flatMap(({ taxItems }) => taxItems ?? []);
  refuseFractions(currency, [
    ...items.map(({ amount }) => amount),
    ...taxes.map(({ taxAmount }) => taxAmount),
  ]);
  await checkFinance(tx, financeOf(items));
  return linesFromInvoice(invoice, items, {
    currency,
    taxInclusiveRoundingRule,
    taxAutoCalculation,
  });
}
