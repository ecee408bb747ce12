import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";
import { orderFields, paidFields, versionNote } from "./order-fields.ts";
import { subscription } from "./subscription-fields.ts";

const tag = "Subscriptions";

const day = wire.date.optional();
const billingDay = wire.billingDate.optional();

const pageQuery = z
  .object({
    "charge-detail": z
      .enum(["last-segment", "current-segment", "all-segments", "specific-segment"])
      .default("last-segment")
      .describe("Which segment of each charge; all of them are in chargeSegments."),
    "as-of-date": day.describe("The day of specific-segment."),
    "exclude-rate-plans-with-no-charges": wire.boolean.default(false),
    getDetailedMetrics: wire.boolean.default(false),
    asOfDay: day.describe("The day of the detailed metrics; today when absent."),
  })
  .superRefine((query, check) => {
    if (query["charge-detail"] !== "specific-segment" || query["as-of-date"]) return;
    check.addIssue({ code: "custom", path: ["as-of-date"], input: undefined });
  });

export type PageQuery = z.output<typeof pageQuery>;

const ownerQuery = pageQuery.safeExtend({
  getInvoiceOwnerDetails: wire.boolean.default(false),
  getSubscriptionOwnerDetails: wire.boolean.default(false),
});

export const getSubscription = contract({
  operation: "getSubscription",
  method: "GET",
  path: "/v1/subscriptions/{subscriptionKey}",
  summary: "Retrieve a subscription by key",
  description: "A number finds the latest version, an id that very version.",
  tag,
  query: ownerQuery,
  response: subscription,
  errors: ["ENTITY_NOT_FOUND"],
});

export const getSubscriptionVersion = contract({
  operation: "getSubscriptionVersion",
  method: "GET",
  path: "/v1/subscriptions/{subscriptionKey}/versions/{version}",
  summary: "Retrieve a subscription by key and version",
  tag,
  params: { version: wire.intBetween(1, 2_147_483_647) },
  query: pageQuery,
  response: subscription,
  errors: ["ENTITY_NOT_FOUND"],
});

export const listSubscriptions = contract({
  operation: "listSubscriptions",
  method: "GET",
  path: "/v1/subscriptions/accounts/{accountKey}",
  summary: "List subscriptions by account key",
  description: "Latest versions only, the one that changed last first.",
  tag,
  query: pageQuery.safeExtend(wire.page(20).shape),
  response: z.object({ subscriptions: z.array(subscription), nextPage: wire.nextPage }),
  errors: ["ENTITY_NOT_FOUND"],
});

export const cancelSubscription = contract({
  operation: "cancelSubscription",
  method: "PUT",
  path: "/v1/subscriptions/{subscriptionKey}/cancel",
  summary: "Cancel a subscription",
  description:
    "Cancels an active subscription by an order of its own, and bills it if asked. Older versions of the API have other names for that: which fields are known depends on Zuora-Version.",
  tag,
  request: wire.body(
    {
      cancellationPolicy: z.enum(["EndOfCurrentTerm", "EndOfLastInvoicePeriod", "SpecificDate"]),
      cancellationEffectiveDate: billingDay.describe(
        "First day without service. Required for SpecificDate, not used by the other policies.",
      ),
      bookingDate: billingDay.describe("Day of booking; the order date when absent."),
      ...orderFields,
    },
    wire.changes("Subscription"),
  ),
  response: z.object({
    subscriptionId: wire.id.describe("Of the version that is cancelled."),
    cancelledDate: wire.date,
    totalDeltaMrr: wire.money,
    totalDeltaTcv: wire.money.nullable().describe("Null for evergreen."),
    invoiceId: wire.id.optional(),
    creditMemoId: wire.id.optional().describe(versionNote("207.0 and later")),
    ...paidFields,
  }),
  errors: [
    "ENTITY_NOT_FOUND",
    "SUBSCRIPTION_NOT_ACTIVE",
    "CANCELLATION_DATE_MISSING",
    "CANCELLATION_BEFORE_START",
    "CANCELLATION_AFTER_TERM_END",
    "EVERGREEN_HAS_NO_TERM_END",
    "SUBSCRIPTION_NEVER_INVOICED",
    "NOT_ALLOWED",
    "NOT_SUPPORTED",
    "TOO_MANY_LINES",
    "PAYMENT_DECLINED",
    "PAYMENT_NOT_ANSWERED",
    "LOCK_CONTENTION",
  ],
  resource: "532000",
  fieldCodes: { cancellationPolicy: "01", cancellationEffectiveDate: "02" },
  isHighVolume: true,
});
