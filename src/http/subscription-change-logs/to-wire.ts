import type { z } from "zod";
import { changeLog } from "#engine/change-log/change-log.ts";
import type { MadeVersion } from "#store/subscription-versions.ts";
import { endDate } from "../subscriptions/charge-to-wire.ts";
import { timestamp } from "../timestamps.ts";
import type { getSubscriptionChangeLog } from "./contract.ts";

type Answer = z.input<typeof getSubscriptionChangeLog.response>["subscription"];

export function toChangeLog(made: MadeVersion, timeZone: string): Answer {
  const { subscription, before } = made;
  const { currentTerm } = subscription;
  const { fields, ratePlans } = changeLog(before, subscription);
  const end = endDate(currentTerm.end);
  return {
    subscriptionNumber: subscription.subscriptionNumber,
    version: subscription.version,
    subscriptionStartDate: subscription.subscriptionStartDate,
    subscriptionEndDate: end,
    termStartDate: currentTerm.start,
    termEndDate: end,
    accountNumber: made.accountNumber,
    invoiceOwnerAccountNumber: made.invoiceOwnerAccountNumber,
    currency: subscription.currency,
    orderNumber: made.orderNumber,
    type: "Standard",
    externalSubscriptionId: null,
    changedTime: timestamp(made.createdAt, timeZone),
    ratePlans: ratePlans.map((ratePlan) => ({
      ratePlanNumber: ratePlan.ratePlanNumber,
      ratePlanCharges: ratePlan.charges.map(({ charge, fields: ofCharge }) => ({
        chargeNumber: charge.chargeNumber,
        ratePlanChargeId: charge.originalChargeId,
        effectiveStartDate: charge.effective?.start ?? null,
        effectiveEndDate: endDate(charge.effective?.end),
        fields: [...ofCharge],
      })),
      fields: [...ratePlan.fields],
    })),
    fields: [...fields],
  };
}
