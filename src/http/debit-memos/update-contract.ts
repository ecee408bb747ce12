import { z } from "zod";
import { contract } from "../contract.ts";
import { MAXIMUM_MEMOS, memosOrFailures } from "../memos/memo-answers.ts";
import { changedMemo, memoFromCharges, memoFromInvoice } from "../memos/memo-fields.ts";
import { writeOffFields } from "../memos/write-off-fields.ts";
import * as wire from "../wire.ts";
import { collected } from "./change-contract.ts";
import { debitMemo } from "./contract.ts";

const tag = "Debit Memos";
const resource = "587500";

const change = {
  ...changedMemo("DebitMemoItem"),
  autoPay: wire.boolean.optional(),
  dueDate: wire.billingDate.optional(),
};

const UPDATE_ERRORS = [
  "ENTITY_NOT_FOUND",
  "MEMO_STATUS",
  "INVALID_VALUE",
  "NOT_ALLOWED",
  "NOT_SUPPORTED",
  "LOCK_CONTENTION",
] as const;

export const updateDebitMemo = contract({
  operation: "updateDebitMemo",
  method: "PUT",
  path: "/v1/debit-memos/{debitMemoKey}",
  aliases: ["/v1/debitmemos/{debitMemoKey}"],
  summary: "Update a debit memo",
  description:
    "Changes a draft that was made by hand; items that are not named stay. Of a posted memo only comment, reason code, custom fields, the due date and autoPay change.",
  tag,
  request: wire.body(change, wire.changes("DebitMemo")),
  response: debitMemo,
  errors: UPDATE_ERRORS,
  resource,
});

const answer = memosOrFailures(debitMemo);

export const createDebitMemos = contract({
  operation: "createDebitMemos",
  method: "POST",
  path: "/v1/debit-memos/bulk",
  aliases: ["/v1/debitmemos/bulk"],
  summary: "Create debit memos",
  description:
    "Makes up to 50 memos, one after the other, all from invoices or all from charges: what fails with one leaves the others.",
  tag,
  request: z.discriminatedUnion("sourceType", [
    wire.body({
      sourceType: z.literal("Invoice"),
      memos: z
        .array(
          wire.body({ ...memoFromInvoice("DebitMemoItem"), ...collected }, wire.makes("DebitMemo")),
        )
        .min(1)
        .max(MAXIMUM_MEMOS),
    }),
    wire.body({
      sourceType: z.literal("Standalone"),
      memos: z
        .array(
          wire.body({ ...memoFromCharges("DebitMemoItem"), ...collected }, wire.makes("DebitMemo")),
        )
        .min(1)
        .max(MAXIMUM_MEMOS),
    }),
  ]),
  response: answer,
  errors: ["LOCK_CONTENTION"],
  resource,
});

export const updateDebitMemos = contract({
  operation: "updateDebitMemos",
  method: "PUT",
  path: "/v1/debit-memos/bulk",
  aliases: ["/v1/debitmemos/bulk"],
  summary: "Update debit memos",
  description:
    "Changes up to 50 memos, one after the other: what fails with one leaves the others.",
  tag,
  request: wire.body({
    memos: z
      .array(
        wire.body({ ...change, id: wire.key.describe("Id or number.") }, wire.changes("DebitMemo")),
      )
      .min(1)
      .max(MAXIMUM_MEMOS),
  }),
  response: answer,
  errors: ["LOCK_CONTENTION"],
  resource,
});

export const updateDebitMemosDueDates = contract({
  operation: "updateDebitMemosDueDates",
  method: "PUT",
  path: "/v1/debit-memos",
  aliases: ["/v1/debitmemos"],
  summary: "Update due dates for debit memos",
  description: "All of them, or none: what fails with one leaves all as they were.",
  tag,
  request: wire.body({
    debitMemos: z
      .array(wire.body({ dueDate: wire.billingDate, id: wire.key.describe("Id or number.") }))
      .min(1)
      .max(MAXIMUM_MEMOS),
  }),
  response: z.object({}),
  errors: ["ENTITY_NOT_FOUND", "MEMO_STATUS", "LOCK_CONTENTION"],
  resource,
});

export const writeOffDebitMemo = contract({
  operation: "writeOffDebitMemo",
  method: "PUT",
  path: "/v1/debit-memos/{debitMemoKey}/write-off",
  aliases: ["/v1/debitmemos/{debitMemoKey}/write-off"],
  summary: "Write off a debit memo",
  description:
    "Writes off what a posted debit memo still owes, or a part of it, by one posted credit memo.",
  tag,
  request: wire.body(writeOffFields, wire.makes("CreditMemo")),
  response: z.object({ creditMemo: z.object({ id: wire.id }) }),
  errors: [
    "ENTITY_NOT_FOUND",
    "WRITE_OFF_NOT_POSTED",
    "WRITE_OFF_NOTHING_OWED",
    "WRITE_OFF_BEFORE_INVOICE",
    "WRITE_OFF_TOO_MANY_ITEMS",
    "WRITE_OFF_TOO_MUCH",
    "DOCUMENT_BEING_PAID",
    "WRITE_OFF_LEAVES_CREDIT",
    "INVALID_VALUE",
    "LOCK_CONTENTION",
  ],
  resource,
});
