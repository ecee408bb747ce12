import { Link } from "@tanstack/react-router";
import { inWords } from "../../ui/days.tsx";
import { ORDER_STATUSES } from "../orders/order-search.ts";
import type { Figures } from "./figures.ts";

type OrdersOfDayProps = Pick<Figures, "ordersOfDay" | "asOfDate">;

/** What was ordered today, by what has become of it. */
export const OrdersOfDay = ({ ordersOfDay, asOfDate }: OrdersOfDayProps) => (
  <section className="panel" aria-labelledby="orders-of-day">
    <h2 id="orders-of-day">Orders of {inWords(asOfDate)}</h2>
    {ordersOfDay.length === 0 ? (
      <p className="quiet ending">None so far.</p>
    ) : (
      <ul className="plain-list">
        {ordersOfDay.map(({ status, orders }) => {
          const known = ORDER_STATUSES.find((each) => each === status);
          const search = { from: asOfDate, to: asOfDate, ...(known && { status: known }) };
          return (
            <li key={status}>
              <Link className="link" to="/orders" search={search}>
                {orders} {status}
              </Link>
            </li>
          );
        })}
      </ul>
    )}
  </section>
);
