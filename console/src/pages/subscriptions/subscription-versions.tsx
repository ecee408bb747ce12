import { useQueries, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Answered as AnswerOf } from "../../api/exactly.ts";
import { ask } from "../../api/queries.ts";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Day } from "../../ui/days.tsx";
import { Money, NotApplicable } from "../../ui/money.tsx";
import { Answered, Empty } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { contractedBy } from "./order-effect.ts";

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

type Contracted = ReadonlyMap<string, ReturnType<typeof contractedBy>>;

/** What each order has changed of what is contracted, once that is there. */
const contractedColumns = (contracted: Contracted): readonly Column<Order>[] =>
  (["tcv", "tcb"] as const).map((of) => ({
    ...{ name: of, title: of === "tcv" ? "TCV change" : "TCB change", isFigure: true },
    cell: ({ orderNumber }) => {
      const amount = contracted.get(orderNumber)?.[of];
      return amount === undefined ? <NotApplicable /> : <Money amount={amount} />;
    },
  }));

/** One order says it; more than these are looked up one by one. */
const MOST_SAID = 10;

function useContracted(orders: readonly Order[], subscriptionNumber: string): Contracted {
  const asked = useQueries({
    queries: orders
      .filter(({ status }) => status === "Completed")
      .slice(0, MOST_SAID)
      .map(({ orderNumber }) => ask.getOrder({ params: { orderNumber } })),
  });
  return new Map(
    asked.flatMap(({ data }) =>
      data ? [[data.order.orderNumber, contractedBy(data.order, subscriptionNumber)] as const] : [],
    ),
  );
}

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
            <OrdersTable orders={orders} subscriptionNumber={subscriptionNumber} />
          )
        }
      </Answered>
    </section>
  );
}

type OrdersTableProps = SubscriptionVersionsProps & { readonly orders: readonly Order[] };

const OrdersTable = ({ orders, subscriptionNumber }: OrdersTableProps) => (
  <DataTable
    caption="Orders of the subscription"
    columns={[...COLUMNS, ...contractedColumns(useContracted(orders, subscriptionNumber))]}
    rows={orders}
    keyOf={({ orderNumber }) => orderNumber}
  />
);
