import { contract } from "../contract.ts";
import { spelledEInvoice } from "../memos/memo-answers.ts";
import { memoFromCharges, memoFromInvoice } from "../memos/memo-fields.ts";
import * as wire from "../wire.ts";
import { creditMemo } from "./contract.ts";

const tag = "Credit Memos";

export const excludeFromAutoApplyRules = wire.boolean
  .default(false)
  .describe("Whether payment runs leave the memo alone.");

export const fromInvoice = {
  autoApplyToInvoiceUponPosting: wire.boolean
    .default(false)
    .describe("Whether the memo pays its invoice once it is posted, as far as both go."),
};

export const createCreditMemo = contract({
  operation: "createCreditMemo",
  method: "POST",
  path: "/v1/credit-memos",
  aliases: ["/v1/creditmemos"],
  summary: "Create a credit memo from a charge",
  description:
    "Credits product rate plan charges that no subscription needs to have: a draft, unless autoPost is true. They are taxed as the charges are.",
  tag,
  request: wire.body(
    { ...memoFromCharges("CreditMemoItem"), excludeFromAutoApplyRules },
    wire.makes("CreditMemo"),
  ),
  response: creditMemo,
  errors: [
    "ENTITY_NOT_FOUND",
    "INVALID_VALUE",
    "MISSING_FIELD",
    "NOT_ALLOWED",
    "NOT_SUPPORTED",
    "NUMBER_IN_USE",
    "TAX_ENGINE_FAILED",
    "LOCK_CONTENTION",
  ],
  resource: "587400",
});

export const createCreditMemoFromInvoice = contract({
  operation: "createCreditMemoFromInvoice",
  method: "POST",
  path: "/v1/credit-memos/invoice/{invoiceKey}",
  aliases: ["/v1/invoices/{invoiceKey}/creditmemos", "/v1/invoices/{invoiceKey}/credit-memos"],
  summary: "Create a credit memo from an invoice",
  description:
    "Credits items of a posted invoice, however much of them is paid, but no more than they billed and no posted memo has credited yet, as closely as availableToCreditValidationLevel says.",
  tag,
  request: wire.body(
    {
      ...memoFromInvoice("CreditMemoItem"),
      ...fromInvoice,
      excludeFromAutoApplyRules,
    },
    wire.makes("CreditMemo"),
  ),
  response: creditMemo.extend(spelledEInvoice),
  errors: [
    "ENTITY_NOT_FOUND",
    "MEMO_STATUS",
    "INVALID_VALUE",
    "MISSING_FIELD",
    "CREDITS_TOO_MUCH",
    "NOT_SUPPORTED",
    "NUMBER_IN_USE",
    "LOCK_CONTENTION",
  ],
  resource: "587400",
});
