import { z } from "zod";
import { contract } from "../contract.ts";
import { notKept, spelledEInvoice } from "../memos/memo-answers.ts";
import { memoFromCharges, memoFromInvoice } from "../memos/memo-fields.ts";
import * as wire from "../wire.ts";
import { debitMemo } from "./contract.ts";

const tag = "Debit Memos";
const resource = "587500";

export const collected = {
  autoPay: wire.boolean.default(true).describe("Whether payment runs collect the memo."),
  dueDate: wire.billingDate.optional().describe("By the account's payment term when absent."),
};

export const createDebitMemo = contract({
  operation: "createDebitMemo",
  method: "POST",
  path: "/v1/debit-memos",
  aliases: ["/v1/debitmemos"],
  summary: "Create a debit memo from a charge",
  description:
    "Charges product rate plan charges that no subscription needs to have: a draft, unless autoPost is true. It has no taxes until it is given taxation items.",
  tag,
  request: wire.body(
    { ...memoFromCharges("DebitMemoItem"), ...collected },
    wire.makes("DebitMemo"),
  ),
  response: debitMemo,
  errors: [
    "ENTITY_NOT_FOUND",
    "INVALID_VALUE",
    "MISSING_FIELD",
    "NOT_ALLOWED",
    "NOT_SUPPORTED",
    "NUMBER_IN_USE",
    "LOCK_CONTENTION",
  ],
  resource,
});

export const createDebitMemoFromInvoice = contract({
  operation: "createDebitMemoFromInvoice",
  method: "POST",
  path: "/v1/debit-memos/invoice/{invoiceKey}",
  aliases: ["/v1/invoices/{invoiceKey}/debitmemos", "/v1/invoices/{invoiceKey}/debit-memos"],
  summary: "Create a debit memo from an invoice",
  description: "Charges more for items of a posted invoice.",
  tag,
  request: wire.body(
    { ...memoFromInvoice("DebitMemoItem"), ...collected },
    wire.makes("DebitMemo"),
  ),
  response: debitMemo.extend({
    ...spelledEInvoice,
    soldToContactId: notKept,
    soldToContactSnapshotId: notKept,
  }),
  errors: [
    "ENTITY_NOT_FOUND",
    "MEMO_STATUS",
    "INVALID_VALUE",
    "MISSING_FIELD",
    "NOT_SUPPORTED",
    "NUMBER_IN_USE",
    "LOCK_CONTENTION",
  ],
  resource,
});

export const postDebitMemo = contract({
  operation: "postDebitMemo",
  method: "PUT",
  path: "/v1/debit-memos/{debitMemoKey}/post",
  aliases: ["/v1/debitmemos/{debitMemoKey}/post"],
  summary: "Post a debit memo",
  tag,
  response: debitMemo,
  errors: ["ENTITY_NOT_FOUND", "MEMO_STATUS", "LOCK_CONTENTION"],
  resource,
});

export const unpostDebitMemo = contract({
  operation: "unpostDebitMemo",
  method: "PUT",
  path: "/v1/debit-memos/{debitMemoKey}/unpost",
  aliases: ["/v1/debitmemos/{debitMemoKey}/unpost"],
  summary: "Unpost a debit memo",
  description: "Makes a posted memo a draft again, as long as nothing of it is paid.",
  tag,
  response: debitMemo,
  errors: [
    "ENTITY_NOT_FOUND",
    "MEMO_STATUS",
    "MEMO_IN_USE",
    "DOCUMENT_BEING_PAID",
    "LOCK_CONTENTION",
  ],
  resource,
});

export const cancelDebitMemo = contract({
  operation: "cancelDebitMemo",
  method: "PUT",
  path: "/v1/debit-memos/{debitMemoKey}/cancel",
  aliases: ["/v1/debitmemos/{debitMemoKey}/cancel"],
  summary: "Cancel a debit memo",
  tag,
  response: debitMemo,
  errors: ["ENTITY_NOT_FOUND", "MEMO_STATUS", "LOCK_CONTENTION"],
  resource,
});

export const deleteDebitMemo = contract({
  operation: "deleteDebitMemo",
  method: "DELETE",
  path: "/v1/debit-memos/{debitMemoKey}",
  aliases: ["/v1/debitmemos/{debitMemoKey}"],
  summary: "Delete a debit memo",
  description: "Deletes a cancelled memo. Its number is not used again.",
  tag,
  response: z.object({}),
  errors: ["ENTITY_NOT_FOUND", "MEMO_STATUS", "NOT_ALLOWED", "LOCK_CONTENTION"],
});
