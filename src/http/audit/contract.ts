/** Who has changed what. Ours: the field shows its audit trail on screens and in queries of data. */
import { z } from "zod";
import { contract } from "../contract.ts";
import { count } from "../events/event-type.ts";
import * as wire from "../wire.ts";
import { idInQuery, moment } from "./moment.ts";

const tag = "Audit";
const HIGHEST = 999_999_999_999_999;
const hash = z.string().describe("SHA-256, 64 hexadecimal digits.");
const columns = z.record(z.string(), z.unknown()).nullable();

const changeNumber = z
  .string()
  .regex(/^[1-9]\d{0,14}$/, { error: "should be a whole number from 1" })
  .transform(Number)
  .meta({ type: "integer", minimum: 1, maximum: HIGHEST });

export const listAuditTrail = contract({
  operation: "listAuditTrail",
  method: "GET",
  path: "/v1/audit-trail",
  summary: "List changes",
  description:
    "Ours alone. Every change of settings and master data, and what requests have changed of documents, numbered from 1 without gaps: go on with `after`. What is secret is never told, only that it was changed. Making documents is told by themselves, by GET /v1/events and by the journal.",
  tag,
  query: z.object({
    after: count(0, HIGHEST, 0).describe("Changes with greater numbers."),
    before: changeNumber
      .optional()
      .describe("Changes with smaller numbers, and then the latest first."),
    limit: count(1, 1000, 100),
    objectType: wire.text(100).optional().describe("Such as accounts, settings, invoices."),
    objectId: wire.text(200).optional().describe("Its id; of a setting its name."),
    accountId: idInQuery.optional(),
    userId: idInQuery.optional(),
    requestId: wire.text(200).optional().describe("What Zuora-Request-Id has told."),
    from: moment.optional().describe("Changes at this moment and later."),
    to: moment.optional().describe("Changes before this moment."),
  }),
  response: z.object({
    changes: z.array(
      z.object({
        changeNumber: z.number(),
        changeId: wire.id,
        changedDate: z.string().describe("UTC."),
        userId: wire.id.nullable(),
        requestId: z.string().nullable(),
        source: z
          .string()
          .describe(
            "The operation; `Server` of its own work, `Database` of what has gone past the server.",
          ),
        action: z.enum(["Insert", "Update", "Delete"]),
        objectType: z.string(),
        objectId: z
          .string()
          .nullable()
          .describe("Null where more than a hundred documents were changed at once."),
        accountId: wire.id.nullable(),
        before: columns.describe("Of an update, what has changed."),
        after: columns,
        hash,
      }),
    ),
    lastChangeNumber: z.number().describe("The number of the latest change, of whatever."),
  }),
  errors: [],
});

export const verifyAuditTrail = contract({
  operation: "verifyAuditTrail",
  method: "GET",
  path: "/v1/audit-trail/verification",
  summary: "Verify the audit trail",
  description:
    "Ours alone. Reckons the hash of every change again, and looks whether each follows the one before. Who has kept a number and its hash elsewhere can ask whether that change still has it: so it is seen too when the whole chain was written anew. It is verified each night as well; see GET /v1/operations/failed-work.",
  tag,
  query: z
    .object({
      changeNumber: changeNumber.optional(),
      hash: z
        .string()
        .regex(/^[0-9a-f]{64}$/, { error: "should be 64 hexadecimal digits" })
        .optional(),
    })
    .refine((query) => (query.hash === undefined) === (query.changeNumber === undefined), {
      error: "changeNumber and hash go together",
      path: ["hash"],
    }),
  response: z.object({
    isEqual: z.boolean(),
    lastChangeNumber: z.number(),
    lastHash: hash,
    firstBreak: z
      .object({
        changeNumber: z.number(),
        reason: z
          .enum(["Missing", "Changed", "NotFollowing", "NotAnchored"])
          .describe(
            "It was deleted; it is not what was chained; the one before was changed together with its hash; it has not the hash that was given.",
          ),
      })
      .nullable(),
  }),
  errors: [],
});
