import { z } from "zod";
import type { OrderAction, OrderActionType } from "#engine/model/order.ts";
import type { RatePlan, Subscription } from "#engine/model/subscription.ts";
import type { Decimal } from "#engine/values/decimal.ts";
import * as wire from "../../wire.ts";

/** What every order action may carry besides its own fields. */
export const orderAction = <Shape extends z.ZodRawShape>(shape: Shape) =>
  wire.looseBody(
    {
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
    },
    wire.makes("OrderAction"),
  );

/**
 * A value of the engine as the store keeps it in JSON: amounts are numbers, to be handed on and not
 * to be reckoned with. They have 15 significant digits at most, which a number holds exactly.
 */
export type Stored<Value> = Value extends string
  ? Value
  : Value extends Decimal
    ? number
    : Value extends readonly (infer Item)[]
      ? readonly Stored<Item>[]
      : Value extends object
        ? { readonly [Field in keyof Value]: Stored<Value[Field]> }
        : Value;

/** What the action was part of. */
export type Made = {
  /** The version that its order made; null while it waits. */
  readonly subscription: Subscription | null;
  /** The rate plans that the action has added to it, in the order of the action. */
  readonly added: readonly RatePlan[];
  readonly accountNumber: string;
};

/** A stored action as it stands on the wire under its own name: `cancelSubscription: {…}`. */
export type ToWire<Type extends OrderActionType> = (
  action: Stored<Extract<OrderAction, { type: Type }>>,
  made: Made,
) => Readonly<Record<string, unknown>>;
