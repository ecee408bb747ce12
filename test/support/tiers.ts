import type { Tier } from "#engine/model/model-terms.ts";
import { decimal } from "#engine/values/decimal.ts";

/** "0-5 flat 0; 5.01-7 flat 200; 7.01- unit 10": units, whether the price is of each, price. */
export const tiersFrom = (text: string): Tier[] =>
  text.split("; ").map((tier) => {
    const [units = "", format, price = ""] = tier.split(" ");
    const [from = "", to = ""] = units.split("-");
    return {
      startingUnit: decimal(from),
      endingUnit: to === "" ? null : decimal(to),
      price: decimal(price),
      priceFormat: format === "flat" ? "FlatFee" : "PerUnit",
    };
  });
