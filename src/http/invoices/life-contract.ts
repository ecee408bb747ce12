/** What an invoice goes through after it was made. */
import { z } from "zod";
import { contract } from "../contract.ts";
import { crudBody, crudQuery } from "../object-crud/crud-body.ts";
import * as wire from "../wire.ts";

const tag = "Invoices";

const changed = z.object({
  id: wire.id,
  invoiceNumber: z.string(),
  status: z.enum(["Draft", "Posted", "Canceled", "Split"]),
});

export const postInvoices = contract({
  operation: "postInvoices",
  method: "POST",
  path: "/v1/invoices/bulk-post",
  summary: "Post invoices",
  description:
    "Posts up to 50 draft invoices, one after the other: what fails with one leaves the others posted.",
  tag,
  request: wire.body({
    invoices: z
      .array(
        wire.body({
          id: wire.key.describe("Id or number."),
          invoiceDate: wire.billingDate
            .optional()
            .describe("Moves the due date with it. The draft's own when absent."),
        }),
      )
      .min(1)
      .max(50),
  }),
  response: z.object({
    success: z.boolean().describe("Whether one of them was posted."),
    invoices: z.array(
      z.object({
        id: z.string(),
        success: z.boolean(),
        processId: z.string().optional(),
        reasons: z
          .array(z.object({ code: z.union([z.number(), z.string()]), message: z.string() }))
          .optional(),
      }),
    ),
  }),
  errors: [],
  resource: "592100",
});

export const postInvoice = contract({
  operation: "postInvoice",
  method: "PUT",
  path: "/v1/invoices/{invoiceKey}/post",
  summary: "Post an invoice",
  description:
    "Ours, as with memos. Where the sign of amounts says what is a credit memo, the memos of the same billing are posted with it.",
  tag,
  request: wire.body({ invoiceDate: wire.billingDate.optional() }),
  response: changed,
  errors: ["ENTITY_NOT_FOUND", "INVOICE_NOT_DRAFT", "LOCK_CONTENTION"],
  resource: "592100",
});

export const unpostInvoice = contract({
  operation: "unpostInvoice",
  method: "PUT",
  path: "/v1/invoices/{invoiceKey}/unpost",
  summary: "Unpost an invoice",
  description:
    "Ours, as with memos. The latest invoice of its account becomes a draft again, where nothing is applied to it and no memo was made from it.",
  tag,
  request: wire.body({}),
  response: changed,
  errors: ["ENTITY_NOT_FOUND", "INVOICE_NOT_POSTED", "DOCUMENT_IN_USE", "LOCK_CONTENTION"],
  resource: "592200",
});

export const cancelInvoice = contract({
  operation: "cancelInvoice",
  method: "PUT",
  path: "/v1/invoices/{invoiceKey}/cancel",
  summary: "Cancel an invoice",
  description: "Ours, as with memos. What a draft has billed is due again.",
  tag,
  request: wire.body({}),
  response: changed,
  errors: ["ENTITY_NOT_FOUND", "INVOICE_NOT_DRAFT", "DOCUMENT_IN_USE", "LOCK_CONTENTION"],
  resource: "592300",
});

export const reverseInvoice = contract({
  operation: "reverseInvoice",
  method: "PUT",
  path: "/v1/invoices/{invoiceKey}/reverse",
  summary: "Reverse an invoice",
  description:
    "Takes a posted invoice back by a posted credit memo that is applied to it. What it billed is due again; it stays posted, and is reversed. Nothing may be applied to it, no memo may credit it, and no newer invoice may bill its subscriptions.",
  tag,
  request: wire.body({
    memoDate: wire.billingDate
      .optional()
      .describe("Not before the invoice's date. Today when absent, or that date if it is later."),
    applyEffectiveDate: wire.billingDate
      .optional()
      .describe("Not before the memo's date, which it is when absent."),
    comment: wire.text(255).optional(),
    reasonCode: wire.text(255).optional().describe("Invoice reversal when absent."),
  }),
  response: z.object({ creditMemo: z.object({ id: wire.id }) }),
  errors: ["ENTITY_NOT_FOUND", "INVOICE_NOT_POSTED", "INVOICE_NOT_REVERSIBLE", "LOCK_CONTENTION"],
  resource: "584700",
});

const jobStatus = z.literal("Completed");

export const deleteInvoice = contract({
  operation: "deleteInvoice",
  method: "DELETE",
  path: "/v1/invoices/{invoiceKey}",
  summary: "Delete an invoice",
  description: "Of status Canceled, at once, however many items it has.",
  tag,
  response: z.object({ id: wire.id, jobId: wire.id, jobStatus }),
  errors: ["ENTITY_NOT_FOUND", "INVOICE_NOT_CANCELED", "NOT_ALLOWED", "LOCK_CONTENTION"],
});

/** Documented fields of the object that are not done yet. */
export const OBJECT_NOT_YET = [
  "IntegrationId__NS",
  "IntegrationStatus__NS",
  "SyncDate__NS",
] as const;

export const updateInvoiceObject = contract({
  operation: "updateInvoiceObject",
  method: "PUT",
  path: "/v1/object/invoice/{id}",
  summary: "CRUD: Update an invoice",
  description:
    "Posted posts a draft, Draft unposts, Canceled cancels a draft, as PUT /v1/invoices/{key}/post, unpost and cancel do. What is asked for beside it is done after it, one after the other.",
  tag,
  query: crudQuery,
  request: crudBody({
    Status: z.enum(["Draft", "Posted", "Canceled"]).optional(),
    RegenerateInvoicePDF: wire.boolean.optional().describe("true: prints it anew."),
    TransferredToAccounting: z.enum(["Processing", "Yes", "No", "Error", "Ignore"]).optional(),
    ...wire.notYet(OBJECT_NOT_YET),
  }),
  response: z.object({ Success: z.literal(true), Id: wire.id }),
  errors: [
    "ENTITY_NOT_FOUND",
    "INVOICE_NOT_DRAFT",
    "INVOICE_NOT_POSTED",
    "DOCUMENT_IN_USE",
    "NOT_ALLOWED",
    "NOT_SUPPORTED",
    "MISSING_FIELD",
    "LOCK_CONTENTION",
  ],
  envelope: "crud",
});

export const deleteInvoiceObject = contract({
  operation: "deleteInvoiceObject",
  method: "DELETE",
  path: "/v1/object/invoice/{id}",
  summary: "CRUD: Delete an invoice",
  description: "As DELETE /v1/invoices/{key} does.",
  tag,
  response: z.object({ success: z.literal(true), id: wire.id }),
  errors: ["ENTITY_NOT_FOUND", "INVOICE_NOT_CANCELED", "NOT_ALLOWED", "LOCK_CONTENTION"],
  envelope: "crud",
});
