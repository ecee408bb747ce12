import { z } from "zod";
import * as wire from "../../wire.ts";
import { billingAttributes, billingAttributesToWire } from "../billing-attributes.ts";
import { orderAction, type ToWire } from "./order-action.ts";

export const ownerTransfer = orderAction({
  type: z.literal("OwnerTransfer"),
  ownerTransfer: wire.looseBody({
    destinationAccountNumber: wire.key
      .optional()
      .describe("Who owns the subscription from now on; stays the same when absent."),
    destinationInvoiceAccountNumber: wire.key
      .optional()
      .describe("Who is billed for it from now on; stays the same when absent."),
    ...billingAttributes,
  }),
});

export const toWire: ToWire<"OwnerTransfer"> = (action) => {
  const { destinationAccountNumber, destinationInvoiceAccountNumber } = action;
  return {
    ...(destinationAccountNumber && { destinationAccountNumber }),
    ...(destinationInvoiceAccountNumber && { destinationInvoiceAccountNumber }),
    ...billingAttributesToWire(action),
  };
};
