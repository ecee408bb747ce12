import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Day, daysBetween } from "../../ui/days.tsx";
import { isNothing, Money, sumOf } from "../../ui/money.tsx";
import { Empty } from "../../ui/states.tsx";
import classes from "./revenue-over-time.module.css";
import type { Subscription } from "./subscription-page.tsx";

/** From a day on, until the next one. */
type Step = { readonly from: string; readonly mrr: string };

/** The MRR of each stretch of days, as the segments of the charges say: what was, and what is to come. */
export function RevenueOverTime({ subscription }: { readonly subscription: Subscription }) {
  const steps = stepsOf(subscription);
  const { currency } = subscription;
  return (
    <section className="panel stack" aria-labelledby="mrr">
      <h2 id="mrr">MRR over time, in {currency}</h2>
      {steps.length === 0 ? (
        <Empty title="No charge of it is recurring" />
      ) : (
        <>
          <Drawing steps={steps} />
          <DataTable
            caption="MRR over time"
            columns={COLUMNS}
            rows={steps}
            keyOf={({ from }) => from}
          />
        </>
      )}
    </section>
  );
}

const COLUMNS: readonly Column<Step>[] = [
  { name: "from", title: "From", cell: ({ from }) => <Day day={from} /> },
  {
    ...{ name: "mrr", title: "MRR", isFigure: true },
    cell: ({ mrr }) => <Money amount={mrr} />,
  },
];

function stepsOf({ ratePlans }: Subscription): Step[] {
  const segments = ratePlans
    .flatMap(({ ratePlanCharges }) => ratePlanCharges)
    .flatMap(({ chargeSegments }) => chargeSegments ?? [])
    .flatMap(({ effectiveStartDate: start, effectiveEndDate: end, mrr }) =>
      start && mrr && !isNothing(mrr) && start !== end ? [{ start, end, mrr }] : [],
    );
  const days = new Set(segments.flatMap(({ start, end }) => (end ? [start, end] : [start])));
  return [...days].toSorted().map((from) => ({
    from,
    mrr: sumOf(
      segments
        .filter(({ start, end }) => start <= from && (end === null || from < end))
        .map(({ mrr }) => mrr),
    ),
  }));
}

const HEIGHT = 80;

/** Numbers for drawing alone; the table beneath has the amounts. */
function Drawing({ steps }: { readonly steps: readonly Step[] }) {
  const [first, last] = [steps[0]?.from ?? "", steps.at(-1)?.from ?? ""];
  // What has no end goes on as long again, at least for a month.
  const whole = Math.max(daysBetween(first, last), 30) * 1.1;
  const most = Math.max(...steps.map(({ mrr }) => Number(mrr)), 1);
  const x = (day: string) => (100 * daysBetween(first, day)) / whole;
  return (
    <svg
      className={classes.drawing}
      viewBox={`0 0 100 ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {steps.map(({ from, mrr }, index) => {
        const height = (Number(mrr) / most) * (HEIGHT - 4);
        const end = steps[index + 1]?.from;
        return (
          <rect
            key={from}
            className={classes.step}
            x={x(from)}
            y={HEIGHT - height}
            width={(end ? x(end) : 100) - x(from)}
            height={height}
          />
        );
      })}
    </svg>
  );
}
