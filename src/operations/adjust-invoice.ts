/**
 * Adjustments of the model before memos: a credit memo made from the invoice, posted, and applied to
 * just what is adjusted (docs/decisions/0760-adjustments-are-memos.md).
 */
import { BillingError } from "#engine/errors.ts";
import type { CreditMemo } from "#engine/model/credit-memo.ts";
import type { CustomFields } from "#engine/model/custom-fields.ts";
import type { Invoice, InvoiceItem } from "#engine/model/document.ts";
import {
  type AdjustmentRules,
  type AdjustmentSource,
  adjustmentLines,
  pairsOfAdjustment,
} from "#engine/settlement/adjust-invoice.ts";
import { applyAsWanted } from "#engine/settlement/given-application.ts";
import { creditMemoOf, wantedCredit } from "#engine/settlement/memo-from-lines.ts";
import type { Decimal } from "#engine/values/decimal.ts";
import { later, type PlainDate } from "#engine/values/plain-date.ts";
import { lockAccount } from "#store/accounts.ts";
import { deleteCreditMemoRows } from "#store/credit-memo-changes.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import {
  deleteInvoiceAdjustment as deleteRow,
  findInvoiceAdjustment,
  type InvoiceAdjustment,
  saveInvoiceAdjustment,
  saveNewInvoiceAdjustment,
} from "#store/invoice-adjustments.ts";
import { nextNumber } from "#store/numbers.ts";
import { findApplicationRules, findCurrency } from "#store/settings.ts";
import { unapplyLockedCreditMemo } from "./apply-credit-memo.ts";
import { findBeingPaid, refuseWhatIsBeingPaid } from "./being-paid.ts";
import { cancelLockedCreditMemo } from "./cancel-credit-memo.ts";
import { checkAvailableToCredit } from "./check-available-to-credit.ts";
import { authorOf, type Context } from "./context.ts";
import { INVOICE_ERROR_REASON, linesOf } from "./create-credit-memo-from-invoice.ts";
import { lockCreditMemoOfAccount, lockInvoiceOfAccount } from "./lock-memo.ts";
import { memoNumber } from "./memo-number.ts";
import { refuseFractions } from "./refuse-fractions.ts";
import { refuseGap } from "./refuse-gap.ts";
import { saveNewCreditMemo } from "./save-memos.ts";
import { unpostLockedCreditMemo } from "./unpost-credit-memo.ts";

export type InvoiceAdjustmentToCreate = AdjustmentSource &
  Pick<AdjustmentRules, "comment" | "financeInformation"> & {
    /** Id or number. */
    readonly invoiceKey: string;
    readonly amount: Decimal;
    /** Null: today, or the day of the invoice where that is later. */
    readonly adjustmentDate: PlainDate | null;
    readonly reasonCode: string | null;
    readonly referenceId: string | null;
    readonly customFields: CustomFields;
  };

/** The reason that an adjustment gives unless the caller has another one. */
const ADJUSTMENT_REASON = "Standard Adjustment";

/**
 * Lowers what a posted invoice, or an item or a tax of it, still owes.
 *
 * Errors: ENTITY_NOT_FOUND, NOT_ALLOWED, INVALID_VALUE, CREDITS_TOO_MUCH, DOCUMENT_BEING_PAID.
 *
 * @returns its id
 */
