import { z } from "zod";
import { contract } from "../contract.ts";
import { resumeFields } from "../orders/actions/resume.ts";
import { suspendFields } from "../orders/actions/suspend.ts";
import * as wire from "../wire.ts";
import { orderFields, paidFields } from "./order-fields.ts";

const tag = "Subscriptions";

const bookingDate = {
  bookingDate: wire.billingDate.optional().describe("Day of booking; the order date when absent."),
};

const documents = {
  invoiceId: wire.id.optional(),
  creditMemoId: wire.id.optional(),
  ...paidFields,
};

const subscriptionId = wire.id.describe("Of the version that it has made.");
const termEndDate = wire.date.nullable().describe("Null for evergreen.");
const totalDeltaTcv = wire.money.nullable().describe("Null for evergreen.");

export const renewSubscription = contract({
  operation: "renewSubscription",
  method: "PUT",
  path: "/v1/subscriptions/{subscriptionKey}/renew",
  summary: "Renew a subscription",
  description: "Begins the next term by an order of its own, and bills it if asked.",
  tag,
  request: wire.body(orderFields, wire.changes("Subscription")),
  response: z.object({
    subscriptionId,
    termStartDate: wire.date,
    termEndDate,
    totalDeltaMrr: wire.money,
    totalDeltaTcv,
    ...documents,
  }),
  errors: [
    "ENTITY_NOT_FOUND",
    "ACTIVE_SUBSCRIPTION_NEEDED",
    "SCHEDULED_ORDER_IN_THE_WAY",
    "EVERGREEN_NOT_RENEWED",
    "RENEWAL_TERM_MISSING",
    "TERM_CHARGE_NEEDS_TERM_END",
    "NOT_ALLOWED",
    "NOT_SUPPORTED",
    "PAYMENT_DECLINED",
    "PAYMENT_NOT_ANSWERED",
    "LOCK_CONTENTION",
  ],
  resource: "533000",
});

export const suspendSubscription = contract({
  operation: "suspendSubscription",
  method: "PUT",
  path: "/v1/subscriptions/{subscriptionKey}/suspend",
  summary: "Suspend a subscription",
  description:
    "Suspends an active subscription by an order of its own, says when it is resumed if asked, and bills it if asked.",
  tag,
  request: wire.body(
    {
      ...suspendFields,
      resume: wire.boolean
        .optional()
        .describe("Resume it by the same order, as resumePolicy says."),
      ...resumeFields,
      resumePolicy: resumeFields.resumePolicy.optional().describe("Required where resume is true."),
      ...orderFields,
      ...bookingDate,
    },
    wire.changes("Subscription"),
  ),
  response: z.object({
    subscriptionId,
    suspendDate: wire.date,
    resumeDate: wire.date.nullable(),
    termEndDate,
    totalDeltaTcv,
    ...documents,
  }),
  errors: [
    "ENTITY_NOT_FOUND",
    "ACTIVE_SUBSCRIPTION_NEEDED",
    "SCHEDULED_ORDER_IN_THE_WAY",
    "SUBSCRIPTION_NEVER_INVOICED",
    "SUSPEND_BEFORE_START",
    "SUSPEND_AFTER_TERM_END",
    "RESUME_BEFORE_SUSPEND",
    "RESUME_AFTER_TERM_END",
    "MISSING_FIELD",
    "NOT_ALLOWED",
    "NOT_SUPPORTED",
    "PAYMENT_DECLINED",
    "PAYMENT_NOT_ANSWERED",
    "LOCK_CONTENTION",
  ],
});

export const resumeSubscription = contract({
  operation: "resumeSubscription",
  method: "PUT",
  path: "/v1/subscriptions/{subscriptionKey}/resume",
  summary: "Resume a subscription",
  description: "Resumes a suspended subscription by an order of its own, and bills it if asked.",
  tag,
  request: wire.body(
    { ...resumeFields, ...orderFields, ...bookingDate },
    wire.changes("Subscription"),
  ),
  response: z.object({
    subscriptionId,
    resumeDate: wire.date,
    termEndDate,
    totalDeltaTcv,
    ...documents,
  }),
  errors: [
    "ENTITY_NOT_FOUND",
    "ACTIVE_SUBSCRIPTION_NEEDED",
    "SCHEDULED_ORDER_IN_THE_WAY",
    "SUBSCRIPTION_NOT_SUSPENDED",
    "RESUME_BEFORE_SUSPEND",
    "RESUME_AFTER_TERM_END",
    "MISSING_FIELD",
    "NOT_ALLOWED",
    "NOT_SUPPORTED",
    "PAYMENT_DECLINED",
    "PAYMENT_NOT_ANSWERED",
    "LOCK_CONTENTION",
  ],
});
