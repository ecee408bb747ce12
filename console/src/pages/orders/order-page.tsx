import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { Answered as AnswerOf } from "../../api/exactly.ts";
import { ask } from "../../api/queries.ts";
import { Json, useShowDetails } from "../../shell/details.tsx";
import { inWords } from "../../ui/days.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Answered } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { actionInWords } from "./action-in-words.ts";
import { OrderLife } from "./order-life.tsx";
import { OrderReceipt } from "./order-receipt.tsx";
import { RevertOrder } from "./revert-order.tsx";

export type Order = AnswerOf<"getOrder">["order"];

/** What was executed has a receipt. */
const DONE = ["Completed", "Reverted"];

/** An order, with its receipt once it is executed. */
export function OrderPage() {
  const { orderNumber } = useParams({ from: "/shell/orders/$orderNumber" });
  const query = useQuery(ask.getOrder({ params: { orderNumber } }));
  return (
    <Answered query={query} what={`order ${orderNumber}`} lines={8}>
      {({ order }) => <ShownOrder order={order} />}
    </Answered>
  );
}

function ShownOrder({ order }: { readonly order: Order }) {
  const { orderNumber, status, existingAccountNumber: accountKey } = order;
  const showDetails = useShowDetails();
  return (
    <>
      <PageHead
        title={`Order ${orderNumber}`}
        tabTitle={orderNumber}
        beneath={
          <>
            <Link className="link" to="/accounts/$accountKey" params={{ accountKey }}>
              Account {accountKey}
            </Link>
            <Status status={status} />
            <span>{inWords(order.orderDate)}</span>
          </>
        }
      >
        <Button
          variant="default"
          onClick={() => showDetails({ title: orderNumber, content: <Json value={order} /> })}
        >
          Show as JSON
        </Button>
        <OrderLife order={order} />
        <RevertOrder order={order} />
      </PageHead>
      <div className="stack">
        {DONE.includes(status) && <OrderReceipt orderNumber={orderNumber} />}
        <Actions order={order} />
      </div>
    </>
  );
}

function Actions({ order }: { readonly order: Order }) {
  return (
    <section className="panel" aria-labelledby="actions">
      <h2 id="actions">What was ordered</h2>
      <ul className="plain-list">
        {order.subscriptions.flatMap(({ subscriptionNumber, orderActions }) =>
          orderActions.map((action) => (
            <li key={`${subscriptionNumber} ${action.sequence} ${action.type}`}>
              {actionInWords(action.type)}
              {subscriptionNumber && (
                <>
                  {" "}
                  <Link
                    className="link"
                    to="/subscriptions/$subscriptionKey"
                    params={{ subscriptionKey: subscriptionNumber }}
                  >
                    {subscriptionNumber}
                  </Link>
                </>
              )}
            </li>
          )),
        )}
      </ul>
      {order.reasonCode && <p>Reason: {order.reasonCode}</p>}
      {order.revertedByOrderNumber && <p>Taken back by {order.revertedByOrderNumber}.</p>}
      {order.revertsOrderNumber && <p>It has taken back {order.revertsOrderNumber}.</p>}
    </section>
  );
}
