/** Which charge of a subscription an item of the source bills. */
import type { Charge } from "../model/charge.ts";
import { chargesOf, type Subscription } from "../model/subscription.ts";
import type { PlainDate } from "../values/plain-date.ts";
import { idIn, type SourceIds } from "./source-ids.ts";
import { type SourceRow, text } from "./source-row.ts";

export type BilledCharge = { readonly subscription: Subscription; readonly charge: Charge };

/** Charges of all versions by our ids, and of the latest ones by their numbers. */
export type ChargeIndex = {
  readonly byId: ReadonlyMap<string, BilledCharge>;
  readonly byNumber: ReadonlyMap<string, readonly BilledCharge[]>;
  readonly bySubscription: ReadonlyMap<string, Subscription>;
};

/** @param versions  of subscriptions of one account, each one's oldest first */
export function chargeIndex(versions: readonly Subscription[]): ChargeIndex {
  const latest = new Map(versions.map((each) => [each.subscriptionNumber, each]));
  const all = versions.flatMap(billedCharges);
  const current = [...latest.values()].flatMap(billedCharges);
  return {
    byId: new Map(all.map((each) => [each.charge.chargeId, each])),
    byNumber: Map.groupBy(current, ({ charge }) => charge.chargeNumber),
    bySubscription: latest,
  };
}

const billedCharges = (subscription: Subscription): BilledCharge[] =>
  chargesOf(subscription).map((charge) => ({ subscription, charge }));

/**
 * By the id of the charge; else by its number, or by its product charge in the subscription, and the
 * day on which the service starts. Undefined for an item of no charge that was imported.
 */
export function billedChargeOf(
  row: SourceRow,
  index: ChargeIndex,
  { ids, start }: { readonly ids: SourceIds; readonly start: PlainDate },
): BilledCharge | undefined {
  const byId = index.byId.get(idIn(ids, row, "RatePlanChargeId", "RatePlanCharge") ?? "");
  if (byId) return byId;
  const byNumber = index.byNumber.get(text(row, "ChargeNumber") ?? "");
  return servedOn(byNumber ?? ofProduct(row, index, ids), start);
}

function ofProduct(row: SourceRow, index: ChargeIndex, ids: SourceIds): readonly BilledCharge[] {
  const number = text(row, "SubscriptionNumber");
  const productId = idIn(ids, row, "ProductRatePlanChargeId", "ProductRatePlanCharge");
  const subscription = index.bySubscription.get(number ?? "");
  if (!subscription || productId === undefined) return [];
  const found = billedCharges(subscription).filter(
    ({ charge }) => charge.productRatePlanChargeId === productId,
  );
  const numbers = new Set(found.map(({ charge }) => charge.chargeNumber));
  return numbers.size === 1 ? found : [];
}

const servedOn = (segments: readonly BilledCharge[], start: PlainDate): BilledCharge | undefined =>
  segments.find(
    ({ charge: { effective } }) => effective && effective.start <= start && start < effective.end,
  ) ??
  segments.findLast(({ charge: { effective } }) => effective && effective.start <= start) ??
  segments[0];
