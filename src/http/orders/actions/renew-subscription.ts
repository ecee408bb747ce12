import { z } from "zod";
import * as wire from "../../wire.ts";
import { billingAttributes, billingAttributesToWire } from "../billing-attributes.ts";
import { orderAction, type ToWire } from "./order-action.ts";

/** The only action whose own object may be absent: there is nothing that it must say. */
export const renewSubscription = orderAction({
  type: z.literal("RenewSubscription"),
  renewSubscription: wire.looseBody(billingAttributes).optional(),
});

export const toWire: ToWire<"RenewSubscription"> = billingAttributesToWire;
