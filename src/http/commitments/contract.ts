/** What customers have committed to spend: read off their subscriptions. */
import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

const tag = "Commitments";
const envelope = "plain" as const;
const errors = ["ENTITY_NOT_FOUND"] as const;

const status = z.enum(["Active", "Canceled"]);
const days = {
  startDate: wire.date,
  endDate: wire.date.describe("The last day."),
};

const condition = z.object({
  field: z.string(),
  operator: z.enum(["eq", "in"]),
  value: z.string(),
});

const fields = {
  id: wire.id.describe("The original id of the charge that commits."),
  status,
  version: z.number(),
  currency: z.string(),
  ...days,
  totalAmount: wire.money.describe("Of all commitment periods that there are by now."),
  orderNumber: z.string().nullable(),
  orderId: wire.id.nullable(),
  accountId: wire.id,
  accountNumber: z.string(),
  commitmentNumber: z.string().describe("The number of the charge that commits."),
  name: z.string(),
  type: z.literal("MinCommitment"),
  description: z.string().nullable(),
  priority: z.number().describe("In which order spending counts, among those of a subscription."),
  eligibleAccountConditions: condition,
  eligibleChargeConditions: condition,
  periodAlignmentOption: z.string(),
  specificPeriodAlignmentDate: wire.date.nullable(),
  customFields: z.record(z.string(), z.unknown()),
  taxable: z.boolean(),
  taxCode: z.string().nullable(),
  taxMode: z.string().nullable(),
  subscriptionNumber: z.string().describe("Quittance's own: whose commitment it is."),
};

const totals = { total: z.number(), page: z.number() };

export const getCommitments = contract({
  operation: "getCommitments",
  method: "GET",
  path: "/v1/commitments",
  summary: "List commitments for an account",
  description:
    "Commitments are charges of subscriptions (ChargeFunction CommitmentTrueUp), of those that the account has subscribed to.",
  tag,
  query: wire.longPage(100).extend({
    accountNumber: wire.key,
    type: z.enum(["MinCommitment", "MaxCommitment"]).optional(),
  }),
  response: z.object({
    ...totals,
    page_size: z.number(),
    commitments: z.array(z.object(fields)),
  }),
  errors,
  envelope,
});

export const getCommitmentByKey = contract({
  operation: "getCommitmentByKey",
  method: "GET",
  path: "/v1/commitments/{commitmentKey}",
  summary: "Retrieve a commitment",
  tag,
  response: z.object(fields),
  errors,
  envelope,
});

export const getCommitmentPeriods = contract({
  operation: "getCommitmentPeriods",
  method: "GET",
  path: "/v1/commitments/periods",
  summary: "List periods for a commitment",
  tag,
  query: wire.longPage(100).extend({
    commitmentKey: wire.key,
    accountNumber: wire.key.optional(),
    startDate: wire.date.optional().describe("Periods that end on this day or later."),
    endDate: wire.date.optional().describe("Periods that begin on this day or before."),
  }),
  response: z.object({
    periods: z.array(
      z.object({
        id: wire.id,
        commitmentId: wire.id,
        commitmentNumber: z.string(),
        currency: z.string(),
        priority: z.number(),
        version: z.number(),
        type: z.literal("MinCommitment"),
        ...days,
        isProrated: z.literal(false),
        amount: wire.money,
        status,
      }),
    ),
    ...totals,
    pageSize: z.number(),
  }),
  errors: [...errors, "INVALID_VALUE"],
  envelope,
});

export const getCommitmentBalance = contract({
  operation: "getCommitmentBalance",
  method: "GET",
  path: "/v1/commitments/{commitmentId}/balance",
  summary: "Retrieve the balance for a commitment",
  description: "Of the periods that have begun. Usage counts once it is billed.",
  tag,
  query: wire.longPage(100),
  response: z.object({
    ...totals,
    pageSize: z.number(),
    periods: z.array(
      z.object({
        id: wire.id,
        status,
        ...days,
        balance: wire.money.describe("What is still to be spent, or paid in the end."),
        committedAmount: wire.money,
        totalSpend: wire.money,
      }),
    ),
  }),
  errors,
  envelope,
});

export const listCommitmentSchedules = contract({
  operation: "listCommitmentSchedules",
  method: "GET",
  path: "/v1/commitments/{commitmentKey}/schedules",
  summary: "List schedules for a commitment",
  description: "One for each segment of the charge: the days with one committed amount.",
  tag,
  query: wire.longPage(100),
  response: z.object({
    schedules: z.array(
      z.object({
        id: wire.id,
        commitmentId: wire.id,
        commitmentNumber: z.string(),
        version: z.number(),
        ...days,
        totalAmount: wire.money,
        amount: wire.money.describe("Of one commitment period."),
        amountBase: z.literal("CommitmentPeriod"),
        periodType: z.enum(["SpecificMonths", "SubscriptionTerm"]),
        specificPeriodLength: z.number().nullable(),
        status,
      }),
    ),
    ...totals,
    pageSize: z.number(),
  }),
  errors,
  envelope,
});
