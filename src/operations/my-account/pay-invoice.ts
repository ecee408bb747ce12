/** What customers do about money: look at a document, pay one, choose what pays from now on. */
import { BillingError } from "#engine/errors.ts";
import type { PrintedType } from "#engine/model/printed-document.ts";
import { type Decimal, formatDecimal } from "#engine/values/decimal.ts";
import { inTransaction } from "#store/database.ts";
import { findFile, findFileOfDocument, type StoredFile } from "#store/files.ts";
import type { StoredPayment } from "#store/payments.ts";
import { findPrintedDocument } from "#store/printed-documents.ts";
import type { Context } from "../context.ts";
import { createPayment } from "../create-payment.ts";
import { printDocument } from "../print-document.ts";
import { updateAccount } from "../update-account.ts";
import { ownAccountId, ownDocument, ownPaymentMethod } from "./own-things.ts";

export type InvoiceToPay = {
  readonly invoiceNumber: string;
  readonly paymentMethodId: string;
  /** What the customer was shown. */
  readonly amount: Decimal;
};

/**
 * Pays all that an invoice of the customer's owes with a method of his.
 *
 * Errors: ENTITY_NOT_FOUND; NOT_ALLOWED where it does not owe what was shown, or the method is closed; those
 * of createPayment.
 */
export async function payInvoice(context: Context, wanted: InvoiceToPay): Promise<StoredPayment> {
  const { invoiceNumber, paymentMethodId, amount } = wanted;
  const accountId = ownAccountId(context);
  const { database, entityId } = context;
  const invoice = await inTransaction(database, entityId, async (tx) => {
    await ownPaymentMethod(tx, accountId, paymentMethodId);
    const documentId = await ownDocument(tx, accountId, "Invoice", invoiceNumber);
    return findPrintedDocument(tx, "Invoice", documentId);
  });
  if (invoice?.status !== "Posted") {
    throw new BillingError("ENTITY_NOT_FOUND", { key: invoiceNumber });
  }
  if (!invoice.open.eq(amount)) {
    const message = `'${invoiceNumber}' owes ${formatDecimal(invoice.open)} now: nothing was paid.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  return createPayment(context, {
    accountKey: accountId,
    type: "Electronic",
    amount,
    currency: invoice.currency,
    effectiveDate: null,
    paymentMethodId,
    paymentMethodType: null,
    gatewayKey: undefined,
    gatewayOrderId: null,
    referenceId: null,
    softDescriptor: null,
    softDescriptorPhone: null,
    comment: "Paid by the customer on My Account.",
    financeInformation: null,
    customFields: {},
    wanted: [{ documentType: "Invoice", documentKey: invoice.documentId, amount }],
  });
}

/** What pays from now on. Errors: ENTITY_NOT_FOUND; NOT_ALLOWED for a method that is closed. */
export async function useByDefault(context: Context, paymentMethodId: string): Promise<void> {
  const accountId = ownAccountId(context);
  await inTransaction(context.database, context.entityId, (tx) =>
    ownPaymentMethod(tx, accountId, paymentMethodId),
  );
  await updateAccount(context, accountId, { defaultPaymentMethodId: paymentMethodId });
}

/**
 * The newest file of a posted document of the customer's, which is printed where there is none.
 *
 * Errors: ENTITY_NOT_FOUND.
 */
export async function customerDocumentFile(
  context: Context,
  asked: { readonly documentType: PrintedType; readonly documentNumber: string },
): Promise<StoredFile> {
  const { documentType, documentNumber: key } = asked;
  const accountId = ownAccountId(context);
  const { database, entityId } = context;
  const found = await inTransaction(database, entityId, async (tx) => {
    const documentId = await ownDocument(tx, accountId, documentType, key);
    const document = await findPrintedDocument(tx, documentType, documentId);
    if (document?.status !== "Posted") throw new BillingError("ENTITY_NOT_FOUND", { key });
    const fileId = await findFileOfDocument(tx, { accountId, documentId }, null);
    return { documentId, fileId };
  });
  const fileId = found.fileId ?? (await printDocument(context, documentType, found.documentId));
  const file = await inTransaction(database, entityId, (tx) => findFile(tx, fileId));
  if (!file) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return file;
}
