/** Before a run is posted: how its amounts lie, and whose bill is not what it was. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Answered as AnswerOf } from "../../api/exactly.ts";
import { ask } from "../../api/queries.ts";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { formatMoney, Money, negated, sumOf } from "../../ui/money.tsx";
import { Answered } from "../../ui/states.tsx";
import classes from "./bill-run-amounts.module.css";

type Amounts = AnswerOf<"getBillRunAmounts">;
type Bar = Amounts["bars"][number];
type Change = Amounts["largestChanges"][number];

export function BillRunAmounts({ billRunId }: { readonly billRunId: string }) {
  const query = useQuery(ask.getBillRunAmounts({ params: { billRunId } }));
  return (
    <Answered query={query} what="the amounts of the run" lines={4}>
      {({ bars, largestChanges }) => (
        <>
          {bars.length > 0 && <Histograms bars={bars} />}
          {largestChanges.length > 0 && <Changes changes={largestChanges} />}
        </>
      )}
    </Answered>
  );
}

const Histograms = ({ bars }: { readonly bars: readonly Bar[] }) => (
  <section className="panel stack" aria-labelledby="amounts">
    <h2 id="amounts" className="ending">
      Invoices by their amounts
    </h2>
    {[...Map.groupBy(bars, ({ currency }) => currency)].map(([currency, own]) => (
      <div key={currency}>
        <h3 className="ending">{currency}</h3>
        <Histogram bars={own} />
      </div>
    ))}
  </section>
);

/** A list to read, each line with a bar to see: as many invoices, so long. */
function Histogram({ bars }: { readonly bars: readonly Bar[] }) {
  const most = Math.max(...bars.map(({ invoices }) => Number(invoices)));
  return (
    <ul className={classes.bars}>
      {bars.map(({ currency, fromAmount, toAmount, invoices }) => (
        <li key={fromAmount}>
          <span className="figure">
            {formatMoney(fromAmount, currency)}
            {toAmount !== fromAmount && ` to ${formatMoney(toAmount, currency)}`}
          </span>
          <svg className={classes.bar} viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden>
            <rect width={(100 * Number(invoices)) / most} height={10} />
          </svg>
          <span className="figure">
            {invoices} <span className="quiet">{invoices === "1" ? "invoice" : "invoices"}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

const COLUMNS: readonly Column<Change>[] = [
  {
    name: "account",
    title: "Account",
    cell: ({ accountNumber, accountName }) => (
      <Link className="link" to="/accounts/$accountKey" params={{ accountKey: accountNumber }}>
        {accountName}
      </Link>
    ),
  },
  {
    name: "before",
    title: "Last time",
    isFigure: true,
    cell: ({ amountBefore, currency, billRunNumberBefore }) => (
      <>
        <Money amount={amountBefore} currency={currency} />
        <div className="quiet">{billRunNumberBefore}</div>
      </>
    ),
  },
  {
    name: "now",
    title: "This time",
    isFigure: true,
    cell: ({ amount, currency }) => <Money amount={amount} currency={currency} />,
  },
  {
    name: "change",
    title: "Change",
    isFigure: true,
    cell: ({ amount, amountBefore, currency }) => (
      <Money amount={sumOf([amount, negated(amountBefore)])} currency={currency} />
    ),
  },
];

const Changes = ({ changes }: { readonly changes: readonly Change[] }) => (
  <section className="panel" aria-labelledby="changes">
    <h2 id="changes">Largest changes against last time</h2>
    <DataTable
      caption="Largest changes against last time"
      columns={COLUMNS}
      rows={changes}
      keyOf={({ accountNumber, currency }) => `${accountNumber} ${currency}`}
    />
  </section>
);
