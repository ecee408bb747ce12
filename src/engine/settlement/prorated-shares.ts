import { assert } from "../assert.ts";
import { type Currency, roundToCurrency } from "../values/currency.ts";
import { type Decimal, divideUnrounded, minimum, sum, ZERO } from "../values/decimal.ts";

/**
 * `amount` spread over `balances` in proportion, each share rounded. Rounds the running total and not
 * the shares, so that they add up to the amount and none is more than a cent off its exact part.
 */
export function proratedShares(
  amount: Decimal,
  balances: readonly Decimal[],
  currency: Currency,
): Decimal[] {
  const whole = sum(balances);
  assert(amount.lte(whole), "no more is spread than there is to pay");
  if (amount.eq(whole)) return [...balances];
  let balanceSoFar = ZERO;
  let sharedSoFar = ZERO;
  return balances.map((balance) => {
    balanceSoFar = balanceSoFar.plus(balance);
    const exact = divideUnrounded(amount.times(balanceSoFar), whole);
    const runningTotal = minimum(roundToCurrency(exact, currency), amount);
    // A balance that is no multiple of the rounding increment may be smaller than its rounded share.
    const share = minimum(runningTotal.minus(sharedSoFar), balance);
    sharedSoFar = sharedSoFar.plus(share);
    return share;
  });
}
