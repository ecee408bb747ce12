import { BillingError } from "#engine/errors.ts";
import { type Currency, currency as standard } from "#engine/values/currency.ts";
import { type Decimal, formatDecimal, roundToIncrement } from "#engine/values/decimal.ts";

/** Amounts that a person gives have no more decimals than their currency. Errors: INVALID_VALUE. */
export function refuseFractions({ code }: Currency, amounts: readonly Decimal[]): void {
  const { roundingIncrement, minorUnits } = standard(code);
  const odd = amounts.find(
    (amount) => !roundToIncrement(amount, roundingIncrement, "Down").eq(amount),
  );
  if (odd === undefined) return;
  const message = `'amount' ${formatDecimal(odd, 0)} should have at most ${minorUnits} decimals in ${code}`;
  throw new BillingError("INVALID_VALUE", { field: "amount", message });
}
