import { z } from "zod";
import { contract } from "../contract.ts";
import { taxFinance } from "../memos/memo-fields.ts";
import { crudBody, crudQuery } from "../object-crud/crud-body.ts";
import * as wire from "../wire.ts";
import { taxationItem } from "./taxation-item-fields.ts";

const tag = "Taxation items";

const rateType = z.enum(["Percentage", "FlatFee"]);

const stated = {
  name: wire.requiredText(128),
  taxAmount: wire.amount,
  taxRate: wire.amount.describe("A share such as 0.0625 of a percentage, else an amount."),
  taxRateType: rateType,
  exemptAmount: wire.amount.optional(),
  jurisdiction: wire.text(128).optional(),
  locationCode: wire.text(128).optional(),
  taxCode: wire.text(64).optional(),
  taxCodeDescription: wire.text(255).optional(),
  taxDate: wire.date.optional(),
  taxRateDescription: wire.text(255).optional(),
  financeInformation: taxFinance,
};

const ofInvoice = {
  ...stated,
  invoiceItemId: wire.key,
  taxMode: z.enum(["TaxExclusive", "TaxInclusive"]).optional(),
};
const ofMemo = {
  ...stated,
  memoItemId: wire.key,
  sourceTaxItemId: wire.key.optional().describe("The tax of the invoice that is credited."),
};

const response = z.object({ taxationItems: z.array(taxationItem) });
const errors = [
  "ENTITY_NOT_FOUND",
  "INVALID_VALUE",
  "NOT_ALLOWED",
  "NOT_SUPPORTED",
  "LOCK_CONTENTION",
] as const;
const description = "Of drafts. What the document amounts to follows its taxes.";

export const createInvoiceTaxationItems = contract({
  operation: "createInvoiceTaxationItems",
  method: "POST",
  path: "/v1/invoices/{invoiceKey}/taxation-items",
  aliases: ["/v1/invoices/{invoiceKey}/taxationitems"],
  summary: "Create taxation items for an invoice",
  description,
  tag,
  request: wire.body({
    taxationItems: z
      .array(wire.body(ofInvoice, wire.makes("TaxationItem")))
      .min(1)
      .max(1_000),
  }),
  response,
  errors,
});

export const createCreditMemoTaxationItems = contract({
  operation: "createCreditMemoTaxationItems",
  method: "POST",
  path: "/v1/credit-memos/{creditMemoKey}/taxation-items",
  aliases: ["/v1/creditmemos/{creditMemoKey}/taxationitems"],
  summary: "Create taxation items for a credit memo",
  description,
  tag,
  request: wire.body({
    taxationItems: z
      .array(wire.body(ofMemo, wire.makes("CreditTaxationItem")))
      .min(1)
      .max(1_000),
  }),
  response,
  errors,
});

export const createDebitMemoTaxationItems = contract({
  operation: "createDebitMemoTaxationItems",
  method: "POST",
  path: "/v1/debit-memos/{debitMemoKey}/taxation-items",
  aliases: ["/v1/debitmemos/{debitMemoKey}/taxationitems"],
  summary: "Create taxation items for a debit memo",
  description,
  tag,
  request: wire.body({
    taxationItems: z
      .array(wire.body(ofMemo, wire.makes("DebitTaxationItem")))
      .min(1)
      .max(1_000),
  }),
  response,
  errors,
});

export const updateTaxationItem = contract({
  operation: "updateTaxationItem",
  method: "PUT",
  path: "/v1/taxation-items/{id}",
  aliases: ["/v1/taxationitems/{id}"],
  summary: "Update a taxation item",
  description,
  tag,
  request: wire.body(z.object(stated).partial().shape, wire.keepsAny),
  response: taxationItem,
  errors,
});

export const deleteTaxationItem = contract({
  operation: "deleteTaxationItem",
  method: "DELETE",
  path: "/v1/taxation-items/{id}",
  aliases: ["/v1/taxationitems/{id}"],
  summary: "Delete a taxation item",
  description,
  tag,
  response: z.object({}),
  errors,
});

export const createTaxationItemObject = contract({
  operation: "createTaxationItemObject",
  method: "POST",
  path: "/v1/object/taxation-item",
  summary: "CRUD: Create a taxation item",
  description: "Of an item of a draft invoice.",
  tag,
  query: crudQuery,
  request: crudBody(
    {
      InvoiceItemId: wire.key,
      Name: wire.requiredText(128),
      Jurisdiction: wire.text(128),
      TaxAmount: wire.amount,
      TaxDate: wire.date,
      TaxRate: wire.amount,
      TaxRateType: rateType,
      ExemptAmount: wire.amount.optional(),
      LocationCode: wire.text(128).optional(),
      TaxCode: wire.text(64).optional(),
      TaxCodeDescription: wire.text(255).optional(),
      TaxRateDescription: wire.text(255).optional(),
    },
    wire.makes("TaxationItem"),
  ),
  response: z.object({ Success: z.literal(true), Id: wire.id }),
  errors,
  envelope: "crud",
});
