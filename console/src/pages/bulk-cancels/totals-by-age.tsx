import { type Column, DataTable } from "../../ui/data-table.tsx";
import { inWords } from "../../ui/days.tsx";
import { inCurrency, Money, sumOf, type Tone } from "../../ui/money.tsx";
import type { BulkCancel } from "./bulk-cancel.ts";

type Total = BulkCancel["totals"][number];
type Figure = "owed" | "billed" | "credited" | "keptAsCredit" | "writtenOff" | "leftOwed";

const FIGURES: readonly (readonly [Figure, string, Tone])[] = [
  ["owed", "Owed before", "owed"],
  ["billed", "Billed", "plain"],
  ["credited", "Credited", "credit"],
  ["keptAsCredit", "Of it kept as credit", "credit"],
  ["writtenOff", "Written off", "lost"],
  ["leftOwed", "Left owed", "owed"],
];

/** What the plan comes to, by how long what is owed is overdue: a table for each currency. */
export function TotalsByAge({ bulkCancel }: { readonly bulkCancel: BulkCancel }) {
  const planned = bulkCancel.totals.filter(({ state }) => state === "Planned");
  const { planDate } = bulkCancel;
  return [...Map.groupBy(planned, ({ currency }) => currency)].map(([currency, totals]) => (
    <section key={currency} className="panel" aria-labelledby={`totals-${currency}`}>
      <h2 id={`totals-${currency}`}>{inCurrency("What the plan comes to", currency)}</h2>
      <DataTable
        caption={`Totals by age, ${currency}`}
        columns={columnsOf(totals)}
        rows={totals}
        keyOf={({ bucket }) => bucket}
      />
      {planDate && (
        <p className="quiet">
          Ages and amounts are of {inWords(planDate)}, the day of the plan. A row that would do
          anything else by the time it is done is set aside.
        </p>
      )}
    </section>
  ));
}

const columnsOf = (totals: readonly Total[]): readonly Column<Total>[] => [
  { name: "age", title: "Age", cell: ({ bucket }) => bucket, total: "All ages" },
  ...FIGURES.map(
    ([figure, title, tone]): Column<Total> => ({
      name: figure,
      title,
      isFigure: true,
      cell: ({ [figure]: amount }) => <Money amount={amount} tone={tone} />,
      total: <Money amount={sumOf(totals.map(({ [figure]: amount }) => amount))} tone={tone} />,
    }),
  ),
];
