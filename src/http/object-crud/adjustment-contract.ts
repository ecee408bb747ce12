/** Adjustments of invoices, as clients of the model before memos make them. */
import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";
import { fieldsQuery, read } from "./contract.ts";
import { crudBody, crudQuery } from "./crud-body.ts";

const response = z.object({ Success: z.literal(true), Id: wire.id });
const envelope = "crud" as const;
const writing = { query: crudQuery, response, envelope };

const created = {
  Amount: wire.amount,
  Type: z.enum(["Credit", "Charge"]).describe("Charge is refused: it is a debit memo here."),
  InvoiceId: wire.key.optional(),
  InvoiceNumber: wire.key.optional(),
  ReasonCode: wire.text(32).optional(),
};

const changed = {
  ReasonCode: wire.text(32).optional(),
  Status: z.enum(["Processed", "Canceled"]).optional(),
  TransferredToAccounting: z.enum(["Processing", "Yes", "No", "Error", "Ignore"]).optional(),
};

const lowered = [
  ...(["ENTITY_NOT_FOUND", "INVALID_VALUE", "MISSING_FIELD", "NOT_ALLOWED"] as const),
  ...(["NOT_SUPPORTED", "CREDITS_TOO_MUCH", "DOCUMENT_BEING_PAID"] as const),
];
const takenBack = [
  ...(["ENTITY_NOT_FOUND", "NOT_ALLOWED", "MEMO_STATUS"] as const),
  ...(["MEMO_IN_USE", "UNAPPLIES_TOO_MUCH"] as const),
];

const CANCELLED =
  "Canceled: what it has lowered is owed again, and its credit memo is cancelled. Refused where the memo was used for something else since.";

const ofInvoice = { tag: "Invoice Adjustments", path: "/v1/object/invoice-adjustment" } as const;
const ofItem = {
  tag: "Invoice Item Adjustments",
  path: "/v1/object/invoice-item-adjustment",
} as const;

export const INVOICE_ADJUSTMENT_NOT_YET = [
  ...(["AccountingCode", "AdjustmentNumber", "CustomerName", "CustomerNumber"] as const),
  ...(["ImpactAmount", "Status"] as const),
];

export const createInvoiceAdjustment = contract({
  ...writing,
  ...ofInvoice,
  operation: "createInvoiceAdjustment",
  method: "POST",
  summary: "CRUD: Create an invoice adjustment",
  description:
    "Credit: lowers what a posted invoice still owes by a posted credit memo that is applied to it, spread over its items as the entity applies credit memos. Charge is refused: POST /v1/invoices/{key}/debitmemos.",
  request: crudBody(
    {
      ...created,
      AccountId: wire.key.optional().describe("Checked: the account of the invoice."),
      AdjustmentDate: wire.billingDate.optional(),
      Comments: wire.text(255).optional(),
      ReferenceId: wire.text(100).optional(),
      ...wire.notYet(INVOICE_ADJUSTMENT_NOT_YET),
    },
    wire.makes("InvoiceAdjustment"),
  ),
  errors: lowered,
});

export const readInvoiceAdjustment = contract({
  ...ofInvoice,
  operation: "readInvoiceAdjustment",
  method: "GET",
  path: "/v1/object/invoice-adjustment/{id}",
  summary: "CRUD: Retrieve an invoice adjustment",
  query: fieldsQuery,
  response: read,
  errors: ["ENTITY_NOT_FOUND"],
  envelope,
});

export const updateInvoiceAdjustment = contract({
  ...writing,
  ...ofInvoice,
  operation: "updateInvoiceAdjustment",
  method: "PUT",
  path: "/v1/object/invoice-adjustment/{id}",
  summary: "CRUD: Update an invoice adjustment",
  description: CANCELLED,
  request: crudBody(changed, wire.changes("InvoiceAdjustment")),
  errors: takenBack,
});

export const deleteInvoiceAdjustment = contract({
  ...ofInvoice,
  operation: "deleteInvoiceAdjustment",
  method: "DELETE",
  path: "/v1/object/invoice-adjustment/{id}",
  summary: "CRUD: Delete an invoice adjustment",
  description: "One that is cancelled, with its credit memo.",
  response: z.object({ success: z.literal(true), id: wire.id }),
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
  envelope,
});

export const ITEM_ADJUSTMENT_NOT_YET = [
  ...(["AccountingCode", "AdjustmentNumber", "CreatedById"] as const),
  ...(["ExcludeItemBillingFromRevenueAccounting"] as const),
];

export const createInvoiceItemAdjustment = contract({
  ...writing,
  ...ofItem,
  operation: "createInvoiceItemAdjustment",
  method: "POST",
  summary: "CRUD: Create an invoice item adjustment",
  description:
    "Credit: lowers what an item of a posted invoice, or a tax of it, still owes by a posted credit memo that is applied to just that. Charge is refused: POST /v1/invoices/{key}/debitmemos.",
  request: crudBody(
    {
      ...created,
      AdjustmentDate: wire.billingDate,
      SourceType: z.enum(["InvoiceDetail", "Tax"]),
      SourceId: wire.key.describe("An invoice item, or a taxation item."),
      Comment: wire.text(255).optional(),
      Comments: wire.text(255).optional().describe("As Comment."),
      ReferenceId: wire.text(60).optional(),
      DeferredRevenueAccount: wire.text(100).optional(),
      RecognizedRevenueAccount: wire.text(100).optional(),
      ...wire.notYet(ITEM_ADJUSTMENT_NOT_YET),
    },
    wire.makes("InvoiceItemAdjustment"),
  ),
  errors: lowered,
});

export const readInvoiceItemAdjustment = contract({
  ...ofItem,
  operation: "readInvoiceItemAdjustment",
  method: "GET",
  path: "/v1/object/invoice-item-adjustment/{id}",
  summary: "CRUD: Retrieve an invoice item adjustment",
  query: fieldsQuery,
  response: read,
  errors: ["ENTITY_NOT_FOUND"],
  envelope,
});

export const updateInvoiceItemAdjustment = contract({
  ...writing,
  ...ofItem,
  operation: "updateInvoiceItemAdjustment",
  method: "PUT",
  path: "/v1/object/invoice-item-adjustment/{id}",
  summary: "CRUD: Update an invoice item adjustment",
  description: CANCELLED,
  request: crudBody(
    {
      ...changed,
      ...wire.notYet(["ExcludeItemBillingFromRevenueAccounting"]),
    },
    wire.changes("InvoiceItemAdjustment"),
  ),
  errors: [...takenBack, "NOT_SUPPORTED"],
});

export const deleteInvoiceItemAdjustment = contract({
  ...ofItem,
  operation: "deleteInvoiceItemAdjustment",
  method: "DELETE",
  path: "/v1/object/invoice-item-adjustment/{id}",
  summary: "CRUD: Delete an invoice item adjustment",
  description: "One that is cancelled, with its credit memo.",
  response: z.object({ Success: z.literal(true), Id: wire.id }),
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
  envelope,
});
