import { lengthOf } from "../billing/billing-periods.ts";
import { BillingError } from "../errors.ts";
import type { ChargeModel, ChargeTerms, ChargeType } from "../model/charge.ts";
import {
  type CreditOption,
  type Drawdown,
  MONEY_UNIT,
  type PrepaidTerms,
  type Prepayment,
  type Rollover,
  type RolloverApply,
  type ValidityPeriodType,
} from "../model/prepaid.ts";
import { MONTHS_OF_VALIDITY } from "../prepaid/validity-periods.ts";
import { type Decimal, isPositive, ONE } from "../values/decimal.ts";

/** What a charge says of prepaid units, as a caller describes it; null and undefined are the same. */
export type PrepaidDefinition = {
  readonly isPrepaid?: boolean | null | undefined;
  readonly prepaidOperationType?: PrepaidTerms["operation"] | null | undefined;
  readonly prepaidQuantity?: Decimal | null | undefined;
  readonly prepaidUom?: string | null | undefined;
  readonly validityPeriodType?: ValidityPeriodType | null | undefined;
  readonly creditOption?: CreditOption | null | undefined;
  readonly drawdownRate?: Decimal | null | undefined;
  readonly drawdownUom?: string | null | undefined;
  /** CURRENCY: what is prepaid is money. */
  readonly commitmentType?: "UNIT" | "CURRENCY" | null | undefined;
} & RolloverDefinition;

export type RolloverDefinition = {
  readonly isRollover?: boolean | null | undefined;
  readonly rolloverPeriods?: number | null | undefined;
  readonly rolloverPeriodLength?: number | null | undefined;
  readonly rolloverApply?: RolloverApply | null | undefined;
};

type Described = {
  readonly chargeType: ChargeType;
  readonly chargeModel: ChargeModel;
  readonly unitOfMeasure?: string | null | undefined;
  readonly prepaid?: PrepaidDefinition | undefined;
};

/** Null for a charge that is not prepaid. Errors: MISSING_FIELD, NOT_ALLOWED, INVALID_VALUE. */
export function prepaidTermsOf(definition: Described): PrepaidTerms | null {
  const prepaid = definition.prepaid ?? {};
  if (!prepaid.isPrepaid) {
    if (prepaid.prepaidOperationType) {
      throw new BillingError("MISSING_FIELD", { field: "IsPrepaid" });
    }
    return null;
  }
  return required("PrepaidOperationType", prepaid.prepaidOperationType) === "topup"
    ? prepaymentOf(prepaid)
    : drawdownOf(definition, prepaid);
}

const prepaymentOf = (prepaid: PrepaidDefinition): Prepayment => ({
  operation: "topup",
  unitOfMeasure: unitOf("PrepaidUom", prepaid.prepaidUom, prepaid),
  quantity: positive("PrepaidQuantity", required("PrepaidQuantity", prepaid.prepaidQuantity)),
  validityPeriodType: required("ValidityPeriodType", prepaid.validityPeriodType),
  creditOption: prepaid.creditOption ?? "TimeBased",
  rollover: rolloverOf(prepaid),
});

/** Of money there is one unit, which nobody names. Errors: NOT_ALLOWED, INVALID_VALUE, MISSING_FIELD. */
function unitOf(
  field: "PrepaidUom" | "DrawdownUom",
  given: string | null | undefined,
  { commitmentType }: PrepaidDefinition,
): string {
  if (commitmentType !== "CURRENCY") {
    const unit = required(field, given);
    if (unit === MONEY_UNIT) refuse("INVALID_VALUE", `${field} '${MONEY_UNIT}' is what money is.`);
    return unit;
  }
  if (given) refuse("NOT_ALLOWED", `${field} is not for the CommitmentType CURRENCY.`);
  return MONEY_UNIT;
}

/** Null where nothing rolls over. Errors: MISSING_FIELD, INVALID_VALUE, NOT_ALLOWED. */
export function rolloverOf({ isRollover, ...given }: RolloverDefinition): Rollover | null {
  if (!isRollover) return null;
  const periods = required("RolloverPeriods", given.rolloverPeriods);
  if (periods < 1 || periods > MOST_ROLLOVERS) {
    refuse("INVALID_VALUE", `RolloverPeriods should be between 1 and ${MOST_ROLLOVERS}.`);
  }
  const periodLength = given.rolloverPeriodLength || null;
  if (periodLength !== null && periods !== 1) {
    refuse("NOT_ALLOWED", "RolloverPeriodLength needs RolloverPeriods to be 1.");
  }
  return { periods, periodLength, apply: given.rolloverApply ?? "ApplyLast" };
}

