/** Draft invoices that become several. */
import { z } from "zod";
import { contract } from "../contract.ts";
import { fieldsQuery, read } from "../object-crud/contract.ts";
import * as wire from "../wire.ts";

const tag = "Invoices";
const resource = "592100";

const part = wire.body({
  percentage: wire.amount.describe(
    "Of the whole: above 0, with up to nine decimals. All of them sum to 100.",
  ),
  invoiceDate: wire.billingDate,
  paymentTerm: wire.requiredText(255).optional().describe("The invoice's own when absent."),
});

export const splitInvoice = contract({
  operation: "splitInvoice",
  method: "PUT",
  path: "/v1/invoices/{invoiceKey}/split",
  summary: "Split an invoice",
  description:
    "Quittance's own: the field does it in its pages and by SOAP. A draft becomes several, each a percentage of it, which are posted, unposted and cancelled together; a part that is still a draft is split anew, with all the others. Needs the billing rule invoiceSplit.",
  tag,
  request: wire.body({ invoices: z.array(part).min(2).max(100) }),
  response: z.object({
    invoiceSplitId: wire.id,
    invoices: z.array(
      z.object({
        id: wire.id,
        invoiceSplitItemId: wire.id,
        invoiceNumber: z.string(),
        percentage: wire.money,
        invoiceDate: wire.date,
        dueDate: wire.date,
        paymentTerm: z.string(),
        amount: wire.money.describe("With taxes."),
      }),
    ),
  }),
  errors: [
    "ENTITY_NOT_FOUND",
    "INVOICE_NOT_DRAFT",
    "NOT_ALLOWED",
    "NOT_SUPPORTED",
    "INVALID_VALUE",
    "DOCUMENT_IN_USE",
    "LOCK_CONTENTION",
  ],
  resource,
});

export const readInvoiceSplit = contract({
  operation: "readInvoiceSplit",
  method: "GET",
  path: "/v1/object/invoice-split/{id}",
  summary: "CRUD: Retrieve an invoice split",
  tag,
  query: fieldsQuery,
  response: read,
  errors: ["ENTITY_NOT_FOUND"],
  envelope: "crud",
});

export const readInvoiceSplitItem = contract({
  operation: "readInvoiceSplitItem",
  method: "GET",
  path: "/v1/object/invoice-split-item/{id}",
  summary: "CRUD: Retrieve an invoice split item",
  description: "A part of an invoice that was split.",
  tag,
  query: fieldsQuery,
  response: read,
  errors: ["ENTITY_NOT_FOUND"],
  envelope: "crud",
});
