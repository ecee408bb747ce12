import type { Answered } from "../../api/exactly.ts";
import { sumOf } from "../../ui/money.tsx";

type Action = Answered<"getOrder">["order"]["subscriptions"][number]["orderActions"][number];
type Metric = NonNullable<Action["orderMetrics"]>[number];

/** What an order has changed of what is contracted: of all charges together. */
export const contractedBy = (
  order: Answered<"getOrder">["order"],
  subscriptionNumber: string,
): { readonly tcv: string; readonly tcb: string } => {
  const metrics = order.subscriptions
    .filter((each) => each.subscriptionNumber === subscriptionNumber)
    .flatMap(({ orderActions }) => orderActions)
    .flatMap(({ orderMetrics = [] }) => orderMetrics);
  const total = (of: (metric: Metric) => Metric["tcv"] | Metric["tcb"]) =>
    sumOf(metrics.flatMap((metric) => of(metric).map(({ amount }) => amount)));
  return { tcv: total(({ tcv }) => tcv), tcb: total(({ tcb }) => tcb) };
};
