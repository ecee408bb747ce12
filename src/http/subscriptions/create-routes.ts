import { assert } from "#engine/assert.ts";
import { contractedMrr, contractedValue } from "#engine/metrics/subscription-metrics.ts";
import type { Subscription } from "#engine/model/subscription.ts";
import { currency, roundToCurrency } from "#engine/values/currency.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import type { PaidOrder } from "#operations/create-order-and-collect.ts";
import { createSubscription } from "#operations/create-subscription.ts";
import { type Result, type Route, route } from "../route.ts";
import type { Version } from "../version.ts";
import * as contract from "./create-contract.ts";
import { withOwnerNumber } from "./named-owner.ts";
import { toCreation } from "./to-creation.ts";
import { toPaid } from "./to-paid.ts";

export const subscriptionCreationRoutes: readonly Route[] = [
  route(contract.createSubscription, async (context, { body, version }) => {
    const today = context.today();
    const named = await withOwnerNumber(context, body);
    const created = await createSubscription(context, toCreation(named, today));
    return toCreated(created, version, today);
  }),
];

/** What has become of a request for a subscription. */
export function toCreated(
  { changes: [change], invoices, creditMemos, payment }: PaidOrder,
  version: Version,
  today: PlainDate,
): Result<typeof contract.createSubscription> {
  assert(change, "the order has created the subscription");
  const { subscriptionId, subscriptionNumber } = change.next;
  return {
    subscriptionId,
    subscriptionNumber,
    ...contracted(change.next, today),
    invoiceId: invoices[0]?.invoiceId,
    creditMemoId: version.atLeast("207.0") ? creditMemos[0]?.creditMemoId : undefined,
    ...toPaid(payment),
  };
}

/** What a subscription brings in, as its reads print it. */
export function contracted(subscription: Subscription, today: PlainDate) {
  const value = contractedValue(subscription);
  const of = currency(subscription.currency);
  return {
    contractedMrr: roundToCurrency(contractedMrr(subscription, today), of),
    totalContractedValue: value && roundToCurrency(value, of),
  };
}
