import { BillingError } from "#engine/errors.ts";
import type { PrintedDocument, PrintedType } from "#engine/model/printed-document.ts";
import type { PrintOptions } from "#gateways/pdf/layout.ts";
import { renderPdf } from "#gateways/pdf/render-pdf.ts";
import { inTransaction } from "#store/database.ts";
import { type NewFile, saveFile } from "#store/files.ts";
import { findPrintedDocument } from "#store/printed-documents.ts";
import type { Context } from "./context.ts";

/**
 * Prints a document as it is now, and keeps the file as the newest of its files. No transaction is
 * open while the page is laid out.
 *
 * Errors: ENTITY_NOT_FOUND; NOT_ALLOWED for a cancelled document.
 *
 * @returns the id of the file
 */
export async function printDocument(
  context: Context,
  documentType: PrintedType,
  key: string,
  options: PrintOptions = { derivations: false },
): Promise<string> {
  const { database, entityId, userId } = context;
  const document = await inTransaction(database, entityId, (tx) =>
    findPrintedDocument(tx, documentType, key),
  );
  if (!document) throw new BillingError("ENTITY_NOT_FOUND", { key });
  if (document.status === "Canceled" || document.status === "Split") {
    const message = `'${document.documentNumber}' is ${document.status}: no PDF is made of it any more.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  const file: NewFile = {
    accountId: document.accountId,
    objectType: documentType,
    objectId: document.documentId,
    kind: "Printed",
    fileName: fileNameOf(document),
    contentType: "application/pdf",
    content: await renderPdf(document, options),
  };
  const author = { userId, now: context.now.toString() };
  return inTransaction(database, entityId, (tx) => saveFile(tx, file, author));
}

/** The field's pattern: number, account number and date. */
const fileNameOf = ({ documentNumber, accountNumber, documentDate }: PrintedDocument): string =>
  `${documentNumber}_${accountNumber}_${documentDate}.pdf`;
