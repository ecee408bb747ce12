import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

const tag = "Proof";

const totals = z.object({
  currency: z.string(),
  billed: wire.money.describe("Items and taxes of posted invoices and debit memos."),
  paid: wire.money.describe("Applied to them from payments."),
  credited: wire.money.describe("Applied to them from credit memos that write nothing off."),
  writtenOff: wire.money.describe("Applied to them from write-offs."),
  open: wire.money.describe("What they still owe."),
  unappliedCredit: wire.money,
  unappliedPayments: wire.money,
  received: wire.money.describe("What payments have brought in."),
  refunded: wire.money,
});

const difference = z.object({
  law: z.string().describe("What should hold."),
  documentType: z.string(),
  documentNumber: z.string(),
  partId: z.string().nullable().describe("The item or tax; null where it is the document."),
  is: wire.money,
  shouldBe: wire.money,
});

const part = z.object({
  id: wire.id,
  name: z.string(),
  billed: wire.money,
  paid: wire.money,
  credited: wire.money,
  writtenOff: wire.money,
  open: wire.money,
});

const document = z.object({
  documentType: z.enum(["Invoice", "DebitMemo", "CreditMemo", "Payment"]),
  documentNumber: z.string(),
  id: wire.id,
  status: z.string(),
  currency: z.string(),
  amount: wire.money,
  taxAmount: wire.money,
  applied: wire.money.describe("Applied to it, or of it."),
  refunded: wire.money,
  left: wire.money.describe("What it still owes, or has still to give."),
  journalAmount: wire.money,
  journalLeft: wire.money,
  isEqual: z.boolean(),
  items: z.array(part),
  taxationItems: z.array(part),
});

export const listProofs = contract({
  operation: "listProofs",
  method: "GET",
  path: "/v1/proofs",
  summary: "List proofs of all accounts",
  description:
    "Ours alone. What proving every account has found: each night, and whenever `npm run prove` " +
    "was called. The latest first.",
  tag,
  query: z.object({ limit: wire.intBetween(1, 100).default(30) }),
  response: z.object({
    proofs: z.array(
      z.object({
        id: wire.id,
        proofDate: wire.date.describe("The entity's day."),
        accounts: z.int(),
        unequalAccounts: z.int(),
        isEqual: z.boolean(),
        firstDifferences: z
          .array(difference.extend({ accountNumber: z.string() }))
          .describe("The first one of each account; no more than a hundred."),
        milliseconds: z.int(),
        startedDate: wire.timestamp,
        finishedDate: wire.timestamp,
      }),
    ),
  }),
  errors: [],
});

const explanation = z.object({
  documentNumber: z.string(),
  itemId: wire.id,
  name: z.string(),
  serviceStartDate: wire.date,
  serviceEndDate: wire.date.describe("The last day served."),
  days: z.int(),
  quantity: wire.money,
  unitPrice: wire.money,
  amount: wire.money,
  currency: z.string(),
  text: z.string().describe("All of it in one sentence."),
  rule: z.string().describe("Full period, prorated, credited whole, billed less charged …"),
  ratio: z.string().nullable().describe("What of the period was billed, or given back."),
  rounding: z.object({ unrounded: z.string(), mode: z.string(), increment: z.string() }).nullable(),
  inputs: z.record(z.string(), z.string()).describe("All numbers that went in, by name."),
  chargeNumber: z.string().nullable(),
  chargeSegment: z.int().nullable(),
  creditedItem: z.object({ documentNumber: z.string(), itemId: wire.id }).nullable(),
  sourceAction: z
    .object({
      orderNumber: z.string(),
      orderDate: wire.date,
      subscriptionNumber: z.string(),
      subscriptionVersion: z.int(),
      actions: z.array(z.object({ sequence: z.int(), type: z.string() })),
    })
    .nullable()
    .describe("The order that made what was billed; null where no subscription was."),
  billedBy: z.object({ source: z.string(), sourceId: z.string().nullable() }),
});

const explain = <const Operation extends string, const Path extends string>(
  operation: Operation,
  path: Path,
  what: string,
) =>
  contract({
    operation,
    method: "GET",
    path,
    summary: `Explain an item of ${what}`,
    description:
      "Ours alone. Why the item is what it is: the rule, the days, the share of the period, the " +
      "rounding, every number that went in, and the order that made what was billed.",
    tag,
    response: explanation,
    errors: ["ENTITY_NOT_FOUND"],
  });

export const explainInvoiceItem = explain(
  "explainInvoiceItem",
  "/v1/invoices/{documentKey}/items/{itemId}/explain",
  "an invoice",
);
export const explainCreditMemoItem = explain(
  "explainCreditMemoItem",
  "/v1/credit-memos/{documentKey}/items/{itemId}/explain",
  "a credit memo",
);
export const explainDebitMemoItem = explain(
  "explainDebitMemoItem",
  "/v1/debit-memos/{documentKey}/items/{itemId}/explain",
  "a debit memo",
);

const residue = z.object({
  reason: z
    .enum([
      "UnappliedCredit",
      "UnappliedPayment",
      "WrittenOffThenPaid",
      "CancelledWithBalance",
      "NegativeInvoice",
      "SubUnitLeftover",
      "Overdue",
      "NotDueYet",
    ])
    .describe("Why it is not zero."),
  documentType: z.enum(["Invoice", "DebitMemo", "CreditMemo", "Payment"]),
  documentNumber: z.string(),
  currency: z.string(),
  amount: wire.money.describe("What it adds to the account's balance: below zero of a credit."),
  explanation: z.string(),
  settledBy: z
    .array(
      z.object({
        method: z.enum(["POST", "PUT"]),
        path: z.string(),
        body: z.record(z.string(), z.unknown()),
      }),
    )
    .describe("Requests that settle it, in their order, to be sent as they are."),
});

export const listResidues = contract({
  operation: "listResidues",
  method: "GET",
  path: "/v1/accounts/{accountKey}/residues",
  summary: "Why is this account not zero?",
  description:
    "Ours alone. Each document that keeps the account from zero, why, and the requests that settle " +
    "it. A request settles what it can: where there is more, ask again.",
  tag,
  response: z.object({
    accountId: wire.id,
    accountNumber: z.string(),
    balances: z
      .array(z.object({ currency: z.string(), balance: wire.money }))
      .describe("What the residues of a currency add up to; empty when nothing is left."),
    residues: z.array(residue),
  }),
  errors: ["ENTITY_NOT_FOUND"],
});

const proof = {
  isEqual: z.boolean(),
  firstDifference: difference.nullable(),
  totals: z.array(totals),
  documents: z.array(document),
};

export const proveUnassignedPayments = contract({
  operation: "proveUnassignedPayments",
  method: "GET",
  path: "/v1/proofs/unassigned-payments",
  summary: "Prove the payments of no account",
  description:
    "Ours alone. The entity's suspense: money that has come in and is no account's yet, reckoned from " +
    "the payments, from their refunds and from the journal, as an account is proved.",
  tag,
  response: z.object(proof),
  errors: [],
});

export const proveAccount = contract({
  operation: "proveAccount",
  method: "GET",
  path: "/v1/accounts/{accountKey}/proof",
  summary: "Prove an account",
  description:
    "Ours alone. Reckons what was billed, paid, credited, written off and is open three times over: " +
    "from items and taxes, from what was applied to them, and from the journal. Says that all are " +
    "equal, or names the first thing that is not.",
  tag,
  response: z.object({
    accountId: wire.id,
    accountNumber: z.string(),
    ...proof,
  }),
  errors: ["ENTITY_NOT_FOUND"],
});
