/** Ours: all that has happened to an account in one stream, where the field has a list of each kind. */
import { z } from "zod";
import { TIMELINE_KINDS, type TimelineKind } from "#engine/model/timeline.ts";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

const kinds = z
  .string()
  .transform((text, context): readonly TimelineKind[] => {
    const names = text.split(",").map((name) => name.trim());
    const known = TIMELINE_KINDS.filter((kind) => names.includes(kind));
    if (known.length === new Set(names).size) return known;
    const message = `should be some of ${TIMELINE_KINDS.join(", ")}, between commas`;
    context.issues.push({ code: "custom", message, input: text });
    return z.NEVER;
  })
  .meta({ type: "string", example: "Order,Invoice" });

export const getAccountTimeline = contract({
  operation: "getAccountTimeline",
  method: "GET",
  path: "/v1/accounts/{accountKey}/timeline",
  summary: "Retrieve the timeline of an account",
  description:
    "Quittance's own: orders, documents, money, what was applied, e-mails, notes and changes of the account, the latest first. What was written at one moment stands in the order in which it comes of each other.",
  tag: "Accounts",
  query: z.object({
    kinds: kinds.optional().describe("Only these, between commas; all, where it is left out."),
    pageSize: wire.intBetween(1, 100).default(40),
    cursor: wire.text(500).optional().describe("As `nextPage` has it."),
  }),
  response: z.object({
    accountId: wire.id,
    accountNumber: z.string(),
    entries: z.array(
      z.object({
        kind: z.enum(TIMELINE_KINDS),
        id: wire.id,
        occurredDate: wire.timestamp.describe(
          "When it was written. Of changes and notes by the real clock, also where a sandbox has one of its own.",
        ),
        number: z.string().nullable(),
        status: z.string().nullable(),
        effectiveDate: wire.date.nullable().describe("Of orders, documents and money: their day."),
        amount: wire.money
          .nullable()
          .describe("Of an application below zero where it was taken back."),
        currency: z.string().nullable(),
        text: z
          .string()
          .nullable()
          .describe("Description, comment, subject, notes, or what a gateway has said."),
        userId: wire.id.nullable(),
        actions: z
          .array(z.object({ type: z.string(), subscriptionNumber: z.string().nullable() }))
          .describe("Of an order, the first ten."),
        related: z
          .array(
            z.object({
              type: z.enum(["Invoice", "DebitMemo", "CreditMemo", "Payment"]),
              number: z.string(),
            }),
          )
          .describe("What was applied, and to what; what was refunded; what an e-mail is about."),
        addresses: z.array(z.string()).describe("Of an e-mail."),
        change: z
          .object({
            object: z.enum(["Account", "Contact", "PaymentMethod"]),
            action: z.enum(["Insert", "Update", "Delete"]),
            fields: z.array(z.string()).describe("What was changed; empty of what is new or gone."),
          })
          .nullable(),
      }),
    ),
    nextPage: wire.nextPage,
  }),
  errors: ["ENTITY_NOT_FOUND", "INVALID_VALUE"],
});
