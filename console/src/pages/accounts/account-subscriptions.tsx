import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Answered as AnswerOf } from "../../api/exactly.ts";
import { ask } from "../../api/queries.ts";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Day } from "../../ui/days.tsx";
import { inCurrency, Money, oneCurrency } from "../../ui/money.tsx";
import { Answered, Empty } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";

type Subscription = AnswerOf<"listSubscriptions">["subscriptions"][number];

/** @param one  the currency of all */
const columnsIn = (one: string | undefined): readonly Column<Subscription>[] => [
  {
    name: "number",
    title: "Subscription",
    cell: ({ subscriptionNumber: subscriptionKey }) => (
      <Link className="link" to="/subscriptions/$subscriptionKey" params={{ subscriptionKey }}>
        {subscriptionKey}
      </Link>
    ),
  },
  {
    name: "plans",
    title: "Plans",
    cell: ({ ratePlans }) => ratePlans.map(({ ratePlanName }) => ratePlanName).join(", "),
  },
  { name: "status", title: "Status", cell: ({ status }) => <Status status={status} /> },
  {
    name: "from",
    title: "From",
    cell: ({ subscriptionStartDate }) => <Day day={subscriptionStartDate} />,
  },
  {
    name: "to",
    title: "First day without",
    cell: ({ subscriptionEndDate }) => <Day day={subscriptionEndDate} />,
  },
  {
    name: "mrr",
    title: inCurrency("MRR", one),
    isFigure: true,
    cell: ({ contractedMrr, currency }) => (
      <Money amount={contractedMrr} currency={one ? undefined : currency} />
    ),
  },
];

export function AccountSubscriptions({ accountNumber }: { readonly accountNumber: string }) {
  const query = useQuery(
    ask.listSubscriptions({ params: { accountKey: accountNumber }, query: { pageSize: 40 } }),
  );
  return (
    <section className="panel" aria-labelledby="subscriptions">
      <h2 id="subscriptions">Subscriptions</h2>
      <Answered query={query} what="the subscriptions">
        {({ subscriptions }) =>
          subscriptions.length === 0 ? (
            <Empty title="It has subscribed to nothing yet" />
          ) : (
            <DataTable
              caption="Subscriptions of the account"
              columns={columnsIn(oneCurrency(subscriptions))}
              rows={subscriptions}
              keyOf={({ id }) => id}
            />
          )
        }
      </Answered>
    </section>
  );
}
