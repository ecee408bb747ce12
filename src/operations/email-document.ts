import { BillingError } from "#engine/errors.ts";
import type { PrintedDocument, PrintedType } from "#engine/model/printed-document.ts";
import { emailOf } from "#engine/printing/email.ts";
import { type MailGateway, TEST_MAIL } from "#gateways/mail/mail.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { findEmailSettings, saveEmail } from "#store/emails.ts";
import { saveEvents } from "#store/events.ts";
import { findFile, findFileOfDocument } from "#store/files.ts";
import { findPrintedDocument } from "#store/printed-documents.ts";
import { addressesOf } from "./addresses-of.ts";
import type { Context } from "./context.ts";
import { printDocument } from "./print-document.ts";

export type EmailRequest = {
  /** Empty: the bill-to contact's, the one at work first. */
  readonly emailAddresses: readonly string[];
  /** Those of the account besides. */
  readonly includeAdditionalEmailAddresses: boolean;
  /** Null: the newest file of the document, which is printed where there is none. */
  readonly pdfFileId: string | null;
};

export type EmailOptions = {
  readonly gateway?: MailGateway;
  /** What else is written together with the e-mail. */
  readonly whenSent?: (tx: Transaction) => Promise<void>;
};

/**
 * Sends a posted document with its PDF file, and keeps what was sent. No transaction is open while it
 * is printed and sent.
 *
 * Errors: ENTITY_NOT_FOUND; NOT_ALLOWED for a document that is not posted; INVALID_VALUE for what is no
 * address; EMAIL_ADDRESS_MISSING where nobody has one.
 *
 * @returns the addresses
 */
export async function emailDocument(
  context: Context,
  documentType: PrintedType,
  key: string,
  request: EmailRequest,
  { gateway = TEST_MAIL, whenSent }: EmailOptions = {},
): Promise<readonly string[]> {
  const { database, entityId, userId } = context;
  const { document, additional } = await inTransaction(database, entityId, async (tx) => {
    const found = await findPrintedDocument(tx, documentType, key);
    if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key });
    return { document: found, additional: await findEmailSettings(tx, found.accountId) };
  });
  refuseUnposted(document);
  const to = addressesOf(document, additional, request);
  const fileId = await fileOf(context, document, request);
  const attachment = await inTransaction(database, entityId, (tx) => findFile(tx, fileId));
  if (!attachment) throw new BillingError("ENTITY_NOT_FOUND", { key: fileId });
  const mail = { to, ...emailOf(document), attachment };
  await gateway.send(mail);
  const now = context.now.toString();
  await inTransaction(database, entityId, async (tx) => {
    const sent = { document, mail, fileId, gateway: gateway.name };
    await saveEmail(tx, sent, { userId, now });
    await saveEvents(tx, [eventOf(document)], now);
    await whenSent?.(tx);
  });
  return to;
}

function refuseUnposted({ documentNumber, status }: PrintedDocument): void {
  if (status === "Posted") return;
  const message = `'${documentNumber}' is ${status}: only posted documents are sent.`;
  throw new BillingError("NOT_ALLOWED", { message });
}

async function fileOf(
  context: Context,
  { documentType, documentId, accountId }: PrintedDocument,
  { pdfFileId }: EmailRequest,
): Promise<string> {
  const { database, entityId } = context;
  const fileId = await inTransaction(database, entityId, (tx) =>
    findFileOfDocument(tx, { accountId, documentId }, pdfFileId),
  );
  if (fileId !== undefined) return fileId;
  if (pdfFileId !== null) throw new BillingError("ENTITY_NOT_FOUND", { key: pdfFileId });
  return printDocument(context, documentType, documentId);
}

const EVENTS = {
  Invoice: "Manual Email For Invoice",
  CreditMemo: "Email Credit Memo",
  DebitMemo: "Email Debit Memo",
} as const;

const eventOf = (document: PrintedDocument) => ({
  eventType: EVENTS[document.documentType],
  accountId: document.accountId,
  objectType: document.documentType,
  objectId: document.documentId,
  objectNumber: document.documentNumber,
  amount: document.amount,
  currency: document.currency,
});
