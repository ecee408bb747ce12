/** What orders, subscriptions and the catalog say of prepaid units. */
import { z } from "zod";
import { isOfMoney, type PrepaidChange, type PrepaidTerms } from "#engine/model/prepaid.ts";
import { unitsSold } from "#engine/prepaid/funds-of.ts";
import type { Decimal } from "#engine/values/decimal.ts";
import * as wire from "../wire.ts";
import type { Stored } from "./actions/order-action.ts";

export const validityPeriodType = z
  .enum(["SUBSCRIPTION_TERM", "ANNUAL", "SEMI_ANNUAL", "QUARTER", "MONTH"])
  .describe("How long prepaid units can be used, counted from the start of the subscription.");

export const creditOption = z
  .enum(["TimeBased", "ConsumptionBased", "FullCreditBack"])
  .describe("What is given back of a prepayment that ends early: for days, for units, or all.");

export const rolloverApply = z
  .enum(["ApplyFirst", "ApplyLast"])
  .describe("Whether units of earlier periods are drawn before those of the period, or after.");

/** In an override of a charge. */
export const prepaidOverrides = {
  prepaidQuantity: wire.quantity.optional().describe("Units of one validity period."),
  validityPeriodType: validityPeriodType.optional(),
  creditOption: creditOption.optional(),
  drawdownRate: wire.quantity.optional().describe("Prepaid units for one unit of usage."),
  isRollover: wire.boolean.optional(),
  rolloverPeriods: z.number().int().min(0).max(3).optional(),
  rolloverPeriodLength: z.number().int().min(0).max(120).optional(),
  rolloverApply: rolloverApply.optional(),
};

type Overrides = z.output<z.ZodObject<typeof prepaidOverrides>>;

/** An object to spread into what changes of a charge's model terms. */
export function toPrepaidChange(given: Partial<Overrides>): { prepaid?: PrepaidChange } {
  const change: PrepaidChange = {
    ...(given.prepaidQuantity !== undefined && { quantity: given.prepaidQuantity }),
    ...(given.validityPeriodType && { validityPeriodType: given.validityPeriodType }),
    ...(given.creditOption && { creditOption: given.creditOption }),
    ...(given.drawdownRate !== undefined && { drawdownRate: given.drawdownRate }),
    ...(given.isRollover !== undefined && { isRollover: given.isRollover }),
    ...(given.rolloverPeriods !== undefined && { rolloverPeriods: given.rolloverPeriods }),
    ...(given.rolloverPeriodLength !== undefined && {
      rolloverPeriodLength: given.rolloverPeriodLength,
    }),
    ...(given.rolloverApply && { rolloverApply: given.rolloverApply }),
  };
  return Object.keys(change).length === 0 ? {} : { prepaid: change };
}

/** A change that an order asked for, as the order is read back. */
export const prepaidChangeToWire = (change: Stored<PrepaidChange> | undefined) => {
  const { quantity, ...others } = change ?? {};
  return { ...(quantity !== undefined && { prepaidQuantity: quantity }), ...others };
};

/** Of a charge that has to do with prepaid units; of others nothing. */
export const prepaidAnswer = {
  isPrepaid: z.boolean().optional(),
  prepaidOperationType: z.string().optional(),
  prepaidUom: z.string().nullable().optional(),
  prepaidQuantity: wire.money.nullable().optional(),
  prepaidTotalQuantity: wire.money
    .nullable()
    .optional()
    .describe("Of one validity period: the units of the charge's whole quantity."),
  validityPeriodType: z.string().nullable().optional(),
  drawdownRate: wire.money.nullable().optional(),
  drawdownUom: z.string().nullable().optional(),
  creditOption: z.string().nullable().optional(),
  isRollover: z.boolean().optional(),
  rolloverPeriods: z.number().optional(),
  rolloverPeriodLength: z.number().optional(),
  rolloverApply: z.string().optional(),
};

/** An object to spread. */
export function prepaidToWire(terms: PrepaidTerms | null, quantity: Decimal) {
  if (terms === null) return {};
  const topup = terms.operation === "topup" ? terms : undefined;
  const drawdown = terms.operation === "drawdown" ? terms : undefined;
  const rollover = topup?.rollover ?? null;
  return {
    isPrepaid: true,
    ...(isOfMoney(terms) && { commitmentType: "CURRENCY" }),
    prepaidOperationType: terms.operation,
    prepaidUom: topup?.unitOfMeasure ?? null,
    prepaidQuantity: topup?.quantity ?? null,
    prepaidTotalQuantity: topup ? unitsSold(topup, quantity) : null,
    validityPeriodType: topup?.validityPeriodType ?? null,
    drawdownRate: drawdown?.rate ?? null,
    drawdownUom: drawdown?.unitOfMeasure ?? null,
    creditOption: topup?.creditOption ?? null,
    isRollover: rollover !== null,
    rolloverPeriods: rollover?.periods ?? 0,
    rolloverPeriodLength: rollover?.periodLength ?? 0,
    rolloverApply: rollover?.apply ?? "ApplyLast",
  };
}
