import { z } from "zod";
import * as wire from "../../wire.ts";
import { ratePlanKeyFields } from "../rate-plan-key.ts";
import { orderAction, type ToWire } from "./order-action.ts";

/** Documented, and refused by name until the engine has them. */
export const NOT_YET = ["chargeUpdates"] as const;

export const removeProduct = orderAction({
  type: z.literal("RemoveProduct"),
  removeProduct: wire.looseBody({
    ...ratePlanKeyFields,
    customFields: wire.customFields.optional(),
    ...wire.notYet(NOT_YET),
  }),
});

export const toWire: ToWire<"RemoveProduct"> = ({ ratePlan: { by, key }, customFields }) => ({
  ...(customFields && { customFields }),
  [by]: key,
});
