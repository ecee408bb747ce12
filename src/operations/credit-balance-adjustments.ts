/**
 * The credit balance of the model before memos: what an account's credit memos have left, and what of
 * its payments is not applied (docs/decisions/0562-the-credit-balance-of-older-clients.md).
 */
import { BillingError } from "#engine/errors.ts";
import type { CustomFields } from "#engine/model/custom-fields.ts";
import type { Invoice } from "#engine/model/document.ts";
import { type Decimal, isPositive, minimum, sum, ZERO } from "#engine/values/decimal.ts";
import { later, type PlainDate } from "#engine/values/plain-date.ts";
import { lockAccount } from "#store/accounts.ts";
import {
  type AdjustmentPart,
  type CreditBalanceAdjustment,
  findAdjustment,
  findIncreasesOfMemo,
  saveAdjustment,
  saveNewAdjustment,
} from "#store/credit-balance-adjustments.ts";
import { listUnappliedCreditMemos } from "#store/credit-memos.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { findInvoiceAccountId } from "#store/invoices.ts";
import { nextNumber } from "#store/numbers.ts";
import { listUnappliedPayments } from "#store/payments.ts";
import { lockReceivables } from "#store/receivables.ts";
import { findReservedOfMemo, listMemosKeptBack } from "#store/refunds.ts";
import { findApplicationRules, findCurrency } from "#store/settings.ts";
import { checkAccountingCodes } from "./accounting-codes.ts";
import { unapplyLockedCreditMemo } from "./apply-credit-memo.ts";
import { payFromMemos, saveMemosApplied } from "./apply-credits.ts";
import { authorOf, type Context } from "./context.ts";
import { lockCreditMemoOfAccount, nameOfCreditMemo, refuseStatus } from "./lock-memo.ts";
import { lockPaymentOfAccount } from "./lock-payment.ts";
import { payDocuments, unpayDocuments } from "./pay-documents.ts";
import { refuseFractions } from "./refuse-fractions.ts";

export type AdjustmentToCreate = {
  readonly type: CreditBalanceAdjustment["type"];
  /** Id or number: an invoice's, or, of an increase, a credit memo's. */
  readonly sourceKey: string;
  readonly amount: Decimal;
  /** Null: today, or the day of the invoice where that is later. */
  readonly adjustmentDate: PlainDate | null;
  readonly reasonCode: string | null;
  readonly comment: string | null;
  readonly referenceId: string | null;
  /** Of the chart of accounts. */
  readonly accountingCode: string | null;
  readonly customFields: CustomFields;
};

/**
 * A decrease pays an invoice from its account's credit: from credit memos, the oldest first, and then
 * from payments that are not applied. What came after the adjustment's date does not pay. An increase
 * says that what a credit memo has left is to the account's credit, as it is already: it moves nothing.
 *
 * Errors: ENTITY_NOT_FOUND, INVALID_VALUE for more than the invoice owes, the account or the memo has,
 * or for an accounting code, NOT_ALLOWED, DOCUMENT_BEING_PAID.
 *
 * @returns its id
 */
export const createAdjustment = (context: Context, request: AdjustmentToCreate): Promise<string> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { adjustmentDate, sourceKey, ...fields } = request;
    await checkAccountingCodes(tx, [request.accountingCode]);
    const source = await (request.type === "Increase" ? creditToBalance : payInvoice)(
      tx,
      context,
      request,
    );
    const adjustment: CreditBalanceAdjustment = {
      ...fields,
      ...source,
      adjustmentId: newId(),
      adjustmentNumber: await nextNumber(tx, "credit_balance_adjustment"),
      status: "Processed",
      transferredToAccounting: null,
      cancelledAt: null,
    };
    await saveNewAdjustment(tx, adjustment, authorOf(context));
    return adjustment.adjustmentId;
  });

/** What an adjustment is of, and what it has applied. */
type Source = Pick<
  CreditBalanceAdjustment,
  "accountId" | "invoiceId" | "invoiceNumber" | "adjustmentDate" | "currency" | "applied"
>;

