import { rolloverOf } from "../catalog/prepaid-terms.ts";
import { BillingError } from "../errors.ts";
import { isOfMoney, type PrepaidChange, type PrepaidTerms } from "../model/prepaid.ts";
import { isPositive } from "../values/decimal.ts";

/**
 * What an order makes of the prepaid terms of a charge.
 * Errors: NOT_ALLOWED (terms that the charge does not have), INVALID_VALUE, MISSING_FIELD.
 */
export function changedPrepaid(
  name: string,
  before: PrepaidTerms | null,
  change: PrepaidChange | undefined,
): PrepaidTerms | null {
  if (!change) return before;
  const foreign = Object.keys(change).find((field) => !FIELDS[operationOf(before)].includes(field));
  if (foreign !== undefined || before === null) {
    const message = `Charge '${name}' has no '${WIRE_NAMES[foreign ?? ""] ?? foreign}': ${WHY[operationOf(before)]}.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  for (const [field, value] of [
    ["prepaidQuantity", change.quantity],
    ["drawdownRate", change.drawdownRate],
  ] as const) {
    if (value === undefined || isPositive(value)) continue;
    throw new BillingError("INVALID_VALUE", { message: `'${field}' should be above zero.` });
  }
  if (change.drawdownRate !== undefined && isOfMoney(before)) {
    const message = `Charge '${name}' draws money: it has no 'drawdownRate'.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  if (before.operation === "drawdown") {
    return { ...before, rate: change.drawdownRate ?? before.rate };
  }
  const { rollover } = before;
  return {
    ...before,
    quantity: change.quantity ?? before.quantity,
    validityPeriodType: change.validityPeriodType ?? before.validityPeriodType,
    creditOption: change.creditOption ?? before.creditOption,
    rollover: rolloverOf({
      isRollover: change.isRollover ?? rollover !== null,
      rolloverPeriods: change.rolloverPeriods ?? rollover?.periods,
      rolloverPeriodLength: change.rolloverPeriodLength ?? rollover?.periodLength,
      rolloverApply: change.rolloverApply ?? rollover?.apply,
    }),
  };
}

const operationOf = (terms: PrepaidTerms | null) => terms?.operation ?? "none";

const FIELDS: Readonly<Record<PrepaidTerms["operation"] | "none", readonly string[]>> = {
  topup: [
    "quantity",
    "validityPeriodType",
    "creditOption",
    "isRollover",
    "rolloverPeriods",
    "rolloverPeriodLength",
    "rolloverApply",
  ],
  drawdown: ["drawdownRate"],
  none: [],
};

const WHY: Readonly<Record<PrepaidTerms["operation"] | "none", string>> = {
  topup: "it sells prepaid units",
  drawdown: "it draws prepaid units",
  none: "it is not prepaid",
};

const WIRE_NAMES: Readonly<Record<string, string>> = { quantity: "prepaidQuantity" };
