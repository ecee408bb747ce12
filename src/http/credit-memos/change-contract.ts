import { z } from "zod";
import { contract } from "../contract.ts";
import { spelledEInvoice } from "../memos/memo-answers.ts";
import { usedOfDebitMemo, usedOfInvoice } from "../memos/memo-fields.ts";
import * as wire from "../wire.ts";
import { creditMemo } from "./contract.ts";

const tag = "Credit Memos";
const resource = "587400";

export const postCreditMemo = contract({
  operation: "postCreditMemo",
  method: "PUT",
  path: "/v1/credit-memos/{creditMemoKey}/post",
  aliases: ["/v1/creditmemos/{creditMemoKey}/post"],
  summary: "Post a credit memo",
  tag,
  response: creditMemo,
  errors: ["ENTITY_NOT_FOUND", "MEMO_STATUS", "CREDITS_TOO_MUCH", "LOCK_CONTENTION"],
  resource,
});

export const unpostCreditMemo = contract({
  operation: "unpostCreditMemo",
  method: "PUT",
  path: "/v1/credit-memos/{creditMemoKey}/unpost",
  aliases: ["/v1/creditmemos/{creditMemoKey}/unpost"],
  summary: "Unpost a credit memo",
  description: "Makes a posted memo a draft again, as long as nothing of it is used.",
  tag,
  response: creditMemo,
  errors: ["ENTITY_NOT_FOUND", "MEMO_STATUS", "MEMO_IN_USE", "LOCK_CONTENTION"],
  resource,
});

export const cancelCreditMemo = contract({
  operation: "cancelCreditMemo",
  method: "PUT",
  path: "/v1/credit-memos/{creditMemoKey}/cancel",
  aliases: ["/v1/creditmemos/{creditMemoKey}/cancel"],
  summary: "Cancel a credit memo",
  description:
    "Cancels a draft. What billing had credited by it is credited again by the next billing.",
  tag,
  response: creditMemo,
  errors: ["ENTITY_NOT_FOUND", "MEMO_STATUS", "NOT_ALLOWED", "LOCK_CONTENTION"],
  resource,
});

export const deleteCreditMemo = contract({
  operation: "deleteCreditMemo",
  method: "DELETE",
  path: "/v1/credit-memos/{creditMemoKey}",
  aliases: ["/v1/creditmemos/{creditMemoKey}"],
  summary: "Delete a credit memo",
  description: "Deletes a cancelled memo. Its number is not used again.",
  tag,
  response: z.object({}),
  errors: ["ENTITY_NOT_FOUND", "MEMO_STATUS", "NOT_ALLOWED", "LOCK_CONTENTION"],
});

/** Most documents of one call. */
const MAXIMUM_DOCUMENTS = 1_000;
const MAXIMUM_ITEMS = 1_000;

const use = wire.body({
  debitMemos: z
    .array(
      wire.body({
        amount: wire.amount,
        debitMemoId: wire.key,
        items: z.array(usedOfDebitMemo).max(MAXIMUM_ITEMS).optional(),
      }),
    )
    .max(MAXIMUM_DOCUMENTS)
    .optional(),
  effectiveDate: wire.billingDate
    .optional()
    .describe("Today when absent, or the day of the latest document where that is later."),
  invoices: z
    .array(
      wire.body({
        amount: wire.amount,
        invoiceId: wire.key,
        items: z.array(usedOfInvoice).max(MAXIMUM_ITEMS).optional(),
      }),
    )
    .max(MAXIMUM_DOCUMENTS)
    .optional(),
});

export const applyCreditMemo = contract({
  operation: "applyCreditMemo",
  method: "PUT",
  path: "/v1/credit-memos/{creditMemoKey}/apply",
  aliases: ["/v1/creditmemos/{creditMemoKey}/apply"],
  summary: "Apply a credit memo",
  description:
    "Pays posted invoices and debit memos of the memo's account, in the order given: by the items that are named, else what each item credits first and the rest by the entity's rule.",
  tag,
  request: use,
  response: creditMemo,
  errors: [
    "ENTITY_NOT_FOUND",
    "MEMO_STATUS",
    "INVALID_VALUE",
    "MISSING_FIELD",
    "NOT_ALLOWED",
    "APPLIES_TOO_MUCH",
    "DOCUMENT_BEING_PAID",
    "LOCK_CONTENTION",
  ],
  resource,
});

export const unapplyCreditMemo = contract({
  operation: "unapplyCreditMemo",
  method: "PUT",
  path: "/v1/credit-memos/{creditMemoKey}/unapply",
  aliases: ["/v1/creditmemos/{creditMemoKey}/unapply"],
  summary: "Unapply a credit memo",
  description:
    "Takes back what a memo has paid: by the items that are named, else what was applied first first.",
  tag,
  request: use,
  response: creditMemo.extend(spelledEInvoice),
  errors: [
    "ENTITY_NOT_FOUND",
    "MEMO_STATUS",
    "INVALID_VALUE",
    "MISSING_FIELD",
    "NOT_ALLOWED",
    "UNAPPLIES_TOO_MUCH",
    "LOCK_CONTENTION",
  ],
  resource,
});
