import { z } from "zod";
import { contract } from "../contract.ts";
import { EMAIL_ERRORS, emailFields, printed } from "../document-files/contract.ts";
import * as wire from "../wire.ts";

const tag = "Accounts";

const account = { accountId: wire.id, accountNumber: z.string(), currency: z.string() };

export const getAccountAgeing = contract({
  operation: "getAccountAgeing",
  method: "GET",
  path: "/v1/accounts/{accountKey}/ageing",
  aliases: ["/v1/accounts/{accountKey}/aging"],
  summary: "Retrieve balances and ageing of an account as of any day",
  description:
    "Quittance's own: what the account owed and had to its credit at the end of a day, by the dates of documents and of what was applied, and how long past due that was (see PUT /settings/aging-buckets).",
  tag,
  query: z.object({
    asOfDate: wire.date.optional().describe("Default: today."),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .optional()
      .describe("Default: the account's."),
  }),
  response: z.object({
    ...account,
    asOfDate: wire.date,
    totalInvoiceBalance: wire.money,
    totalDebitMemoBalance: wire.money,
    unappliedCreditMemoAmount: wire.money,
    unappliedPaymentAmount: wire.money,
    accountBalance: wire.money,
    ageing: z.array(
      z.object({
        name: z.string(),
        fromDaysPastDue: z.number(),
        toDaysPastDue: z.number(),
        balance: wire.money.describe("Of invoices and debit memos."),
      }),
    ),
  }),
  errors: ["ENTITY_NOT_FOUND"],
});

const days = {
  startDate: wire.date,
  endDate: wire.date.describe("Included."),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional()
    .describe("Default: the account's."),
};

export const getAccountStatement = contract({
  operation: "getAccountStatement",
  method: "GET",
  path: "/v1/accounts/{accountKey}/statement",
  summary: "Retrieve a statement of an account",
  description:
    "Quittance's own: the balance before the first day, what has moved it, and the balance after the last day. What was applied to what is no movement.",
  tag,
  query: z.object(days),
  response: z.object({
    ...account,
    startDate: wire.date,
    endDate: wire.date,
    openingBalance: wire.money,
    movements: z.array(
      z.object({
        date: wire.date,
        type: z.enum(["Invoice", "DebitMemo", "CreditMemo", "Payment", "Refund"]),
        documentId: wire.id,
        documentNumber: z.string().nullable(),
        amount: wire.money.describe("Above zero where the account owes more by it."),
        balance: wire.money.describe("After it."),
      }),
    ),
    closingBalance: wire.money,
  }),
  errors: ["ENTITY_NOT_FOUND", "INVALID_VALUE", "NOT_ALLOWED"],
});

export const printAccountStatement = contract({
  operation: "printAccountStatement",
  method: "POST",
  path: "/v1/accounts/{accountKey}/statement/pdfs",
  summary: "Generate a PDF file of a statement of an account",
  description:
    "Quittance's own: the statement on paper, with what is owed on its last day by days past due. The file is kept with the account.",
  tag,
  request: wire.body(days),
  response: printed,
  errors: ["ENTITY_NOT_FOUND", "INVALID_VALUE", "NOT_ALLOWED"],
  resource: "592400",
});

export const emailAccountStatement = contract({
  operation: "emailAccountStatement",
  method: "POST",
  path: "/v1/accounts/{accountKey}/statement/emails",
  summary: "Email a statement of an account",
  description: "Quittance's own: a new PDF file of the statement is sent.",
  tag,
  request: wire.body({ ...days, ...emailFields }),
  response: z.object({ fileId: wire.id, addresses: z.array(z.string()) }),
  errors: EMAIL_ERRORS,
  resource: "592500",
});