export const createInvoiceAdjustment = (
  context: Context,
  request: InvoiceAdjustmentToCreate,
): Promise<string> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { invoice } = await lockInvoiceOfAccount(tx, request.invoiceKey);
    const adjustmentDate = dateOf(context, invoice, request);
    const creditMemo = await creditFor(tx, context, invoice, request, adjustmentDate);
    const { sourceType, sourceId, amount, comment, referenceId, customFields } = request;
    const item = sourceType === "Invoice" ? undefined : itemOf(invoice, sourceId);
    const adjustment: InvoiceAdjustment = {
      accountId: invoice.accountId,
      adjustmentId: newId(),
      adjustmentNumber: await nextNumber(
        tx,
        sourceType === "Invoice" ? "invoice_adjustment" : "invoice_item_adjustment",
      ),
      invoiceId: invoice.invoiceId,
      invoiceNumber: invoice.invoiceNumber,
      sourceType,
      sourceId,
      itemName: item?.chargeName ?? null,
      service: item?.service ?? null,
      creditMemoId: creditMemo.creditMemoId,
      adjustmentDate,
      currency: invoice.currency,
      amount,
      status: "Processed",
      reasonCode: request.reasonCode ?? ADJUSTMENT_REASON,
      comment,
      referenceId,
      transferredToAccounting: null,
      customFields,
      cancelledAt: null,
    };
    await saveNewInvoiceAdjustment(tx, adjustment, authorOf(context));
    return adjustment.adjustmentId;
  });

function dateOf(
  context: Context,
  { status, invoiceNumber, invoiceDate }: Invoice,
  { adjustmentDate }: InvoiceAdjustmentToCreate,
): PlainDate {
  if (status !== "Posted") {
    const message = `Invoice '${invoiceNumber}' is ${status}.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  const date = adjustmentDate ?? later(context.today(), invoiceDate);
  if (date >= invoiceDate) return date;
  const message = `'AdjustmentDate' is before the invoice's, ${invoiceDate}`;
  throw new BillingError("INVALID_VALUE", { field: "AdjustmentDate", message });
}

const itemOf = ({ items }: Invoice, id: string): InvoiceItem | undefined =>
  items.find(
    ({ invoiceItemId, taxationItems }) =>
      invoiceItemId === id || taxationItems.some((tax) => tax.taxationItemId === id),
  );

async function creditFor(
  tx: Transaction,
  context: Context,
  invoice: Invoice,
  request: InvoiceAdjustmentToCreate,
  date: PlainDate,
): Promise<CreditMemo> {
  const { amount, comment, financeInformation } = request;
  const currency = await findCurrency(tx, invoice.currency);
  const { creditMemoApplicationRule: applicationRule } = await findApplicationRules(tx);
  refuseFractions(currency, [amount]);
  const rules = { applicationRule, currency, comment, financeInformation };
  const items = adjustmentLines(invoice, request, amount, rules);
  const lines = await linesOf(tx, invoice, { items, taxAutoCalculation: false });
  await checkAvailableToCredit(tx, invoice, wantedCredit(lines));
  refuseWhatIsBeingPaid(invoice, amount, await findBeingPaid(tx, [invoice.accountId]));
  const draft = creditMemoOf(headerOf(invoice, comment, date), lines, newId);
  const creditMemoNumber = await memoNumber(tx, "credit_memo", null, draft);
  const made = { ...draft, creditMemoNumber };
  const wanted = { amount, items: pairsOfAdjustment(made) };
  const used = applyAsWanted(made, invoice, wanted, {
    effectiveDate: date,
    applicationRule,
    currency,
  });
  const applied = [{ application: used.application, document: used.invoice }];
  await saveNewCreditMemo(tx, context, used.creditMemo, applied);
  return made;
}

const headerOf = (
  { accountId, currency, billToContactId, invoiceId }: Invoice,
  comment: string | null,
  creditMemoDate: PlainDate,
) => ({
  creditMemoId: newId(),
  accountId,
  currency,
  status: "Posted" as const,
  creditMemoDate,
  targetDate: null,
  reasonCode: INVOICE_ERROR_REASON,
  comment,
  billToContactId,
  referredInvoiceId: invoiceId,
  source: "AdhocFromInvoice" as const,
  sourceId: null,
  sourceType: "Invoice" as const,
  isWriteOff: false,
  terms: {
    autoApplyUponPosting: false,
    excludeFromAutoApplyRules: true,
    revenueImpacting: null,
    nonRevenueWriteOffAccountingCode: null,
    customFields: {},
  },
});

export type InvoiceAdjustmentChange = {
  readonly status?: InvoiceAdjustment["status"] | undefined;
  readonly reasonCode?: string | undefined;
  readonly transferredToAccounting?: string | undefined;
  readonly customFields: CustomFields;
};

/** Of which of the two objects it is: the other one does not know its id. */
export type AdjustmentKey = { readonly id: string; readonly isOfItem: boolean };

/**
 * Changes an adjustment; what is left out stays. Cancelled, what it has lowered is owed again, and its
 * credit memo is cancelled.
 *
 * Errors: ENTITY_NOT_FOUND, NOT_ALLOWED, MEMO_STATUS, MEMO_IN_USE, UNAPPLIES_TOO_MUCH: its memo was
 * used for something else.
 */
export const updateInvoiceAdjustment = (
  context: Context,
  key: AdjustmentKey,
  { status, customFields, ...change }: InvoiceAdjustmentChange,
): Promise<string> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const adjustment = await lockAdjustment(tx, key);
    const isCancelled = adjustment.status === "Canceled";
    if (status === "Processed" && isCancelled) {
      const message = "The adjustment is Canceled: it stays so.";
      throw new BillingError("NOT_ALLOWED", { message });
    }
    const isToCancel = status === "Canceled" && !isCancelled;
    if (isToCancel) await takeBack(tx, context, adjustment);
    const { reasonCode = adjustment.reasonCode } = change;
    const { transferredToAccounting = adjustment.transferredToAccounting } = change;
    const changed: InvoiceAdjustment = {
      ...adjustment,
      reasonCode,
      transferredToAccounting,
      customFields: { ...adjustment.customFields, ...customFields },
      status: isToCancel ? "Canceled" : adjustment.status,
      cancelledAt: isToCancel ? context.now.toString() : adjustment.cancelledAt,
    };
    await saveInvoiceAdjustment(tx, changed, authorOf(context));
    return adjustment.adjustmentId;
  });

