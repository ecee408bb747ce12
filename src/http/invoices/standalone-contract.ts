/** Writing invoices by hand, and changing what may be changed of any. */
import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";
import { invoice } from "./contract.ts";
import { itemDetails, standaloneInvoice } from "./standalone-fields.ts";

const tag = "Invoices";

const ERRORS = [
  "INVOICE_ACCOUNT_NOT_FOUND",
  "ENTITY_NOT_FOUND",
  "NUMBER_IN_USE",
  "INVALID_VALUE",
  "MISSING_FIELD",
  "NOT_ALLOWED",
  "NOT_SUPPORTED",
  "TAX_ENGINE_FAILED",
  "LOCK_CONTENTION",
] as const;

export const createStandaloneInvoice = contract({
  operation: "createStandaloneInvoice",
  method: "POST",
  path: "/v1/invoices",
  summary: "Create a standalone invoice",
  description:
    "Of items that nothing has rated: amounts are as given, and so are taxes; where none are, they are reckoned by the tax code of the item or of its charge.",
  tag,
  request: standaloneInvoice,
  response: invoice,
  errors: ERRORS,
  resource: "584900",
});

export const createStandaloneInvoices = contract({
  operation: "createStandaloneInvoices",
  method: "POST",
  path: "/v1/invoices/batch",
  summary: "Create standalone invoices",
  description: "Up to 50; each by itself, or all or none with useSingleTransaction.",
  tag,
  request: wire.body({
    useSingleTransaction: wire.boolean.default(false),
    invoices: z.array(standaloneInvoice).min(1).max(50),
  }),
  response: z.object({ success: z.boolean(), invoices: z.array(z.looseObject({})) }),
  errors: ERRORS,
  resource: "584900",
});

/** Of items that are changed: refused. */
export const CHANGED_ITEM_NOT_YET = ["taxCode", "taxMode", "discountItems"] as const;

const changedItem = wire.body(
  {
    id: wire.key,
    amount: wire.amount.optional(),
    chargeName: wire.requiredText(255).optional(),
    quantity: wire.quantity.optional(),
    serviceStartDate: wire.billingDate.optional(),
    serviceEndDate: wire.billingDate.optional().describe("The last day of service."),
    unitPrice: wire.amount.optional(),
    uom: wire.text(25).optional(),
    ...itemDetails,
    ...wire.notYet(CHANGED_ITEM_NOT_YET),
  },
  wire.changes("InvoiceItem"),
);

const changes = {
  autoPay: wire.boolean.optional(),
  comments: wire.text(255).nullable().optional(),
  invoiceDate: wire.billingDate
    .optional()
    .describe("Of a draft; moves the due date with it. Not together with dueDate."),
  dueDate: wire.billingDate.optional(),
  transferredToAccounting: z.enum(["Processing", "Yes", "Error", "Ignore"]).nullable().optional(),
  invoiceItems: z
    .array(changedItem)
    .max(1000)
    .optional()
    .describe("Items of a standalone draft. What is left out stays."),
  templateId: z.unknown().optional().describe("Not supported yet: refused."),
};

const UPDATE_ERRORS = [
  "ENTITY_NOT_FOUND",
  "INVOICE_NOT_DRAFT",
  "INVALID_VALUE",
  "NOT_ALLOWED",
  "NOT_SUPPORTED",
  "LOCK_CONTENTION",
] as const;

export const updateInvoice = contract({
  operation: "updateInvoice",
  method: "PUT",
  path: "/v1/invoices/{invoiceKey}",
  summary: "Update an invoice",
  description:
    "What is left out stays. A posted invoice keeps its date and its items; a draft that billing has made its items.",
  tag,
  request: wire.body(changes, wire.changes("Invoice")),
  response: z.looseObject({
    id: wire.id,
    number: z.string(),
    accountId: wire.id,
    invoiceDate: wire.date,
    currency: z.string(),
    targetDate: wire.date.nullable(),
    dueDate: wire.date,
    postedOn: wire.timestamp.nullable(),
    postedById: wire.id.nullable(),
    status: z.enum(["Draft", "Posted", "Canceled", "Split"]),
    amount: wire.money,
    taxAmount: wire.money,
    totalTaxExemptAmount: wire.money,
    balance: wire.money,
    discount: wire.money,
    comment: z.string().nullable(),
    autoPay: z.boolean(),
    transferredToAccounting: z.string().nullable(),
    creditBalanceAdjustmentAmount: wire.money,
    createdDate: wire.timestamp,
    createdById: wire.id,
    updatedDate: wire.timestamp,
    updatedById: wire.id,
    cancelledOn: wire.timestamp.nullable(),
    cancelledById: wire.id.nullable(),
  }),
  errors: UPDATE_ERRORS,
  resource: "584800",
});

export const updateInvoices = contract({
  operation: "updateInvoices",
  method: "PUT",
  path: "/v1/invoices",
  summary: "Update invoices",
  description: "Up to 50, all or none.",
  tag,
  request: wire.body({
    invoices: z
      .array(wire.body({ id: wire.key, ...changes }, wire.changes("Invoice")))
      .min(1)
      .max(50),
  }),
  response: z.object({}),
  errors: UPDATE_ERRORS,
  resource: "584800",
});