const MOST_ROLLOVERS = 3;

function drawdownOf({ unitOfMeasure }: Described, prepaid: PrepaidDefinition): Drawdown {
  const uom = required("UOM", unitOfMeasure);
  const { drawdownRate, drawdownUom } = prepaid;
  if (prepaid.commitmentType === "CURRENCY") {
    if (drawdownRate) {
      refuse("NOT_ALLOWED", "DrawdownRate is not for the CommitmentType CURRENCY.");
    }
    const unit = unitOf("DrawdownUom", drawdownUom, prepaid);
    return { operation: "drawdown", unitOfMeasure: unit, rate: ONE };
  }
  if ((drawdownRate ?? null) === null && !drawdownUom) {
    return { operation: "drawdown", unitOfMeasure: uom, rate: ONE };
  }
  const rate = positive("DrawdownRate", required("DrawdownRate", drawdownRate));
  const drawn = unitOf("DrawdownUom", drawdownUom, prepaid);
  if (drawn === uom && !rate.eq(ONE)) {
    refuse("NOT_ALLOWED", "DrawdownRate should be 1 where DrawdownUom is the UOM of the usage.");
  }
  return { operation: "drawdown", unitOfMeasure: drawn, rate };
}

/**
 * Whether a charge can be what its prepaid terms say. Errors: NOT_ALLOWED, NOT_SUPPORTED.
 */
export function checkPrepaidTerms(
  terms: Pick<ChargeTerms, "name" | "chargeType" | "chargeModel" | "recurrence"> & {
    readonly modelTerms: Pick<ChargeTerms["modelTerms"], "usage" | "prepaid">;
  },
): void {
  const { prepaid } = terms.modelTerms;
  if (prepaid === null) return;
  if (prepaid.operation === "topup") checkPrepayment(terms, prepaid);
  else checkDrawdown(terms);
}

type Checked = Parameters<typeof checkPrepaidTerms>[0];

function checkPrepayment(
  { name, chargeType, chargeModel, recurrence }: Checked,
  { validityPeriodType, rollover }: Prepayment,
): void {
  const models: readonly ChargeModel[] = ["FlatFee", "PerUnit", "Tiered", "Volume"];
  if (chargeType === "Usage" || !models.includes(chargeModel)) {
    refuse(
      "NOT_ALLOWED",
      `Charge '${name}' cannot sell prepaid units: its type or model does not.`,
    );
  }
  if (recurrence === null) {
    if (rollover) {
      refuse("NOT_ALLOWED", `Charge '${name}' is a one-time charge: its units do not roll over.`);
    }
    return;
  }
  const { unit, length } = lengthOf(recurrence);
  if (unit === "Week" || recurrence.listPriceBase === "Per_Week") {
    refuse("NOT_ALLOWED", `Charge '${name}' sells prepaid units: it is billed by months.`);
  }
  const months = MONTHS_OF_VALIDITY[validityPeriodType];
  if (months === null || (unit === "Month" && months % length === 0)) return;
  const billed = unit === "Term" ? "the subscription term" : `${length} months`;
  const message = `Validity period (${months} months) must be equal to or multiple times of the billing period (${billed}).`;
  refuse("NOT_ALLOWED", message);
}

const DRAWS: readonly ChargeModel[] = [
  "PerUnit",
  "Tiered",
  "Volume",
  "Overage",
  "TieredWithOverage",
];

function checkDrawdown({ name, chargeType, chargeModel, modelTerms }: Checked): void {
  if (chargeType !== "Usage" || !DRAWS.includes(chargeModel)) {
    refuse(
      "NOT_ALLOWED",
      `Charge '${name}' cannot draw prepaid units: its type or model does not.`,
    );
  }
  const { usage } = modelTerms;
  if (usage?.smoothing || usage?.usageRecordRatingOption === "OnDemand") {
    const message = `Charge '${name}' draws prepaid units: smoothing and on-demand rating are not supported beside it yet.`;
    throw new BillingError("NOT_SUPPORTED", { message });
  }
}

function positive(field: string, value: Decimal): Decimal {
  if (!isPositive(value)) refuse("INVALID_VALUE", `${field} should be above zero.`);
  return value;
}

function required<Value>(field: string, value: Value | null | undefined): Value {
  if (value === null || value === undefined) throw new BillingError("MISSING_FIELD", { field });
  return value;
}

function refuse(code: "INVALID_VALUE" | "NOT_ALLOWED", message: string): never {
  throw new BillingError(code, { message });
}
