import { z } from "zod";
import * as wire from "../../wire.ts";

/** What every order action may carry besides its own fields. */
export const orderAction = <Shape extends z.ZodRawShape>(shape: Shape) =>
  wire.looseBody({
    ...shape,
    triggerDates: z
      .array(
        wire.looseBody({
          name: z.enum(["ContractEffective", "ServiceActivation", "CustomerAcceptance"]),
          triggerDate: wire.billingDate.optional(),
        }),
      )
      .optional()
      .describe("In any order, any of them. Those that are missing follow from the others."),
    changeReason: wire.orderText(255).optional().describe("On a cancel: the cancel reason."),
    customFields: wire.customFields.optional(),
  });
