import { BillingError } from "#engine/errors.ts";
import type { CreditMemo } from "#engine/model/credit-memo.ts";
import type { CustomFields } from "#engine/model/custom-fields.ts";
import type { Invoice } from "#engine/model/document.ts";
import { type ItemSays, writeOff } from "#engine/settlement/write-off.ts";
import type { Decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { documentNumber } from "#store/document-numbers.ts";
import { newId } from "#store/ids.ts";
import { findReasonCode } from "#store/reason-codes.ts";
import { findApplicationRules, findBillingRules, findCurrency } from "#store/settings.ts";
import { checkFinance, financeOf } from "./accounting-codes.ts";
import { findBeingPaid, refuseWhatIsBeingPaid } from "./being-paid.ts";
import type { Context } from "./context.ts";
import { lockDebitMemoOfAccount, lockInvoiceOfAccount } from "./lock-memo.ts";
import { refuseFractions } from "./refuse-fractions.ts";
import { saveWrittenOff } from "./save-write-offs.ts";

export type WriteOffRequested = {
  /** Null: today. */
  readonly memoDate: PlainDate | null;
  readonly comment: string | null;
  /** Null: Write-off. */
  readonly reasonCode: string | null;
  /** Null: all that is owed. */
  readonly amount: Decimal | null;
  /** All items of the document, with what the memo says of each; null: as the document says. */
  readonly items: ReadonlyMap<string, ItemSays> | null;
  /** Null: the entity's books decide, where a write-off is an expense. */
  readonly revenueImpacting: "Yes" | "No" | null;
  readonly nonRevenueWriteOffAccountingCode: string | null;
  readonly customFields: CustomFields;
};

/**
 * Writes off what a posted invoice still owes, or a part of it, by one posted credit memo.
 *
 * Errors: ENTITY_NOT_FOUND, WRITE_OFF_NOT_POSTED, WRITE_OFF_NOTHING_OWED, WRITE_OFF_BEFORE_INVOICE,
 * WRITE_OFF_TOO_MANY_ITEMS, WRITE_OFF_TOO_MUCH, INVALID_VALUE.
 */
export const writeOffInvoice = (
  context: Context,
  invoiceKey: string,
  request: WriteOffRequested,
): Promise<CreditMemo> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { invoice } = await lockInvoiceOfAccount(tx, invoiceKey);
    return writeOffDocument(tx, context, invoice, request);
  });

/** The same of a debit memo. */
export const writeOffDebitMemo = (
  context: Context,
  debitMemoKey: string,
  request: WriteOffRequested,
): Promise<CreditMemo> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { debitMemo } = await lockDebitMemoOfAccount(tx, debitMemoKey);
    return writeOffDocument(tx, context, debitMemo, request);
  });

/** Either of them, in a transaction of the caller's. Errors: those of writeOffInvoice. */
export async function writeOffReceivable(
  tx: Transaction,
  context: Context,
  { documentType, documentId }: { documentType: Invoice["documentType"]; documentId: string },
  request: WriteOffRequested,
): Promise<{ readonly before: Invoice; readonly creditMemo: CreditMemo }> {
  const before =
    documentType === "Invoice"
      ? (await lockInvoiceOfAccount(tx, documentId)).invoice
      : (await lockDebitMemoOfAccount(tx, documentId)).debitMemo;
  return { before, creditMemo: await writeOffDocument(tx, context, before, request) };
}

const WRITE_OFFS = { Invoice: "InvoiceWriteOff", DebitMemo: "DebitMemoWriteOff" } as const;

async function writeOffDocument(
  tx: Transaction,
  context: Context,
  document: Invoice,
  request: WriteOffRequested,
): Promise<CreditMemo> {
  refuseContradiction(request);
  refuseSomeItems(document, request);
  const { amount, revenueImpacting, nonRevenueWriteOffAccountingCode, customFields } = request;
  const { creditMemoMirroringInvoiceItemsRule } = await findBillingRules(tx);
  const rounding = await findCurrency(tx, document.currency);
  if (amount) refuseFractions(rounding, [amount]);
  const beingPaid = await findBeingPaid(tx, [document.accountId]);
  refuseWhatIsBeingPaid(document, amount ?? document.balance, beingPaid);
  const says = [...(request.items?.values() ?? [])];
  await checkFinance(tx, [{ nonRevenueWriteOffAccountingCode }, ...financeOf(says)]);
  const { writeOffAllocationRule: allocationRule } = await findApplicationRules(tx);
  const writtenOff = writeOff(document, {
    memoDate: request.memoDate ?? context.today(),
    reasonCode: await findReasonCode(tx, WRITE_OFFS[document.documentType], request.reasonCode),
    comment: request.comment,
    financeInformation: null,
    creditMemoMirroringInvoiceItemsRule,
    part: amount ? { amount, allocationRule, rounding } : undefined,
    says: request.items ?? undefined,
    isRevenueImpacting: revenueImpacting === "Yes",
    terms: {
      autoApplyUponPosting: false,
      excludeFromAutoApplyRules: false,
      revenueImpacting,
      nonRevenueWriteOffAccountingCode,
      customFields,
    },
    newId,
  });
  const creditMemoNumber = await documentNumber(tx, "credit_memo", document);
  const creditMemo = { ...writtenOff.creditMemo, creditMemoNumber };
  const origin = { accountId: document.accountId, orderId: null };
  await saveWrittenOff(tx, context, origin, [{ writtenOff, creditMemo }]);
  return creditMemo;
}

function refuseContradiction(request: WriteOffRequested): void {
  const { revenueImpacting, nonRevenueWriteOffAccountingCode } = request;
  if (nonRevenueWriteOffAccountingCode === null || revenueImpacting === "No") return;
  const field = "nonRevenueWriteOffAccountingCode";
  const message = `'${field}' is only for a write-off whose 'revenueImpacting' is No`;
  throw new BillingError("INVALID_VALUE", { field, message });
}

/** Who names items names all of them: a write-off is of the document. */
function refuseSomeItems(document: Invoice, { items }: WriteOffRequested): void {
  if (items === null) return;
  const ids = new Set(document.items.map((item) => item.invoiceItemId));
  for (const id of items.keys()) {
    if (!ids.has(id)) throw new BillingError("ENTITY_NOT_FOUND", { key: id });
  }
  if (items.size === ids.size) return;
  const message = `'items' should name all ${ids.size} items of the document, or none`;
  throw new BillingError("INVALID_VALUE", { field: "items", message });
}
