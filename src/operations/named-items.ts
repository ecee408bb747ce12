import { chargesOf, type Subscription } from "#engine/model/subscription.ts";
import type { Transaction } from "#store/database.ts";
import { listProductsOfCharges } from "#store/preview-items.ts";

type Charged = {
  readonly chargeId: string | null;
  readonly productRatePlanChargeId: string | null;
};

export type ItemNames = { readonly chargeDescription: string; readonly productName: string };

/** What the wire wants to know of charges and products besides what stands on an item. */
export async function itemNames(
  tx: Transaction,
  subscription: Subscription,
  items: readonly Charged[],
): Promise<(item: Charged) => ItemNames> {
  const charges = new Map(chargesOf(subscription).map((charge) => [charge.chargeId, charge]));
  const chargeIds = items.flatMap((item) => item.productRatePlanChargeId ?? []);
  const products = await listProductsOfCharges(tx, [...new Set(chargeIds)]);
  return ({ chargeId, productRatePlanChargeId }) => ({
    chargeDescription: charges.get(chargeId ?? "")?.description ?? "",
    productName: products.get(productRatePlanChargeId ?? "")?.productName ?? "",
  });
}
