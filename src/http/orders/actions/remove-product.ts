import { z } from "zod";
import * as wire from "../../wire.ts";
import { ratePlanKeyFields } from "../rate-plan-key.ts";
import { orderAction, type ToWire } from "./order-action.ts";

export const removeProduct = orderAction({
  type: z.literal("RemoveProduct"),
  removeProduct: wire.looseBody(ratePlanKeyFields),
});

export const toWire: ToWire<"RemoveProduct"> = ({ ratePlan: { by, key } }) => ({ [by]: key });
