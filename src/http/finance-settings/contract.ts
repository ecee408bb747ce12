import { z } from "zod";
import { DEFAULT_REASON_CODES, type ReasonCodeType } from "#engine/model/reason-codes.ts";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

const tag = "Settings";

const day = wire.intBetween(1, 31);

const termFields = {
  type: z.enum(["Net", "Prox"]).describe("Days after the invoice date, or a day of a later month."),
  days: wire.intBetween(0, 9999).optional().describe("Of a net term."),
  cutoffDay: day
    .optional()
    .describe("Of a prox term: the last day of the month that still counts for it; 31 is its end."),
  months: wire.intBetween(0, 24).optional().describe("Of a prox term: so many months later."),
  dueDay: day.optional().describe("Of a prox term: 31 is the month's end."),
};

const paymentTerm = z.object({
  id: wire.id,
  name: z.string(),
  type: z.enum(["Net", "Prox"]),
  days: z.number().nullable(),
  cutoffDay: z.number().nullable(),
  months: z.number().nullable(),
  dueDay: z.number().nullable(),
  active: z.boolean(),
});

export const listPaymentTerms = contract({
  operation: "listPaymentTerms",
  method: "GET",
  path: "/settings/payment-terms",
  aliases: ["/v1/settings/payment-terms"],
  summary: "Get all payment terms",
  description:
    "Those that were set up. Besides, “Due Upon Receipt” and “Net” with a number of days are known by their names.",
  tag,
  response: z.object({ paymentTerms: z.array(paymentTerm) }),
  errors: [],
  envelope: "plain",
});

export const createPaymentTerm = contract({
  operation: "createPaymentTerm",
  method: "POST",
  path: "/settings/payment-terms",
  aliases: ["/v1/settings/payment-terms"],
  summary: "Create a payment term",
  tag,
  request: wire.body({
    name: wire.requiredText(100),
    ...termFields,
    active: wire.boolean.default(true),
  }),
  response: paymentTerm,
  errors: ["NUMBER_IN_USE", "MISSING_FIELD", "INVALID_VALUE"],
  envelope: "plain",
});

export const updatePaymentTerm = contract({
  operation: "updatePaymentTerm",
  method: "PUT",
  path: "/settings/payment-terms/{paymentTermKey}",
  aliases: ["/v1/settings/payment-terms/{paymentTermKey}"],
  summary: "Update a payment term",
  description:
    "By its id or name. Later documents are due by what it then is; what was issued stays. Nothing new gets one that is not active.",
  tag,
  request: wire.body({
    ...termFields,
    type: termFields.type.optional(),
    active: wire.boolean.optional(),
  }),
  response: paymentTerm,
  errors: ["MISSING_FIELD", "INVALID_VALUE"],
  envelope: "plain",
});

const TYPES = Object.keys(DEFAULT_REASON_CODES) as [ReasonCodeType, ...ReasonCodeType[]];
const transactionType = z.enum(TYPES);

const reasonCode = { name: wire.requiredText(255), active: wire.boolean.default(true) };

export const listReasonCodes = contract({
  operation: "listReasonCodes",
  method: "GET",
  path: "/settings/reason-codes",
  aliases: ["/v1/settings/reason-codes"],
  summary: "Get all reason codes",
  tag,
  query: z.object({ transactionType: transactionType.optional() }),
  response: z.object({
    reasonCodes: z.array(
      z.object({
        transactionType,
        name: z.string(),
        active: z.boolean(),
        isDefault: z.boolean().describe("What a transaction has where nobody gives a reason."),
      }),
    ),
  }),
  errors: [],
  envelope: "plain",
});

export const updateReasonCodes = contract({
  operation: "updateReasonCodes",
  method: "PUT",
  path: "/settings/reason-codes/{transactionType}",
  aliases: ["/v1/settings/reason-codes/{transactionType}"],
  summary: "Update the reason codes of a transaction type",
  description:
    "Replaces what was set up for it. Those that are there without set-up stay, unless they are named as not active; the default cannot be.",
  tag,
  params: { transactionType },
  request: wire.body({ reasonCodes: z.array(wire.body(reasonCode)).max(500) }),
  response: z.object({
    reasonCodes: z.array(
      z.object({ name: z.string(), active: z.boolean(), isDefault: z.boolean() }),
    ),
  }),
  errors: ["NOT_ALLOWED"],
  envelope: "plain",
});

const days = wire.intBetween(0, 100_000);

const ageing = {
  includeNegativeInvoice: wire.boolean,
  buckets: z
    .array(wire.body({ name: wire.requiredText(255), fromDaysPastDue: days, toDaysPastDue: days }))
    .min(1)
    .max(50)
    .describe("They follow each other, from 0 on. What is older than the last one is in it too."),
};

export const getAgingBuckets = contract({
  operation: "getAgingBuckets",
  method: "GET",
  path: "/settings/aging-buckets",
  aliases: ["/v1/settings/aging-buckets"],
  summary: "Get Age Buckets",
  tag,
  response: z.object(ageing),
  errors: [],
  envelope: "plain",
});

export const updateAgingBuckets = contract({
  operation: "updateAgingBuckets",
  method: "PUT",
  path: "/settings/aging-buckets",
  aliases: ["/v1/settings/aging-buckets"],
  summary: "Update Age Buckets",
  description: "Changes what is given and answers all of it.",
  tag,
  request: wire.body(z.object(ageing).partial().shape),
  response: z.object(ageing),
  errors: ["INVALID_VALUE"],
  envelope: "plain",
});
