import type { ReactNode } from "react";
import { useSession } from "../../shell/session.ts";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Day } from "../../ui/days.tsx";
import { Money, NotApplicable } from "../../ui/money.tsx";
import { ChargeTimeline } from "./charge-timeline.tsx";
import type { Subscription } from "./subscription-page.tsx";

type RatePlan = Subscription["ratePlans"][number];
type Charge = RatePlan["ratePlanCharges"][number];
type Segment = NonNullable<Charge["chargeSegments"]>[number];

type Row = { readonly plan: RatePlan; readonly charge: Charge; readonly segment: Segment };

const TYPES: Readonly<Record<string, string>> = {
  Recurring: "recurring",
  OneTime: "one time",
  Usage: "usage",
};

const orNone = (value: string | null | undefined, shown: (text: string) => ReactNode) =>
  value === null || value === undefined ? <NotApplicable /> : shown(value);

const COLUMNS: readonly Column<Row>[] = [
  {
    name: "charge",
    title: "Charge",
    cell: ({ plan, charge, segment }) => (
      <>
        {charge.name}
        <div className="quiet">
          {plan.ratePlanName} · {TYPES[charge.type] ?? charge.type}
          {segment.segment !== "1" && ` · segment ${segment.segment}`}
        </div>
      </>
    ),
  },
  { name: "price", title: "Price", cell: ({ segment }) => segment.pricingSummary },
  {
    name: "quantity",
    title: "Quantity",
    isFigure: true,
    cell: ({ segment }) =>
      orNone(segment.quantity, (text) => <span className="figure">{text}</span>),
  },
  { name: "from", title: "From", cell: ({ segment }) => <Day day={segment.effectiveStartDate} /> },
  {
    name: "to",
    title: "First day without",
    cell: ({ segment }) => <Day day={segment.effectiveEndDate} />,
  },
  {
    name: "billed",
    title: "Billed up to",
    cell: ({ segment }) => <Day day={segment.chargedThroughDate} />,
  },
  {
    name: "mrr",
    title: "MRR",
    isFigure: true,
    cell: ({ segment }) => orNone(segment.mrr, (mrr) => <Money amount={mrr} />),
  },
];

/** Each charge, with a row for each stretch of days in which it is the same. */
export function SubscriptionCharges({ subscription }: { readonly subscription: Subscription }) {
  const { today } = useSession();
  const rows = subscription.ratePlans.flatMap((plan) =>
    plan.ratePlanCharges.flatMap((charge) =>
      (charge.chargeSegments ?? []).map((segment) => ({ plan, charge, segment })),
    ),
  );
  return (
    <section className="panel" aria-labelledby="charges">
      <h2 id="charges">Charges, in {subscription.currency}</h2>
      <ChargeTimeline subscription={subscription} today={today} />
      <DataTable
        caption="Charges of the subscription"
        columns={COLUMNS}
        rows={rows}
        keyOf={({ segment }) => segment.id}
      />
    </section>
  );
}
