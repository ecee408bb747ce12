import { z } from "zod";
import type { ChargeRemoval } from "#engine/model/charge-changes.ts";
import * as wire from "../../wire.ts";
import { ratePlanKeyFields } from "../rate-plan-key.ts";
import { startDate } from "./create-subscription.ts";
import { orderAction, type Stored, type ToWire } from "./order-action.ts";

/** Documented of a charge's update, and refused by name: what is removed is not changed as well. */
export const NOT_YET = [
  "billing",
  "customFields",
  "description",
  "estimatedStartDate",
  "prepaidQuantity",
  "pricing",
] as const;

const chargeUpdate = wire.looseBody({
  chargeNumber: wire.key.optional(),
  uniqueToken: wire.key
    .optional()
    .describe("Of a charge that an action before this one, in the same order, has added."),
  effectiveDate: startDate
    .optional()
    .describe("First day without the charge; that of its own trigger event when absent."),
  ...wire.notYet(NOT_YET),
});

export const removeProduct = orderAction({
  type: z.literal("RemoveProduct"),
  removeProduct: wire.looseBody(
    {
      ...ratePlanKeyFields,
      chargeUpdates: z
        .array(chargeUpdate)
        .default([])
        .describe("Charges that are removed on a day of their own."),
      customFields: wire.customFields.optional(),
    },
    wire.changes("RatePlan"),
  ),
});

export const toWire: ToWire<"RemoveProduct"> = ({
  ratePlan: { by, key },
  chargeUpdates,
  customFields,
}) => ({
  ...(chargeUpdates && { chargeUpdates: chargeUpdates.map(removalToWire) }),
  ...(customFields && { customFields }),
  [by]: key,
});

const removalToWire = (removal: Stored<ChargeRemoval>) => ({
  chargeNumber: removal.chargeNumber,
  effectiveDate: {
    specificTriggerDate: removal.specificTriggerDate,
    triggerEvent: removal.triggerEvent,
  },
  uniqueToken: removal.uniqueToken ?? null,
});
