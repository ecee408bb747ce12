import { assert } from "#engine/assert.ts";
import { type ChargeMetrics, chargeMetrics } from "#engine/metrics/charge-metrics.ts";
import { type OrderDeltaMetrics, orderDeltaMetrics } from "#engine/metrics/order-delta-metrics.ts";
import {
  type OrderLineItemDelta,
  orderLineItemDelta,
} from "#engine/metrics/order-line-item-delta.ts";
import { type OrderMetrics, orderMetrics } from "#engine/metrics/order-metrics.ts";
import {
  type OrderRampMetrics,
  orderRampMetrics,
  RAMP_SECTIONS,
  type RampSection,
} from "#engine/metrics/ramp-metrics.ts";
import type { BookedBilling } from "#engine/metrics/tcb.ts";
import type { OrderActionType } from "#engine/model/order.ts";
import { chargesOf, type Subscription } from "#engine/model/subscription.ts";
import type { OrderedChange } from "#engine/order-actions/apply-order.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import type { Transaction } from "#store/database.ts";
import { findListPrices } from "#store/order-bases.ts";
import type { ExecutedOrder } from "./create-order.ts";

export type PreviewedMetrics = "ChargeMetrics" | "OrderDeltaMetrics" | "OrderMetrics" | RampSection;

export type SubscriptionChargeMetrics = {
  readonly subscriptionNumber: string;
  readonly charges: readonly ChargeMetrics[];
};

export type SubscriptionOrderMetrics = {
  readonly subscriptionNumber: string;
  readonly subscriptionOwnerNumber: string;
  readonly invoiceOwnerNumber: string;
  readonly orderActions: readonly {
    readonly type: OrderActionType;
    readonly metrics: readonly OrderMetrics[];
  }[];
};

/** What an order changes: by its subscriptions, and by its line items. */
export type DeltaMetricsOfOrder = {
  readonly subscriptions: readonly OrderDeltaMetrics[];
  readonly orderLineItems: readonly OrderLineItemDelta[];
};

/** One of each per subscription of the order; undefined what is not wanted. */
export type MetricsOfPreview = {
  readonly chargeMetrics: readonly SubscriptionChargeMetrics[] | undefined;
  readonly orderDeltaMetrics: DeltaMetricsOfOrder | undefined;
  readonly orderMetrics: readonly SubscriptionOrderMetrics[] | undefined;
  /** Of subscriptions with a ramp only. */
  readonly rampMetrics: readonly OrderRampMetrics[] | undefined;
};

export const NO_METRICS: MetricsOfPreview = {
  chargeMetrics: undefined,
  orderDeltaMetrics: undefined,
  orderMetrics: undefined,
  rampMetrics: undefined,
};

/** What an order that was executed has changed of what its subscriptions are worth. */
export async function previewMetrics(
  tx: Transaction,
  executed: ExecutedOrder,
  wanted: readonly PreviewedMetrics[],
  today: PlainDate,
): Promise<MetricsOfPreview> {
  const { changes } = executed;
  const ifWanted = <Metrics>(type: PreviewedMetrics, of: (change: OrderedChange) => Metrics) =>
    wanted.includes(type) ? changes.map(of) : undefined;
  const sections = RAMP_SECTIONS.filter((each) => wanted.includes(each));
  const ofRamp = ({ base, next }: OrderedChange) =>
    orderRampMetrics(base, next, billingFor(executed, next), sections) ?? [];
  return {
    chargeMetrics: ifWanted("ChargeMetrics", ({ base, next }) => ({
      subscriptionNumber: next.subscriptionNumber,
      charges: chargeMetrics(base, next, { today, billing: billingFor(executed, next) }),
    })),
    orderDeltaMetrics: wanted.includes("OrderDeltaMetrics") ? deltasOf(executed) : undefined,
    orderMetrics: wanted.includes("OrderMetrics") ? await ofActions(tx, executed) : undefined,
    rampMetrics: sections.length > 0 ? changes.flatMap(ofRamp) : undefined,
  };
}

const deltasOf = (executed: ExecutedOrder): DeltaMetricsOfOrder => ({
  subscriptions: executed.changes.map((change) =>
    orderDeltaMetrics(change, billingFor(executed, change.next)),
  ),
  orderLineItems: executed.orderLineItems.flatMap(
    (item) => orderLineItemDelta(item, bookedFor(executed, executed.accountId).currency) ?? [],
  ),
});

/** By whoever is billed for the subscription from the order on. */
export const billingFor = (
  executed: ExecutedOrder,
  { invoiceOwnerId }: Subscription,
): BookedBilling => bookedFor(executed, invoiceOwnerId);

function bookedFor({ billing }: ExecutedOrder, accountId: string): BookedBilling {
  const booked = billing.get(accountId);
  assert(booked, "an order says how those are billed whom it bills");
  return booked;
}

async function ofActions(
  tx: Transaction,
  executed: ExecutedOrder,
): Promise<SubscriptionOrderMetrics[]> {
  const { changes, accountNumbers } = executed;
  const charges = changes.flatMap(({ next }) => chargesOf(next));
  const ids = new Set(charges.map(({ productRatePlanChargeId }) => productRatePlanChargeId));
  const listPrices = await findListPrices(tx, [...ids], changes[0]?.next.currency ?? "");
  return changes.map(({ ordered, base, next }) => {
    const actions = ordered.orderActions.map(({ action }) => action);
    const billing = billingFor(executed, next);
    const metrics = orderMetrics({ base, next, actions }, { billing, listPrices });
    return {
      subscriptionNumber: next.subscriptionNumber,
      subscriptionOwnerNumber: accountNumbers.get(next.subscriptionOwnerId) ?? "",
      invoiceOwnerNumber: accountNumbers.get(next.invoiceOwnerId) ?? "",
      orderActions: actions.map(({ type }, index) => ({ type, metrics: metrics[index] ?? [] })),
    };
  });
}
