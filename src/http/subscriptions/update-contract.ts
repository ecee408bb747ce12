import { z } from "zod";
import { contract } from "../contract.ts";
import { createOrder } from "../orders/contract.ts";
import { externallyManagedBy } from "../orders/externally-managed.ts";
import { periods, periodType } from "../orders/terms.ts";
import { previewedFields, previewOptionFields } from "../subscription-preview/preview-fields.ts";
import * as wire from "../wire.ts";
import { renewalFields } from "./create-contract.ts";
import { billingFields, paidFields, versionNote } from "./order-fields.ts";
import {
  addedRatePlan,
  changedRatePlan,
  removedRatePlan,
  updatedRatePlan,
} from "./update-fields.ts";

const changes = <Change extends z.ZodType>(change: Change) => z.array(change).max(100).optional();

export const updateSubscription = contract({
  operation: "updateSubscription",
  method: "PUT",
  path: "/v1/subscriptions/{subscriptionKey}",
  summary: "Update a subscription",
  description:
    "Changes terms and rate plans of a subscription by one order, which makes one new version, and bills it if asked: first the terms, then the rate plans by the day on which they change; on the same day adds before updates before changes of plan before removes. Notes, invoiceSeparately, externallyManagedBy and custom fields change in the latest version where they come alone.",
  tag: "Subscriptions",
  request: wire.body(
    {
      ...renewalFields,
      termType: z.enum(["TERMED", "EVERGREEN"]).optional(),
      currentTerm: periods.optional().describe("Required with TERMED, not used with EVERGREEN."),
      currentTermPeriodType: periodType.optional().describe("Month when absent."),
      termStartDate: wire.billingDate
        .optional()
        .describe("Only a renewed term can start later than it does."),
      notes: wire.orderText(1000).optional(),
      invoiceSeparately: wire.boolean.optional(),
      add: changes(addedRatePlan),
      update: changes(updatedRatePlan),
      change: changes(changedRatePlan),
      remove: changes(removedRatePlan),
      bookingDate: wire.billingDate.optional().describe("The day of the order; today when absent."),
      preview: wire.boolean
        .optional()
        .describe("Only say what would be made and billed: it is executed and taken back."),
      ...previewOptionFields,
      ...billingFields,
      externallyManagedBy,
    },
    wire.changes("Subscription"),
  ),
  response: z.object({
    subscriptionId: wire.id.optional().describe("Of the latest version. Absent in a preview."),
    totalDeltaMrr: wire.money,
    totalDeltaTcv: wire.money.nullable().describe("Null for evergreen."),
    invoiceId: wire.id.optional(),
    creditMemoId: wire.id.optional().describe(versionNote("207.0 and later")),
    ...paidFields,
    ...previewedFields,
  }),
  errors: createOrder.errors,
  resource: "535000",
  isHighVolume: true,
});
