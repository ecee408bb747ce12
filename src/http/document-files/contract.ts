/** What is printed of invoices and memos, and sent: the same for the three. */
import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

const printQuery = z.object({
  derivations: wire.boolean
    .default(false)
    .describe("Ours: print below each item why its amount is what it is."),
});

export const printed = z.object({
  fileId: wire.id.describe("Ours."),
  pdfFileUrl: z.string().describe("Ours."),
});

const PRINT_ERRORS = ["ENTITY_NOT_FOUND", "NOT_ALLOWED"] as const;
const printDescription =
  "At once, of the document as it is now; the file is the newest of its files. None of a cancelled document.";

const file = z.object({ id: wire.id, pdfFileUrl: z.string(), versionNumber: z.number() });

export const emailFields = {
  emailAddresses: wire
    .text(4000)
    .optional()
    .describe("With commas. The bill-to contact's when absent, that at work first."),
  includeAdditionalEmailAddresses: wire.boolean.default(false),
  useEmailTemplateSetting: wire.boolean
    .default(false)
    .describe("Where true, emailAddresses is not looked at: it goes to whom the account says."),
};
export const EMAIL_ERRORS = [
  "ENTITY_NOT_FOUND",
  "NOT_ALLOWED",
  "INVALID_VALUE",
  "EMAIL_ADDRESS_MISSING",
] as const;
const emailDescription =
  "Sends a posted document with its newest PDF file, which is made where there is none.";

export const generateInvoicePdf = contract({
  operation: "generateInvoicePdf",
  method: "POST",
  path: "/v1/invoices/{invoiceKey}/pdfs",
  summary: "Generate an invoice PDF file",
  description: printDescription,
  tag: "Invoices",
  query: printQuery,
  response: printed,
  errors: PRINT_ERRORS,
  resource: "592400",
});

export const listInvoiceFiles = contract({
  operation: "listInvoiceFiles",
  method: "GET",
  path: "/v1/invoices/{invoiceKey}/files",
  summary: "List all files of an invoice",
  tag: "Invoices",
  query: wire.page(20),
  response: z.object({ invoiceFiles: z.array(file), nextPage: wire.nextPage }),
  errors: ["ENTITY_NOT_FOUND"],
});

export const emailInvoice = contract({
  operation: "emailInvoice",
  method: "POST",
  path: "/v1/invoices/{invoiceKey}/emails",
  summary: "Email an invoice",
  description: emailDescription,
  tag: "Invoices",
  request: wire.body({ ...emailFields, pdfFileId: wire.key.optional() }),
  response: z.object({}),
  errors: EMAIL_ERRORS,
  resource: "592500",
});

export const generateCreditMemoPdf = contract({
  operation: "generateCreditMemoPdf",
  method: "POST",
  path: "/v1/credit-memos/{creditMemoKey}/pdfs",
  aliases: ["/v1/creditmemos/{creditMemoKey}/pdfs"],
  summary: "Generate a credit memo PDF file",
  description: printDescription,
  tag: "Credit Memos",
  query: printQuery,
  response: printed,
  errors: PRINT_ERRORS,
  resource: "592400",
});

export const listCreditMemoFiles = contract({
  operation: "listCreditMemoFiles",
  method: "GET",
  path: "/v1/credit-memos/{creditMemoKey}/files",
  aliases: ["/v1/creditmemos/{creditMemoKey}/files"],
  summary: "List all files of a credit memo",
  tag: "Credit Memos",
  query: wire.page(20),
  response: z.object({ creditMemoFiles: z.array(file), nextPage: wire.nextPage }),
  errors: ["ENTITY_NOT_FOUND"],
});

export const emailCreditMemo = contract({
  operation: "emailCreditMemo",
  method: "POST",
  path: "/v1/credit-memos/{creditMemoKey}/emails",
  aliases: ["/v1/creditmemos/{creditMemoKey}/emails"],
  summary: "Email a credit memo",
  description: emailDescription,
  tag: "Credit Memos",
  request: wire.body({ ...emailFields, pdfFileId: wire.key.optional() }),
  response: z.object({}),
  errors: EMAIL_ERRORS,
  resource: "592500",
});

export const generateDebitMemoPdf = contract({
  operation: "generateDebitMemoPdf",
  method: "POST",
  path: "/v1/debit-memos/{debitMemoKey}/pdfs",
  aliases: ["/v1/debitmemos/{debitMemoKey}/pdfs"],
  summary: "Generate a debit memo PDF file",
  description: printDescription,
  tag: "Debit Memos",
  query: printQuery,
  response: printed,
  errors: PRINT_ERRORS,
  resource: "592400",
});

export const listDebitMemoFiles = contract({
  operation: "listDebitMemoFiles",
  method: "GET",
  path: "/v1/debit-memos/{debitMemoKey}/files",
  aliases: ["/v1/debitmemos/{debitMemoKey}/files"],
  summary: "List all files of a debit memo",
  tag: "Debit Memos",
  query: wire.page(20),
  response: z.object({ debitMemoFiles: z.array(file), nextPage: wire.nextPage }),
  errors: ["ENTITY_NOT_FOUND"],
});

export const emailDebitMemo = contract({
  operation: "emailDebitMemo",
  method: "POST",
  path: "/v1/debit-memos/{debitMemoKey}/emails",
  aliases: ["/v1/debitmemos/{debitMemoKey}/emails"],
  summary: "Email a debit memo",
  description: emailDescription,
  tag: "Debit Memos",
  request: wire.body({ ...emailFields, pdfFileId: wire.key.optional() }),
  response: z.object({}),
  errors: EMAIL_ERRORS,
  resource: "592500",
});

export const getFile = contract({
  operation: "getFile",
  method: "GET",
  path: "/v1/files/{fileId}",
  aliases: ["/v1/file/{fileId}", "/apps/api/file/{fileId}"],
  summary: "Retrieve a file",
  description:
    "What was printed or uploaded, or what a query has exported: for that it takes `queries.read`.",
  tag: "Files",
  response: wire.file,
  errors: ["ENTITY_NOT_FOUND"],
  envelope: "file",
});

export const listEmails = contract({
  operation: "listEmails",
  method: "GET",
  path: "/v1/accounts/{accountKey}/emails",
  summary: "List what was sent to a customer",
  description: "Ours: e-mails with documents and statements of an account, newest first.",
  tag: "Accounts",
  query: wire.page(20),
  response: z.object({
    emails: z.array(
      z.object({
        id: wire.id,
        objectType: z
          .string()
          .describe(
            "Invoice, CreditMemo, DebitMemo, Statement, Order, SignInLink, or what an event is about.",
          ),
        objectId: wire.id.describe("Of a statement: the account's."),
        addresses: z.array(z.string()),
        subject: z.string(),
        body: z.string(),
        fileId: wire.id.nullable(),
        gateway: z.string().describe("Test: it was kept here and handed to nobody."),
        status: z
          .enum(["Kept", "Waiting", "Sent", "Failed"])
          .describe("Kept: in this outbox only. The others: how far the mail server got it."),
        attempts: z.number().describe("How often the mail server was asked to take it."),
        sentDate: wire.timestamp.nullable(),
        reason: z.string().nullable().describe("What the mail server said last."),
        createdById: wire.id,
        createdDate: wire.timestamp,
      }),
    ),
    nextPage: wire.nextPage,
  }),
  errors: ["ENTITY_NOT_FOUND"],
});
