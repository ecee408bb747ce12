import { z } from "zod";
import { SOURCE_OBJECTS, type SourceObject } from "#engine/import/source-row.ts";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

const tag = "Imports";

const row = z
  .record(z.string().max(255), z.union([z.string().max(65_535), z.number(), z.boolean(), z.null()]))
  .describe("Columns by the names that data exports give them; case does not matter.");

const rows = z.array(row).max(50_000).optional();

const records = wire.body(
  Object.fromEntries(SOURCE_OBJECTS.map((object) => [object, rows])) as Record<
    SourceObject,
    typeof rows
  >,
);

const difference = z.object({
  kind: z
    .enum([
      ...(["AccountBalance", "DocumentAmount", "DocumentBalance", "BilledAmount"] as const),
      ...(["NotCovered", "NextBill", "ChargedThroughDate", "NotImported"] as const),
    ])
    .describe("What is not here what it is in the source."),
  of: z.string(),
  source: wire.money.nullable(),
  ours: wire.money.nullable(),
  message: z.string().describe("The same for people."),
});

const nextItem = z.object({
  chargeNumber: z.string().nullable(),
  chargeName: z.string(),
  serviceStartDate: wire.date,
  serviceEndDate: wire.date,
  amount: wire.money.describe("Below zero: a credit."),
  taxAmount: wire.money,
});

const account = z.object({
  sourceId: z.string(),
  accountId: wire.id,
  accountNumber: z.string(),
  currency: z.string(),
  isNew: z.boolean().describe("Made now, not by an import before."),
  balance: z.object({ source: wire.money.nullable(), ours: wire.money }),
  subscriptions: z
    .array(
      z.object({
        subscriptionNumber: z.string(),
        version: z.int(),
        chargedThroughDate: wire.date.nullable(),
        nextBill: z.object({ amount: wire.money, items: z.array(nextItem) }),
      }),
    )
    .describe("Those that were imported now."),
  differences: z.array(difference),
});

export const importRecords = contract({
  operation: "importRecords",
  method: "POST",
  path: "/v1/imports",
  summary: "Import records of another billing system",
  description:
    "Ours alone, for administrators. Rows as the data exports of Zuora name their objects and " +
    "columns: accounts with contacts, the catalog, subscriptions in all versions, posted invoices, " +
    "credit memos, payments and what was applied. Numbers and amounts are kept. What was imported " +
    "before is left alone, and an account is imported whole or not at all. The answer names every " +
    "amount that is not here what it is there. See the guide Moving data in.",
  tag,
  request: wire.body({
    dryRun: wire.boolean.default(false).describe("Keep nothing; say what would be."),
    billThrough: wire.billingDate
      .optional()
      .describe("The day through which the next bill is reckoned; today when absent."),
    records,
  }),
  response: z.object({
    dryRun: z.boolean(),
    isEqual: z.boolean().describe("No account has failed, and no difference was found."),
    imported: z.record(z.string(), z.int()).describe("Rows that were written, by object."),
    accounts: z.array(account),
    failures: z
      .array(
        z.object({
          object: z.string(),
          sourceId: z.string(),
          number: z.string(),
          reason: z.string(),
        }),
      )
      .describe("Accounts that were left out whole, and what of the catalog was."),
  }),
  errors: ["INVALID_VALUE"],
  resource: "599700",
  isHighVolume: true,
});

export const listImportedRecords = contract({
  operation: "listImportedRecords",
  method: "GET",
  path: "/v1/imports/records/{key}",
  summary: "List imported records",
  description: "Ours alone. What was imported under an id of the source, or is an id here.",
  tag,
  query: z.object({ objectType: z.enum(SOURCE_OBJECTS).optional() }),
  response: z.object({
    records: z.array(
      z.object({
        objectType: z.string(),
        sourceId: z.string(),
        id: wire.id,
        accountId: wire.id.nullable(),
      }),
    ),
  }),
  errors: ["ENTITY_NOT_FOUND"],
});
