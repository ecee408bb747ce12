/** Files that callers bring: attached to something, or in the place of a printed document. */
import { BillingError } from "#engine/errors.ts";
import type { PrintedType } from "#engine/model/printed-document.ts";
import {
  type AttachedTo,
  deleteAttachmentRow,
  findAttachedObject,
  saveAttachment,
  updateAttachmentRow,
} from "#store/attachments.ts";
import { inTransaction } from "#store/database.ts";
import { saveFile } from "#store/files.ts";
import { findDocumentKey } from "#store/printed-documents.ts";
import { authorOf, type Context } from "./context.ts";

export type BroughtFile = { readonly fileName: string; readonly content: Uint8Array };

export type NewAttachmentOf = {
  readonly objectType: AttachedTo;
  /** Id or number. */
  readonly objectKey: string;
  readonly description: string | null;
  readonly file: BroughtFile;
};

/** Errors: ENTITY_NOT_FOUND; INVALID_VALUE for a file without a name or of nothing. */
export const createAttachment = (
  context: Context,
  { objectType, objectKey, description, file }: NewAttachmentOf,
): Promise<{ attachmentId: string; fileId: string }> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { fileName, extension } = checked(file);
    const object = await findAttachedObject(tx, objectType, objectKey);
    if (!object) throw new BillingError("ENTITY_NOT_FOUND", { key: objectKey });
    const author = authorOf(context);
    const { accountId, objectId } = object;
    const { content } = file;
    const stored = {
      accountId,
      objectType,
      objectId,
      kind: "Attached" as const,
      fileName: fileName + extension,
      contentType: contentTypeOf(extension),
      content,
    };
    const fileId = await saveFile(tx, stored, author);
    const attachment = { fileId, fileName, description };
    return { attachmentId: await saveAttachment(tx, object, attachment, author), fileId };
  });

/** Errors: ENTITY_NOT_FOUND. */
export const updateAttachment = (
  context: Context,
  key: string,
  change: { readonly fileName?: string | undefined; readonly description?: string | undefined },
): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const isThere = await updateAttachmentRow(tx, key, change, authorOf(context));
    if (!isThere) throw new BillingError("ENTITY_NOT_FOUND", { key });
  });

/** Errors: ENTITY_NOT_FOUND. */
export const deleteAttachment = (context: Context, key: string): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    if (!(await deleteAttachmentRow(tx, key))) throw new BillingError("ENTITY_NOT_FOUND", { key });
  });

/**
 * Keeps a PDF file that somebody else has made as the newest of a document's files.
 *
 * Errors: ENTITY_NOT_FOUND; INVALID_VALUE for what is no PDF file.
 */
export const uploadDocumentFile = (
  context: Context,
  documentType: PrintedType,
  key: string,
  file: BroughtFile,
): Promise<string> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { fileName, extension } = checked(file);
    if (!Buffer.from(file.content.subarray(0, 5)).equals(PDF)) {
      throw new BillingError("INVALID_VALUE", { message: `'${file.fileName}' is no PDF file` });
    }
    const document = await findDocumentKey(tx, documentType, key);
    if (!document) throw new BillingError("ENTITY_NOT_FOUND", { key });
    const { accountId, documentId: objectId } = document;
    const stored = {
      accountId,
      objectType: documentType,
      objectId,
      kind: "Uploaded" as const,
      fileName: fileName + extension,
      contentType: "application/pdf",
      content: file.content,
    };
    return saveFile(tx, stored, authorOf(context));
  });

const PDF = Buffer.from("%PDF-");

/** The name in its two parts. Errors: INVALID_VALUE. */
function checked({ fileName, content }: BroughtFile) {
  const name = fileName.replace(/^.*[\\/]/, "").slice(-255);
  if (name === "" || content.length === 0) {
    const message = "The file has no name, or nothing in it.";
    throw new BillingError("INVALID_VALUE", { message });
  }
  const extension = /.(\.[A-Za-z0-9]{1,10})$/.exec(name)?.[1] ?? "";
  return { fileName: name.slice(0, name.length - extension.length), extension };
}

/** What a browser does no harm with: everything else is downloaded as bytes. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".pdf": "application/pdf",
  ".txt": "text/plain",
  ".csv": "text/csv",
  ".json": "application/json",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".gif": "image/gif",
  ".zip": "application/zip",
  ".doc": "application/msword",
  ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  ".xls": "application/vnd.ms-excel",
  ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};

const contentTypeOf = (extension: string): string =>
  CONTENT_TYPES[extension.toLowerCase()] ?? "application/octet-stream";
