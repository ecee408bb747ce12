import { z } from "zod";
import { contract } from "../contract.ts";
import { MAXIMUM_MEMOS, memosOrFailures } from "../memos/memo-answers.ts";
import { changedMemo, memoFromCharges, memoFromInvoice } from "../memos/memo-fields.ts";
import * as wire from "../wire.ts";
import { creditMemo } from "./contract.ts";
import { excludeFromAutoApplyRules, fromInvoice } from "./create-contract.ts";

const tag = "Credit Memos";
const resource = "587400";

const change = {
  ...changedMemo("CreditMemoItem"),
  autoApplyUponPosting: wire.boolean.optional(),
  excludeFromAutoApplyRules: wire.boolean.optional(),
};

const UPDATE_ERRORS = [
  "ENTITY_NOT_FOUND",
  "MEMO_STATUS",
  "INVALID_VALUE",
  "NOT_ALLOWED",
  "NOT_SUPPORTED",
  "CREDITS_TOO_MUCH",
  "LOCK_CONTENTION",
] as const;

export const updateCreditMemo = contract({
  operation: "updateCreditMemo",
  method: "PUT",
  path: "/v1/credit-memos/{creditMemoKey}",
  aliases: ["/v1/creditmemos/{creditMemoKey}"],
  summary: "Update a credit memo",
  description:
    "Changes a draft that was made by hand; items that are not named stay. Of a posted memo only comment, reason code, custom fields and excludeFromAutoApplyRules change.",
  tag,
  request: wire.body(change, wire.changes("CreditMemo")),
  response: creditMemo,
  errors: UPDATE_ERRORS,
  resource,
});

const answer = memosOrFailures(creditMemo);

export const createCreditMemos = contract({
  operation: "createCreditMemos",
  method: "POST",
  path: "/v1/credit-memos/bulk",
  aliases: ["/v1/creditmemos/bulk"],
  summary: "Create credit memos",
  description:
    "Makes up to 50 memos, one after the other, all from invoices or all from charges: what fails with one leaves the others.",
  tag,
  request: z.discriminatedUnion("sourceType", [
    wire.body({
      sourceType: z.literal("Invoice"),
      memos: z
        .array(
          wire.body(
            { ...memoFromInvoice("CreditMemoItem"), ...fromInvoice, excludeFromAutoApplyRules },
            wire.makes("CreditMemo"),
          ),
        )
        .min(1)
        .max(MAXIMUM_MEMOS),
    }),
    wire.body({
      sourceType: z.literal("Standalone"),
      memos: z
        .array(
          wire.body(
            { ...memoFromCharges("CreditMemoItem"), excludeFromAutoApplyRules },
            wire.makes("CreditMemo"),
          ),
        )
        .min(1)
        .max(MAXIMUM_MEMOS),
    }),
  ]),
  response: answer,
  errors: ["LOCK_CONTENTION"],
  resource,
});

export const updateCreditMemos = contract({
  operation: "updateCreditMemos",
  method: "PUT",
  path: "/v1/credit-memos/bulk",
  aliases: ["/v1/creditmemos/bulk"],
  summary: "Update credit memos",
  description:
    "Changes up to 50 memos, one after the other: what fails with one leaves the others.",
  tag,
  request: wire.body({
    memos: z
      .array(
        wire.body(
          { ...change, id: wire.key.describe("Id or number.") },
          wire.changes("CreditMemo"),
        ),
      )
      .min(1)
      .max(MAXIMUM_MEMOS),
  }),
  response: answer,
  errors: ["LOCK_CONTENTION"],
  resource,
});

export const writeOffCreditMemo = contract({
  operation: "writeOffCreditMemo",
  method: "PUT",
  path: "/v1/credit-memos/{creditMemoKey}/write-off",
  aliases: ["/v1/creditmemos/{creditMemoKey}/write-off"],
  summary: "Write off a credit memo",
  description:
    "Gives up a posted memo of which nothing is used, by a posted debit memo that mirrors it and is paid by it.",
  tag,
  request: wire.body(
    {
      comment: wire.text(255).optional().describe("Of the debit memo."),
      memoDate: wire.billingDate
        .optional()
        .describe("Of the debit memo and of the application. Today when absent."),
      reasonCode: wire.text(255).optional().describe("Write-off when absent."),
    },
    wire.makes("DebitMemo"),
  ),
  response: z.object({ debitMemo: z.object({ id: wire.id }) }),
  errors: ["ENTITY_NOT_FOUND", "MEMO_STATUS", "MEMO_IN_USE", "INVALID_VALUE", "LOCK_CONTENTION"],
  resource,
});

export const reverseCreditMemo = contract({
  operation: "reverseCreditMemo",
  method: "PUT",
  path: "/v1/credit-memos/{creditMemoKey}/reverse",
  aliases: ["/v1/creditmemos/{creditMemoKey}/reverse"],
  summary: "Reverse a credit memo",
  description:
    "Takes back a posted memo that billing has made and of which nothing is used: a posted debit memo mirrors it and is paid by it, an invoice of the same billing is reversed with it, and the next billing makes the same items again.",
  tag,
  request: wire.body({
    applyEffectiveDate: wire.billingDate
      .optional()
      .describe("When the memo is applied to the debit memo. The memo's date when absent."),
    comment: wire.text(255).optional().describe("Of the debit memo."),
    memoDate: wire.billingDate.optional().describe("Of the debit memo. Today when absent."),
    reasonCode: wire.text(255).optional().describe("Credit memo reversal when absent."),
  }),
  response: z.object({
    creditMemo: z
      .object({ id: wire.id })
      .optional()
      .describe("That reverses the invoice of the same billing, where there is one."),
    debitMemo: z.object({ id: wire.id }),
  }),
  errors: [
    "ENTITY_NOT_FOUND",
    "MEMO_STATUS",
    "MEMO_IN_USE",
    "CREDIT_MEMO_NOT_REVERSED",
    "INVALID_VALUE",
    "LOCK_CONTENTION",
  ],
  resource,
});
