import { tiersOf } from "../catalog/tiers.ts";
import { BillingError } from "../errors.ts";
import type { ChargeTerms } from "../model/charge.ts";
import {
  HAS_PRICE,
  HAS_TIERS,
  type ModelTerms,
  type ModelTermsChange,
  type UsageTerms,
} from "../model/model-terms.ts";
import { changedPrepaid } from "./changed-prepaid.ts";

type NamedModel = Pick<ChargeTerms, "name" | "chargeModel">;

/**
 * What an order makes of the terms of a charge's model.
 * Errors: NOT_ALLOWED (terms that the model does not have) and those of catalog/tiers.ts.
 */
export function changedModelTerms(
  charge: NamedModel,
  before: ModelTerms,
  change: ModelTermsChange,
): ModelTerms {
  if (Object.keys(change).length === 0) return before;
  const { tiers, deliveryDays } = change;
  refuseForeign(charge, "tiers", tiers !== undefined && !HAS_TIERS[charge.chargeModel]);
  const isDelivered = charge.chargeModel === "Delivery";
  refuseForeign(charge, "deliverySchedule", deliveryDays !== undefined && !isDelivered);
  return {
    tiers: tiers ? tiersOf(tiers, before.tiers) : before.tiers,
    deliveryDays: deliveryDays ?? before.deliveryDays,
    usage: changedUsage(charge, before.usage, change),
    prepaid: changedPrepaid(charge.name, before.prepaid, change.prepaid),
    ...(before.commitment && { commitment: before.commitment }),
  };
}

function changedUsage(
  charge: NamedModel,
  before: UsageTerms | null,
  { includedUnits, numberOfPeriods, ratingGroup, prorationOption }: ModelTermsChange,
): UsageTerms | null {
  const { chargeModel } = charge;
  const isGrouped = before !== null && GROUPED.includes(chargeModel);
  refuseForeign(charge, "ratingGroup", ratingGroup !== undefined && !isGrouped);
  refuseForeign(charge, "includedUnits", includedUnits !== undefined && chargeModel !== "Overage");
  const smoothing = before?.smoothing ?? null;
  refuseForeign(charge, "numberOfPeriods", numberOfPeriods !== undefined && smoothing === null);
  refuseForeign(charge, "prorationOption", prorationOption !== undefined && before === null);
  return (
    before && {
      ...before,
      ...(prorationOption && { prorationOption }),
      ...(ratingGroup && { ratingGroup }),
      ...(includedUnits && { includedUnits }),
      smoothing: smoothing && {
        ...smoothing,
        numberOfPeriods: numberOfPeriods ?? smoothing.numberOfPeriods,
      },
    }
  );
}

const GROUPED: readonly string[] = ["PerUnit", "Tiered", "Volume"];

/** Errors: NOT_ALLOWED: a quantity that no tier holds, a price beside those of tiers. */
export function checkModelTerms({
  name,
  chargeModel,
  price,
  quantity,
  modelTerms: { tiers, usage },
}: Pick<ChargeTerms, "name" | "chargeModel" | "price" | "quantity" | "modelTerms">): void {
  if (!HAS_PRICE[chargeModel] && !price.eq("0")) {
    refuse(`Charge '${name}' has prices in tiers or records: it has no price of its own.`);
  }
  if (!HAS_TIERS[chargeModel] || usage) return;
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
