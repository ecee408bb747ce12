import { z } from "zod";
import { subscribedRatePlanToWire } from "../subscribed-to-wire.ts";
import { ratePlanOverride } from "./create-subscription.ts";
import { orderAction, type ToWire } from "./order-action.ts";

export const addProduct = orderAction({
  type: z.literal("AddProduct"),
  addProduct: ratePlanOverride,
});

export const toWire: ToWire<"AddProduct"> = ({ ratePlan }, { added: [made] }) =>
  subscribedRatePlanToWire(ratePlan, made);
