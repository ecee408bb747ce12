import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

const tag = "Attachments";

const attachment = z.object({
  id: wire.id,
  createdBy: wire.id,
  createdOn: wire.timestamp,
  description: z.string().nullable(),
  fileContentType: z.string(),
  fileId: wire.id.describe("Of GET /v1/files/{fileId}."),
  fileName: z.string(),
  organizationLabel: z.string().nullable(),
  updatedBy: wire.id,
  updatedOn: wire.timestamp,
});

export const createAttachment = contract({
  operation: "createAttachment",
  method: "POST",
  path: "/v1/attachments",
  summary: "Create an attachment",
  description: "A file of at most 4 MB, in a form.",
  tag,
  query: z.object({
    description: wire.text(255).optional(),
    associatedObjectType: z.enum(["Account", "Invoice", "Subscription", "CreditMemo", "DebitMemo"]),
    associatedObjectKey: wire.key.describe("Id or number."),
  }),
  request: wire.body({ file: wire.upload }),
  response: z.object({ id: wire.id, fileId: wire.id }),
  errors: ["ENTITY_NOT_FOUND", "INVALID_VALUE"],
  resource: "592600",
  consumes: "multipart/form-data",
});

export const getAttachment = contract({
  operation: "getAttachment",
  method: "GET",
  path: "/v1/attachments/{attachmentId}",
  summary: "Retrieve an attachment",
  tag,
  response: attachment,
  errors: ["ENTITY_NOT_FOUND"],
});

export const listAttachments = contract({
  operation: "listAttachments",
  method: "GET",
  path: "/v1/attachments/{objectType}/{objectKey}",
  summary: "List attachments by object type and key",
  description: "Newest first. The type is account, invoice, subscription, creditmemo or debitmemo.",
  tag,
  query: wire.page(20),
  response: z.object({ attachments: z.array(attachment), nextPage: wire.nextPage }),
  errors: ["ENTITY_NOT_FOUND"],
});

export const updateAttachment = contract({
  operation: "updateAttachment",
  method: "PUT",
  path: "/v1/attachments/{attachmentId}",
  summary: "Update an attachment",
  description: "What is left out stays.",
  tag,
  request: wire.body({
    description: wire.text(255).optional(),
    fileName: wire.requiredText(200).optional().describe("Without its extension."),
  }),
  response: z.object({}),
  errors: ["ENTITY_NOT_FOUND"],
  resource: "592600",
});

export const deleteAttachment = contract({
  operation: "deleteAttachment",
  method: "DELETE",
  path: "/v1/attachments/{attachmentId}",
  summary: "Delete an attachment",
  description: "With its file.",
  tag,
  response: z.object({}),
  errors: ["ENTITY_NOT_FOUND"],
});

const uploaded = { response: z.object({ fileId: wire.id }), resource: "592700" };
const UPLOAD_ERRORS = ["ENTITY_NOT_FOUND", "INVALID_VALUE"] as const;
const uploadDescription = "A PDF file of at most 4 MB, in a form: the newest file of the document.";

export const uploadInvoiceFile = contract({
  operation: "uploadInvoiceFile",
  method: "POST",
  path: "/v1/invoices/{invoiceKey}/files",
  summary: "Upload a file for an invoice",
  description: uploadDescription,
  tag: "Invoices",
  request: wire.body({ file: wire.upload }),
  ...uploaded,
  errors: UPLOAD_ERRORS,
  consumes: "multipart/form-data",
});

export const uploadCreditMemoFile = contract({
  operation: "uploadCreditMemoFile",
  method: "POST",
  path: "/v1/credit-memos/{creditMemoKey}/files",
  aliases: ["/v1/creditmemos/{creditMemoKey}/files"],
  summary: "Upload a file for a credit memo",
  description: uploadDescription,
  tag: "Credit Memos",
  request: wire.body({ file: wire.upload }),
  ...uploaded,
  errors: UPLOAD_ERRORS,
  consumes: "multipart/form-data",
});

export const uploadDebitMemoFile = contract({
  operation: "uploadDebitMemoFile",
  method: "POST",
  path: "/v1/debit-memos/{debitMemoKey}/files",
  aliases: ["/v1/debitmemos/{debitMemoKey}/files"],
  summary: "Upload a file for a debit memo",
  description: uploadDescription,
  tag: "Debit Memos",
  request: wire.body({ file: wire.upload }),
  ...uploaded,
  errors: UPLOAD_ERRORS,
  consumes: "multipart/form-data",
});