/** Deletes a cancelled one with its memo. Errors: ENTITY_NOT_FOUND, NOT_ALLOWED. */
export const deleteInvoiceAdjustment = (context: Context, key: AdjustmentKey): Promise<string> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const adjustment = await lockAdjustment(tx, key);
    if (adjustment.status !== "Canceled") {
      const message = "The adjustment is Processed: cancel it first.";
      throw new BillingError("NOT_ALLOWED", { message });
    }
    await deleteRow(tx, adjustment);
    const { creditMemo } = await lockCreditMemoOfAccount(tx, adjustment.creditMemoId);
    await refuseGap(tx, creditMemo.creditMemoNumber);
    await deleteCreditMemoRows(tx, creditMemo);
    return adjustment.adjustmentId;
  });

async function lockAdjustment(
  tx: Transaction,
  { id, isOfItem }: AdjustmentKey,
): Promise<InvoiceAdjustment> {
  const found = await findInvoiceAdjustment(tx, id);
  if (!found || (found.sourceType !== "Invoice") !== isOfItem) {
    throw new BillingError("ENTITY_NOT_FOUND", { key: id });
  }
  await lockAccount(tx, found);
  const locked = await findInvoiceAdjustment(tx, id);
  if (!locked) throw new BillingError("ENTITY_NOT_FOUND", { key: id });
  return locked;
}

async function takeBack(
  tx: Transaction,
  context: Context,
  { creditMemoId, invoiceId: documentKey, amount }: InvoiceAdjustment,
): Promise<void> {
  const documents = [{ documentType: "Invoice", documentKey, amount, items: undefined } as const];
  await unapplyLockedCreditMemo(tx, context, creditMemoId, { effectiveDate: null, documents });
  await unpostLockedCreditMemo(tx, context, creditMemoId);
  await cancelLockedCreditMemo(tx, context, creditMemoId);
}
