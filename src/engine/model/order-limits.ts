import { BillingError } from "../errors.ts";
import type { Order } from "./order.ts";

/** How large an order may be: of those that are answered at once, and of those that are accepted for later. */
export type OrderLimits = {
  readonly subscriptionsPerOrder: number;
  readonly orderActionsPerOrder: number;
  readonly orderActionsPerSubscription: number;
  readonly subscriptionsPerAsyncOrder: number;
  readonly orderActionsPerAsyncOrder: number;
  readonly orderActionsPerAsyncSubscription: number;
};

/** The field allows 50 of each at once and 300 later; docs/decisions/0192. */
export const DEFAULT_ORDER_LIMITS: OrderLimits = {
  subscriptionsPerOrder: 1_000,
  orderActionsPerOrder: 1_000,
  orderActionsPerSubscription: 1_000,
  subscriptionsPerAsyncOrder: 1_000,
  orderActionsPerAsyncOrder: 1_000,
  orderActionsPerAsyncSubscription: 1_000,
};

type Sized = Pick<Order, "subscriptions">;

/** An order that no limit can refuse, as none is below one. */
export const isSmallest = ({ subscriptions }: Sized): boolean =>
  subscriptions.length <= 1 && (subscriptions[0]?.orderActions.length ?? 0) <= 1;

/** @param isAsync  whether it is executed later. Errors: NOT_ALLOWED. */
export function refuseTooLarge(order: Sized, limits: OrderLimits, isAsync: boolean): void {
  const counts = order.subscriptions.map(({ orderActions }) => orderActions.length);
  const actions = counts.reduce((total, count) => total + count, 0);
  const [subscriptionLimit, actionLimit, each] = isAsync
    ? ([
        "subscriptionsPerAsyncOrder",
        "orderActionsPerAsyncOrder",
        "orderActionsPerAsyncSubscription",
      ] as const)
    : (["subscriptionsPerOrder", "orderActionsPerOrder", "orderActionsPerSubscription"] as const);
  refuseMore(limits, subscriptionLimit, counts.length, "subscriptions");
  refuseMore(limits, actionLimit, actions, "order actions");
  refuseMore(limits, each, Math.max(0, ...counts), "order actions of one subscription");
}

function refuseMore(
  limits: OrderLimits,
  limit: keyof OrderLimits,
  count: number,
  what: string,
): void {
  if (count <= limits[limit]) return;
  const message = `An order may have at most ${limits[limit]} ${what}, not ${count}: the setting is '${limit}'.`;
  throw new BillingError("NOT_ALLOWED", { message });
}