async function payInvoice(
  tx: Transaction,
  context: Context,
  { sourceKey: key, amount, adjustmentDate }: AdjustmentToCreate,
): Promise<Source> {
  const accountId = await findInvoiceAccountId(tx, key);
  if (!accountId) throw new BillingError("ENTITY_NOT_FOUND", { key });
  await lockAccount(tx, { accountId });
  const [invoice] = await lockReceivables(tx, accountId, { invoices: [key], debitMemos: [] });
  if (!invoice) throw new BillingError("ENTITY_NOT_FOUND", { key });
  await checkAmount(tx, invoice, amount);
  const { invoiceDate, invoiceId, invoiceNumber, currency } = invoice;
  const date = adjustmentDate ?? later(context.today(), invoiceDate);
  if (date < invoiceDate) refuse("AdjustmentDate", `is before the invoice's, ${invoiceDate}`);
  const applied = await payFromCredit(tx, context, { invoice, amount, date });
  return { accountId, invoiceId, invoiceNumber, adjustmentDate: date, currency, applied };
}

async function creditToBalance(
  tx: Transaction,
  context: Context,
  { sourceKey: key, amount, adjustmentDate }: AdjustmentToCreate,
): Promise<Source> {
  if (await findInvoiceAccountId(tx, key)) {
    const message = `Invoice '${key}' is not below zero: its credit is a credit memo here. Name that.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  const { creditMemo } = await lockCreditMemoOfAccount(tx, key);
  const { accountId, creditMemoId, creditMemoNumber, creditMemoDate, currency } = creditMemo;
  refuseStatus(nameOfCreditMemo(creditMemo), creditMemo.status, "Posted", "moved to the balance");
  if (!isPositive(amount)) refuse("Amount", "should be greater than 0");
  refuseFractions(await findCurrency(tx, currency), [amount]);
  const date = adjustmentDate ?? later(context.today(), creditMemoDate);
  if (date < creditMemoDate) refuse("AdjustmentDate", `is before the memo's, ${creditMemoDate}`);
  const moved = await findIncreasesOfMemo(tx, creditMemo);
  const reserved = await findReservedOfMemo(tx, creditMemo);
  const left = creditMemo.unappliedAmount.minus(reserved).minus(moved);
  if (amount.gt(left)) refuse("Amount", `is more than the memo has left to move, ${left}`);
  const source = { invoiceId: creditMemoId, invoiceNumber: creditMemoNumber };
  return { accountId, ...source, adjustmentDate: date, currency, applied: [] };
}

async function checkAmount(tx: Transaction, invoice: Invoice, amount: Decimal): Promise<void> {
  const { status, invoiceNumber, balance, currency } = invoice;
  if (status !== "Posted") {
    const message = `Invoice '${invoiceNumber}' is ${status}.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  if (!isPositive(amount)) refuse("Amount", "should be greater than 0");
  refuseFractions(await findCurrency(tx, currency), [amount]);
  if (amount.lte(balance)) return;
  const message =
    "You cannot transfer an amount greater than the invoice balance. Please update and try again.";
  throw new BillingError("INVALID_VALUE", { field: "Amount", message });
}

type Wanted = {
  readonly invoice: Invoice;
  readonly amount: Decimal;
  readonly date: PlainDate;
};

async function payFromCredit(
  tx: Transaction,
  context: Context,
  wanted: Wanted,
): Promise<AdjustmentPart[]> {
  const { invoice, amount, date } = wanted;
  const byMemos = await payByMemos(tx, context, wanted);
  let missing = amount.minus(sum(byMemos.map((part) => part.amount)));
  const parts = [...byMemos];
  for (const payment of await listUnappliedPayments(tx, [invoice.accountId])) {
    if (payment.currency !== invoice.currency || payment.effectiveDate > date) continue;
    const part = minimum(payment.unappliedAmount.minus(payment.reservedAmount), missing);
    if (!isPositive(part)) continue;
    const { invoiceId: documentKey } = invoice;
    const documents = [{ documentType: "Invoice", documentKey, amount: part } as const];
    await payDocuments(tx, context, payment, documents, date);
    missing = missing.minus(part);
    parts.push({ kind: "UnappliedPayment", creditId: payment.paymentId, amount: part });
  }
  if (!isPositive(missing)) return parts;
  return refuse("Amount", `is more than the credit balance on ${date}, ${amount.minus(missing)}`);
}

async function payByMemos(
  tx: Transaction,
  context: Context,
  { invoice, amount, date }: Wanted,
): Promise<AdjustmentPart[]> {
  const { accountId, currency } = invoice;
  const { reserved } = await listMemosKeptBack(tx, accountId);
  const memos = (await listUnappliedCreditMemos(tx, accountId)).filter(
    (memo) => memo.currency === currency && memo.creditMemoDate <= date,
  );
  const rounding = await findCurrency(tx, currency);
  const { creditMemoApplicationRule: applicationRule } = await findApplicationRules(tx);
  const paid = payFromMemos(memos, [invoice], (memo, _, soFar) => {
    const free = memo.unappliedAmount.minus(reserved.get(memo.creditMemoId) ?? ZERO);
    const part = minimum(free, amount.minus(soFar.ofAll));
    return { reach: "AnyInvoice", amount: part, effectiveDate: date, applicationRule, rounding };
  });
  await saveMemosApplied(tx, context, accountId, paid);
  return paid.applications.map((application) => ({
    kind: "CreditMemo",
    creditId: application.creditMemoId,
    amount: application.amount,
  }));
}

export type AdjustmentChange = {
  readonly status?: CreditBalanceAdjustment["status"] | undefined;
  readonly reasonCode?: string | undefined;
  readonly transferredToAccounting?: string | undefined;
  readonly customFields: CustomFields;
};

/**
 * Changes an adjustment; what is left out stays. Cancelled, what it has paid is to the account's credit
 * again.
 *
 * Errors: ENTITY_NOT_FOUND, NOT_ALLOWED, UNAPPLIES_TOO_MUCH, PAYMENT_NOT_APPLICABLE: it was unapplied
 * already.
 */
export const updateAdjustment = (
  context: Context,
  key: string,
  { status, customFields, ...change }: AdjustmentChange,
): Promise<string> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const found = await findAdjustment(tx, key);
    if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key });
    await lockAccount(tx, found);
    const adjustment = (await findAdjustment(tx, key)) ?? found;
    const isCancelled = adjustment.status === "Canceled";
    if (status === "Processed" && isCancelled) {
      const message = "The adjustment is Canceled: it stays so.";
      throw new BillingError("NOT_ALLOWED", { message });
    }
    const isToCancel = status === "Canceled" && !isCancelled;
    if (isToCancel) await takeBack(tx, context, adjustment);
    const { reasonCode = adjustment.reasonCode } = change;
    const { transferredToAccounting = adjustment.transferredToAccounting } = change;
    const changed: CreditBalanceAdjustment = {
      ...adjustment,
      reasonCode,
      transferredToAccounting,
      customFields: { ...adjustment.customFields, ...customFields },
      status: isToCancel ? "Canceled" : adjustment.status,
      cancelledAt: isToCancel ? context.now.toString() : adjustment.cancelledAt,
    };
    await saveAdjustment(tx, changed, authorOf(context));
    return adjustment.adjustmentId;
  });

async function takeBack(
  tx: Transaction,
  context: Context,
  { applied, invoiceId: documentKey, adjustmentDate }: CreditBalanceAdjustment,
): Promise<void> {
  const date = later(context.today(), adjustmentDate);
  for (const { kind, creditId, amount } of applied) {
    const documents = [{ documentType: "Invoice", documentKey, amount } as const];
    if (kind === "CreditMemo") {
      const whole = documents.map((each) => ({ ...each, items: undefined }));
      const use = { effectiveDate: null, documents: whole };
      await unapplyLockedCreditMemo(tx, context, creditId, use);
    } else {
      const payment = await lockPaymentOfAccount(tx, creditId);
      await unpayDocuments(tx, context, payment, documents, date);
    }
  }
}

function refuse(field: string, what: string): never {
  throw new BillingError("INVALID_VALUE", { field, message: `'${field}' ${what}` });
}
