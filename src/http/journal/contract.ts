/** The journal, entry by entry. Ours: the field sums its entries up by runs, and shows those. */
import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

const tag = "Journal";

const journalAccount = z.enum([
  ...(["AccountsReceivable", "Cash", "MemoClearing", "RevenueBilled"] as const),
  ...(["TaxPayable", "UnappliedCredit", "UnappliedPayment", "WriteOffExpense"] as const),
]);

const filters = {
  accountKey: wire.key.optional().describe("Id or number of a customer's account."),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  documentKey: wire.key
    .optional()
    .describe(
      "Id or number of an invoice, memo, payment or refund: its entries, and those applied to it.",
    ),
  fromDate: wire.date.optional().describe("By accounting dates."),
  toDate: wire.date.optional().describe("Included."),
  journalAccount: journalAccount.optional().describe("Debited or credited."),
};

const MOST = 1_000;

const entry = z.object({
  id: wire.id,
  accountId: wire.id.nullable().describe("Null of a payment that is no account's."),
  accountNumber: z.string().nullable(),
  accountName: z.string().nullable(),
  accountingDate: wire.date,
  currency: z.string(),
  debit: journalAccount,
  credit: journalAccount,
  amount: wire.money.describe("Above zero: of the debit as of the credit."),
  documentType: z.enum(["Invoice", "DebitMemo", "CreditMemo", "Payment"]),
  documentId: wire.id,
  documentNumber: z.string().nullable().describe("Null once it is deleted."),
  appliedToType: z.enum(["Invoice", "DebitMemo", "Refund"]).nullable(),
  appliedToId: wire.id.nullable().describe("What was paid by it, or took it out."),
  appliedToNumber: z.string().nullable(),
  createdDate: wire.timestamp,
  balance: wire.money
    .nullable()
    .describe(
      "Debits less credits of the journal account, in this currency, up to and with this entry; null unless accountKey and journalAccount are given.",
    ),
});

export const listJournalEntries = contract({
  operation: "listJournalEntries",
  method: "GET",
  path: "/v1/journal/entries",
  summary: "List journal entries",
  description:
    "Ours alone. The journal is only ever added to; each entry debits one account and credits another by the same amount, so that whatever is listed is in balance. The latest accounting date comes first.",
  tag,
  query: z.object({
    ...filters,
    cursor: z
      .string()
      .regex(/^\d{4}-\d\d-\d\d~[0-9a-f]{32}$/, { error: "is not a nextPage of this list" })
      .optional()
      .describe("`nextPage` of the answer before."),
    pageSize: wire.intBetween(1, MOST).default(100),
  }),
  response: z.object({
    entries: z.array(entry),
    nextPage: z.string().nullable().describe("The `cursor` of the next page."),
  }),
  errors: ["ENTITY_NOT_FOUND", "INVALID_VALUE"],
});

export const sumJournalEntries = contract({
  operation: "sumJournalEntries",
  method: "GET",
  path: "/v1/journal/sums",
  summary: "Sum up journal entries",
  description:
    "Ours alone. What the entries that the filters leave debit and credit, by currency and journal account. Both columns of a currency have the same sum.",
  tag,
  query: z.object(filters),
  response: z.object({
    sums: z.array(
      z.object({
        currency: z.string(),
        journalAccount,
        debits: wire.money,
        credits: wire.money,
        balance: wire.money.describe("Debits less credits."),
      }),
    ),
  }),
  errors: ["ENTITY_NOT_FOUND"],
});
