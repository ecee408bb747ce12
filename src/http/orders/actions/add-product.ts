import { z } from "zod";
import { ratePlanOverride } from "./create-subscription.ts";
import { orderAction } from "./order-action.ts";

export const addProduct = orderAction({
  type: z.literal("AddProduct"),
  addProduct: ratePlanOverride,
});
