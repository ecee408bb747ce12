/** All charge models. Adding one to the ChargeModel union without a file here does not compile. */
import type { ChargeModel, ChargeTerms } from "../model/charge.ts";
import type { Decimal } from "../values/decimal.ts";
import type { ListAmount } from "./charge-model.ts";
import { flatFee } from "./flat-fee.ts";
import { perUnit } from "./per-unit.ts";

const chargeModels: { readonly [Model in ChargeModel]: ListAmount } = {
  FlatFee: flatFee,
  PerUnit: perUnit,
};

/** What one list price base of the charge costs, by its model. Unrounded. */
export const listAmount = (
  terms: Pick<ChargeTerms, "chargeModel" | "price" | "quantity">,
): Decimal => chargeModels[terms.chargeModel](terms);
