import { tiersOf } from "../catalog/tiers.ts";
import { BillingError } from "../errors.ts";
import type { ChargeTerms } from "../model/charge.ts";
import { HAS_TIERS, type ModelTerms, type ModelTermsChange } from "../model/model-terms.ts";

type NamedModel = Pick<ChargeTerms, "name" | "chargeModel">;

/**
 * What an order makes of the terms of a charge's model.
 * Errors: NOT_ALLOWED (terms that the model does not have) and those of catalog/tiers.ts.
 */
export function changedModelTerms(
  charge: NamedModel,
  before: ModelTerms,
  { tiers, deliveryDays }: ModelTermsChange,
): ModelTerms {
  if (tiers === undefined && deliveryDays === undefined) return before;
  refuseForeign(charge, "tiers", tiers !== undefined && !HAS_TIERS[charge.chargeModel]);
  const isDelivered = charge.chargeModel === "Delivery";
  refuseForeign(charge, "deliverySchedule", deliveryDays !== undefined && !isDelivered);
  return {
    tiers: tiers ? tiersOf(tiers, before.tiers) : before.tiers,
    deliveryDays: deliveryDays ?? before.deliveryDays,
  };
}

/** Errors: NOT_ALLOWED: a quantity that no tier holds, a price beside those of tiers. */
export function checkModelTerms({
  name,
  chargeModel,
  price,
  quantity,
  modelTerms: { tiers },
}: Pick<ChargeTerms, "name" | "chargeModel" | "price" | "quantity" | "modelTerms">): void {
  if (!HAS_TIERS[chargeModel]) return;
  if (!price.eq("0")) refuse(`Charge '${name}' has prices in tiers: it has no price of its own.`);
  const last = tiers.at(-1)?.endingUnit ?? null;
  if (last === null || quantity.lte(last)) return;
  refuse(
    `The quantity ${quantity.toFixed()} of charge '${name}' is beyond its last tier, which ends at ${last.toFixed()}.`,
  );
}

function refuseForeign({ name }: NamedModel, field: string, isForeign: boolean): void {
  if (isForeign) refuse(`Charge '${name}' has no '${field}': its charge model takes none.`);
}

function refuse(message: string): never {
  throw new BillingError("NOT_ALLOWED", { message });
}
