import type { Currency } from "#engine/values/currency.ts";
import { findCurrency } from "#store/settings.ts";
import type { Billing } from "./load-accounts-to-bill.ts";

/** Asks for the rounding of each currency once. */
export function knownCurrencies(): Billing["currencyOf"] {
  const known = new Map<string, Currency>();
  return async (tx, code) => {
    const currency = known.get(code) ?? (await findCurrency(tx, code));
    known.set(code, currency);
    return currency;
  };
}
