import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Answered as AnswerOf } from "../../api/exactly.ts";
import { ask } from "../../api/queries.ts";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Day } from "../../ui/days.tsx";
import { Answered, Empty } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";

type Order = AnswerOf<"listOrdersOfSubscription">["orders"][number];

const COLUMNS: readonly Column<Order>[] = [
  {
    name: "order",
    title: "Order",
    cell: ({ orderNumber }) => (
      <Link className="link" to="/orders/$orderNumber" params={{ orderNumber }}>
        {orderNumber}
      </Link>
    ),
  },
  { name: "date", title: "Date", cell: ({ orderDate }) => <Day day={orderDate} /> },
  {
    name: "what",
    title: "What it did",
    cell: ({ subscriptions }) =>
      [...new Set(subscriptions.flatMap(({ orderActions }) => orderActions.map(inWordsOf)))].join(
        ", ",
      ),
  },
  { name: "status", title: "Status", cell: ({ status }) => <Status status={status} /> },
];

/** "CancelSubscription" becomes "cancel subscription". */
const inWordsOf = ({ type }: { readonly type: string }): string =>
  type.replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();

type SubscriptionVersionsProps = { readonly subscriptionNumber: string };

/** Each order made a version of it, the last one first. */
export function SubscriptionVersions({ subscriptionNumber }: SubscriptionVersionsProps) {
  const query = useQuery(
    ask.listOrdersOfSubscription({
      params: { subscriptionNumber },
      query: { pageSize: 40 },
    }),
  );
  return (
    <section className="panel" aria-labelledby="orders">
      <h2 id="orders">Orders</h2>
      <Answered query={query} what="the orders">
        {({ orders }) =>
          orders.length === 0 ? (
            <Empty title="No order has changed it" />
          ) : (
            <DataTable
              caption="Orders of the subscription"
              columns={COLUMNS}
              rows={orders}
              keyOf={({ orderNumber }) => orderNumber}
            />
          )
        }
      </Answered>
    </section>
  );
}
