import type { z } from "zod";
import type { GivenDates } from "#operations/update-order-trigger-dates.ts";
import type { updateOrderTriggerDates } from "./contract.ts";

type DatesBody = z.output<typeof updateOrderTriggerDates.request>["subscriptions"][number];

/** Dates of one subscription of the order. */
export const toGivenDates = ({ subscriptionNumber, orderActions }: DatesBody): GivenDates => ({
  subscriptionNumber,
  orderActions: orderActions.map(({ sequence, triggerDates, charges }) => ({
    sequence,
    triggerDates: Object.fromEntries(
      triggerDates.map(({ name, triggerDate }) => [name, triggerDate]),
    ),
    specificTriggerDates: new Map(
      charges.map(({ chargeNumber, specificTriggerDate }) => [chargeNumber, specificTriggerDate]),
    ),
  })),
});
