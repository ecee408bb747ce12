import { BillingError } from "#engine/errors.ts";
import { type Currency, currency, isCurrencyCode } from "#engine/values/currency.ts";
import {
  type Decimal,
  formatDecimal,
  isPositive,
  type RoundingMode,
  roundToIncrement,
} from "#engine/values/decimal.ts";
import { inTransaction } from "#store/database.ts";
import { findCurrency, lockSetting, saveCurrencyRounding } from "#store/settings.ts";
import type { Context } from "./context.ts";

export type Rounding = {
  readonly roundingMode?: RoundingMode | undefined;
  readonly roundingIncrement?: Decimal | undefined;
};

/**
 * Changes how the entity rounds amounts of a currency.
 *
 * Errors: ENTITY_NOT_FOUND for what is no currency; INVALID_VALUE for an increment that is no whole
 * number of the currency's smallest unit.
 */
export async function updateCurrency(
  context: Context,
  code: string,
  change: Rounding,
): Promise<Currency> {
  if (!isCurrencyCode(code)) throw new BillingError("ENTITY_NOT_FOUND", { key: code });
  return inTransaction(context.database, context.entityId, async (tx) => {
    await lockSetting(tx, "currencies");
    const next = withRounding(await findCurrency(tx, code), change);
    await saveCurrencyRounding(tx, code, {
      roundingMode: next.roundingMode,
      roundingIncrement: formatDecimal(next.roundingIncrement, 0),
    });
    return next;
  });
}

/**
 * The currency as it would be rounded; what is undefined stays.
 *
 * Errors: INVALID_VALUE for an increment that is no whole number of the currency's smallest unit.
 */
export function withRounding(current: Currency, change: Rounding): Currency {
  const { roundingMode = current.roundingMode, roundingIncrement } = change;
  if (roundingIncrement) refuseFraction(roundingIncrement, currency(current.code));
  return {
    ...current,
    roundingMode,
    roundingIncrement: roundingIncrement ?? current.roundingIncrement,
  };
}

function refuseFraction(increment: Decimal, { code, roundingIncrement: smallest }: Currency): void {
  const isWhole = roundToIncrement(increment, smallest, "Down").eq(increment);
  if (isPositive(increment) && isWhole) return;
  throw new BillingError("INVALID_VALUE", {
    field: "roundingIncrement",
    message: `'roundingIncrement' should be a multiple of ${formatDecimal(smallest, 0)} ${code}`,
  });
}
