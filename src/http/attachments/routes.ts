import { BillingError } from "#engine/errors.ts";
import type { PrintedType } from "#engine/model/printed-document.ts";
import {
  type BroughtFile,
  createAttachment,
  deleteAttachment,
  updateAttachment,
  uploadDocumentFile,
} from "#operations/attachments.ts";
import type { Context } from "#operations/context.ts";
import {
  ATTACHED_TO,
  type AttachmentPage,
  findAttachedObject,
  findAttachment,
  listAttachments,
} from "#store/attachments.ts";
import { inTransaction } from "#store/database.ts";
import { nextPage } from "../paging.ts";
import { type Route, route } from "../route.ts";
import { timestamp } from "../timestamps.ts";
import * as contract from "./contract.ts";

export const attachmentRoutes: readonly Route[] = [
  route(contract.createAttachment, async (context, { query, body: { file } }) => {
    const { associatedObjectType: objectType, associatedObjectKey: objectKey } = query;
    const description = query.description ?? null;
    const wanted = { objectType, objectKey, description, file };
    const { attachmentId: id, fileId } = await createAttachment(context, wanted);
    return { id, fileId };
  }),
  route(contract.getAttachment, async ({ database, entityId, timeZone }, { params }) => {
    const { attachmentId: key } = params;
    const found = await inTransaction(database, entityId, (tx) => findAttachment(tx, key));
    if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key });
    return toAttachment(found, timeZone);
  }),
  route(contract.listAttachments, async (context, call) => {
    const { objectType, objectKey: key } = call.params;
    const type = ATTACHED_TO.find((each) => each.toLowerCase() === objectType.toLowerCase());
    const found = await inTransaction(context.database, context.entityId, async (tx) => {
      const object = type && (await findAttachedObject(tx, type, key));
      return object && listAttachments(tx, object, call.query);
    });
    if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key });
    const attachments = found.rows.map((each) => toAttachment(each, context.timeZone));
    return { attachments, nextPage: nextPage(call, call.query, found.hasMore) };
  }),
  route(contract.updateAttachment, async (context, { params, body }) => {
    await updateAttachment(context, params.attachmentId, body);
    return {};
  }),
  route(contract.deleteAttachment, async (context, { params }) => {
    await deleteAttachment(context, params.attachmentId);
    return {};
  }),
  route(contract.uploadInvoiceFile, (context, { params, body }) =>
    upload(context, "Invoice", params.invoiceKey, body.file),
  ),
  route(contract.uploadCreditMemoFile, (context, { params, body }) =>
    upload(context, "CreditMemo", params.creditMemoKey, body.file),
  ),
  route(contract.uploadDebitMemoFile, (context, { params, body }) =>
    upload(context, "DebitMemo", params.debitMemoKey, body.file),
  ),
];

const upload = async (
  context: Context,
  documentType: PrintedType,
  key: string,
  file: BroughtFile,
) => ({ fileId: await uploadDocumentFile(context, documentType, key, file) });

const toAttachment = (page: AttachmentPage, timeZone: string) => ({
  id: page.attachmentId,
  createdBy: page.createdById,
  createdOn: timestamp(page.createdAt, timeZone),
  description: page.description,
  fileContentType: page.contentType,
  fileId: page.fileId,
  fileName: page.fileName + page.extension,
  organizationLabel: page.organizationLabel,
  updatedBy: page.updatedById,
  updatedOn: timestamp(page.updatedAt, timeZone),
});
