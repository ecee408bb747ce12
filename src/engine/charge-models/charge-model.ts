import type { ChargeTerms } from "../model/charge.ts";
import type { Decimal } from "../values/decimal.ts";

/** What the price of a charge depends on, besides its model. */
export type Priced = Pick<ChargeTerms, "price" | "quantity" | "modelTerms">;

/**
 * What one list price base of a charge costs, unrounded: the month of a price per month, the billing
 * period of a price per billing period. Turning that into a period's price, and a part of a period
 * into its share, is the same for every model (billing/price.ts, billing/prorate.ts).
 */
export type ListAmount = (terms: Priced) => Decimal;
