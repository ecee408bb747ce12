/** Whether documents have been printed. */
import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

const keys = z
  .string()
  .min(1)
  .max(50 * 256)
  .transform((text) => text.split(",").map((key) => key.trim()))
  .refine((all) => all.length <= 50 && all.every((key) => key !== ""), {
    error: "should be at most 50 ids or numbers with commas",
  })
  .meta({ type: "string" });

const status = {
  pdfGenerationStatus: z
    .enum(["Generated", "N/A"])
    .describe("N/A: it has no file yet. Printing is done at once and never Pending."),
  createdOn: wire.timestamp.optional(),
  updatedOn: wire.timestamp.optional(),
  pdfFileUrl: z.string().optional(),
};

export const getInvoicePdfStatus = contract({
  operation: "getInvoicePdfStatus",
  method: "GET",
  path: "/v1/invoices/pdf-status",
  summary: "Retrieve the PDF file generation status of invoices",
  tag: "Invoices",
  query: z.object({ invoiceKeys: keys.optional() }),
  response: z.object({
    invoiceFiles: z.array(z.object({ invoiceId: wire.id, invoiceNumber: z.string(), ...status })),
  }),
  errors: [],
});

export const getCreditMemoPdfStatus = contract({
  operation: "getCreditMemoPdfStatus",
  method: "GET",
  path: "/v1/credit-memos/pdf-status",
  summary: "Retrieve the PDF file generation status of credit memos",
  tag: "Credit Memos",
  query: z.object({ creditMemoKeys: keys.optional() }),
  response: z.object({
    creditMemoFiles: z.array(
      z.object({ creditMemoId: wire.id, creditMemoNumber: z.string(), ...status }),
    ),
  }),
  errors: [],
});

export const getDebitMemoPdfStatus = contract({
  operation: "getDebitMemoPdfStatus",
  method: "GET",
  path: "/v1/debit-memos/pdf-status",
  summary: "Retrieve the PDF file generation status of debit memos",
  tag: "Debit Memos",
  query: z.object({ debitMemoKeys: keys.optional() }),
  response: z.object({
    debitMemoFiles: z.array(
      z.object({ debitMemoId: wire.id, debitMemoNumber: z.string(), ...status }),
    ),
  }),
  errors: [],
});
