import { z } from "zod";
import type { CommitmentDefinition } from "#engine/catalog/commitment-terms.ts";
import type { PrepaidDefinition } from "#engine/catalog/prepaid-terms.ts";
import { BillingError } from "#engine/errors.ts";
import { creditOption, rolloverApply, validityPeriodType } from "../orders/prepaid-fields.ts";
import * as wire from "../wire.ts";

const CHARGE_FUNCTIONS = [
  "Standard",
  "Prepayment",
  "CommitmentTrueUp",
  "Drawdown",
  "CreditCommitment",
  "DrawdownAndCreditCommitment",
] as const;

/** Of a product rate plan charge that sells prepaid units or draws them. */
export const prepaidFields = {
  ChargeFunction: z
    .enum(CHARGE_FUNCTIONS)
    .optional()
    .describe(
      "Prepayment and Drawdown say the same as IsPrepaid with PrepaidOperationType. The price of a CommitmentTrueUp is committed for each validity period, and what CreditCommitment usage falls short of it is billed.",
    ),
  CommitmentType: z
    .enum(["UNIT", "CURRENCY"])
    .optional()
    .describe(
      "CURRENCY: the PrepaidQuantity is money of the subscription's currency, and usage draws what it costs. There is no unit and no rate then.",
    ),
  IsPrepaid: wire.boolean.optional(),
  PrepaidOperationType: z
    .enum(["topup", "drawdown"])
    .optional()
    .describe("Whether the charge sells prepaid units, or is usage that they pay for."),
  PrepaidQuantity: wire.quantity.optional().describe("Units of one validity period."),
  PrepaidTotalQuantity: wire.quantity.optional().describe("Reckoned: what is given is not read."),
  PrepaidUom: wire.text(25).optional(),
  ValidityPeriodType: validityPeriodType.optional(),
  CreditOption: creditOption.optional(),
  DrawdownRate: wire.quantity
    .optional()
    .describe("How many prepaid units one unit of usage takes."),
  DrawdownUom: wire.text(25).optional(),
  IsRollover: wire.boolean.optional(),
  RolloverPeriods: z.number().int().min(0).max(3).optional(),
  RolloverPeriodLength: z.number().int().min(0).max(120).optional(),
  RolloverApply: rolloverApply.optional(),
};

type Body = z.output<z.ZodObject<typeof prepaidFields>>;

/** Of a charge that commits to an amount, or counts towards one. Errors: NOT_ALLOWED. */
export function toCommitment(body: Body): CommitmentDefinition | undefined {
  const { ChargeFunction: chargeFunction, CommitmentType: type = "CURRENCY" } = body;
  if (chargeFunction !== "CommitmentTrueUp" && chargeFunction !== "CreditCommitment") {
    return undefined;
  }
  const other = body.IsPrepaid || body.CreditOption === "TimeBased" || type !== "CURRENCY";
  if (other || body.CreditOption === "FullCreditBack") {
    const message = `ChargeFunction '${chargeFunction}' has the CommitmentType CURRENCY and the CreditOption ConsumptionBased, and is not prepaid.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  return { chargeFunction, validityPeriodType: body.ValidityPeriodType };
}

/** Errors: NOT_SUPPORTED for money of a charge that is not prepaid, and for what is committed too. */
export function toPrepaid(body: Body): PrepaidDefinition | undefined {
  if (toCommitment(body)) return undefined;
  const { ChargeFunction: charged = "Standard", CommitmentType: commitment } = body;
  const byFunction = { Prepayment: "topup", Drawdown: "drawdown" } as const;
  const operation =
    charged === "Prepayment" || charged === "Drawdown" ? byFunction[charged] : undefined;
  if (charged !== "Standard" && operation === undefined) notYet("ChargeFunction", charged);
  if (commitment === "CURRENCY" && operation === undefined && !body.IsPrepaid) {
    notYet("CommitmentType", commitment);
  }
  return {
    commitmentType: commitment,
    isPrepaid: operation !== undefined || body.IsPrepaid,
    prepaidOperationType: operation ?? body.PrepaidOperationType,
    prepaidQuantity: body.PrepaidQuantity,
    prepaidUom: body.PrepaidUom,
    validityPeriodType: body.ValidityPeriodType,
    creditOption: body.CreditOption,
    drawdownRate: body.DrawdownRate,
    drawdownUom: body.DrawdownUom,
    isRollover: body.IsRollover,
    rolloverPeriods: body.RolloverPeriods,
    rolloverPeriodLength: body.RolloverPeriodLength,
    rolloverApply: body.RolloverApply,
  };
}

function notYet(field: string, value: string): never {
  throw new BillingError("NOT_SUPPORTED", { message: `${field} '${value}' is not supported yet.` });
}
