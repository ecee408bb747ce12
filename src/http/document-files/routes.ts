import { BillingError } from "#engine/errors.ts";
import type { PrintedType } from "#engine/model/printed-document.ts";
import type { Context } from "#operations/context.ts";
import { emailDocument } from "#operations/email-document.ts";
import { printDocument } from "#operations/print-document.ts";
import { findAccount } from "#store/accounts.ts";
import { inTransaction } from "#store/database.ts";
import { type EmailPage, listEmails, SIGN_IN_LINK } from "#store/emails.ts";
import { findExportFile, readExportFile } from "#store/exports/jobs.ts";
import { findFile, listFilesOfDocument } from "#store/files.ts";
import type { PageRequest } from "#store/page.ts";
import { findDocumentKey } from "#store/printed-documents.ts";
import { nextPage } from "../paging.ts";
import { type Route, route } from "../route.ts";
import { timestamp } from "../timestamps.ts";
import * as contract from "./contract.ts";

export const documentFileRoutes: readonly Route[] = [
  route(contract.generateInvoicePdf, (context, { params, query }) =>
    print(context, "Invoice", params.invoiceKey, query),
  ),
  route(contract.listInvoiceFiles, async (context, call) => {
    const { rows, hasMore } = await files(context, "Invoice", call.params.invoiceKey, call.query);
    return { invoiceFiles: rows, nextPage: nextPage(call, call.query, hasMore) };
  }),
  route(contract.emailInvoice, (context, { params, body }) =>
    email(context, "Invoice", params.invoiceKey, body),
  ),
  route(contract.generateCreditMemoPdf, (context, { params, query }) =>
    print(context, "CreditMemo", params.creditMemoKey, query),
  ),
  route(contract.listCreditMemoFiles, async (context, call) => {
    const { creditMemoKey } = call.params;
    const { rows, hasMore } = await files(context, "CreditMemo", creditMemoKey, call.query);
    return { creditMemoFiles: rows, nextPage: nextPage(call, call.query, hasMore) };
  }),
  route(contract.emailCreditMemo, (context, { params, body }) =>
    email(context, "CreditMemo", params.creditMemoKey, body),
  ),
  route(contract.generateDebitMemoPdf, (context, { params, query }) =>
    print(context, "DebitMemo", params.debitMemoKey, query),
  ),
  route(contract.listDebitMemoFiles, async (context, call) => {
    const { debitMemoKey } = call.params;
    const { rows, hasMore } = await files(context, "DebitMemo", debitMemoKey, call.query);
    return { debitMemoFiles: rows, nextPage: nextPage(call, call.query, hasMore) };
  }),
  route(contract.emailDebitMemo, (context, { params, body }) =>
    email(context, "DebitMemo", params.debitMemoKey, body),
  ),
  route(contract.getFile, async (context, { params: { fileId: key } }) => {
    const { database, entityId } = context;
    const file = await inTransaction(database, entityId, (tx) => findFile(tx, key));
    const found = file ?? (await exportedFile(context, key));
    if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key });
    return found;
  }),
  route(contract.listEmails, async (context, call) => {
    const { accountKey: key } = call.params;
    const found = await inTransaction(context.database, context.entityId, async (tx) => {
      const account = await findAccount(tx, key);
      return account && listEmails(tx, account.accountId, call.query);
    });
    if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key });
    const emails = found.rows.map((each) => toEmail(each, context.timeZone));
    return { emails, nextPage: nextPage(call, call.query, found.hasMore) };
  }),
];

const EXPORTED = {
  csv: { contentType: "text/csv;charset=UTF-8", extension: ".csv" },
  zip: { contentType: "application/zip", extension: ".zip" },
  gzip: { contentType: "application/gzip", extension: ".csv.gz" },
} as const;

/** Of one that may not query, there is none. */
async function exportedFile({ database, entityId, permissions }: Context, key: string) {
  if (permissions && !permissions.has("queries.read")) return undefined;
  const file = await inTransaction(database, entityId, (tx) => findExportFile(tx, key));
  if (!file) return undefined;
  const { fileId, format } = file;
  const { contentType, extension } = EXPORTED[format];
  const content = readExportFile(database, entityId, fileId);
  return { contentType, fileName: `${fileId}${extension}`, content };
}

const NOT_TOLD = "(not told: it lets whoever reads it into the customer's page)";

const urlOf = (fileId: string): string => `/v1/files/${fileId}`;

async function print(
  context: Context,
  documentType: PrintedType,
  key: string,
  { derivations }: { readonly derivations: boolean },
) {
  const fileId = await printDocument(context, documentType, key, { derivations });
  return { fileId, pdfFileUrl: urlOf(fileId) };
}

async function files(
  { database, entityId }: Context,
  documentType: PrintedType,
  key: string,
  page: PageRequest,
) {
  const found = await inTransaction(database, entityId, async (tx) => {
    const document = await findDocumentKey(tx, documentType, key);
    return document && listFilesOfDocument(tx, document, page);
  });
  if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key });
  const rows = found.rows.map(({ fileId: id, versionNumber }) => ({
    id,
    pdfFileUrl: urlOf(id),
    versionNumber,
  }));
  return { rows, hasMore: found.hasMore };
}

type EmailBody = {
  readonly emailAddresses?: string | undefined;
  readonly includeAdditionalEmailAddresses: boolean;
  readonly useEmailTemplateSetting: boolean;
  readonly pdfFileId?: string | undefined;
};

async function email(context: Context, documentType: PrintedType, key: string, body: EmailBody) {
  const given = body.useEmailTemplateSetting ? "" : (body.emailAddresses ?? "");
  const emailAddresses = given.split(",").flatMap((each) => each.trim() || []);
  const { includeAdditionalEmailAddresses, pdfFileId = null } = body;
  const request = { emailAddresses, includeAdditionalEmailAddresses, pdfFileId };
  await emailDocument(context, documentType, key, request);
  return {};
}

const toEmail = (each: EmailPage, timeZone: string) => ({
  id: each.emailId,
  objectType: each.objectType,
  objectId: each.objectId,
  addresses: [...each.addresses],
  subject: each.subject,
  body: each.objectType === SIGN_IN_LINK ? NOT_TOLD : each.body,
  fileId: each.fileId,
  gateway: each.gateway,
  status: each.status,
  attempts: each.attempts,
  sentDate: each.sentAt && timestamp(each.sentAt, timeZone),
  reason: each.reason,
  createdById: each.createdById,
  createdDate: timestamp(each.createdAt, timeZone),
});
