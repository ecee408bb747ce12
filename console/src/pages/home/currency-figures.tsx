import { Button } from "@mantine/core";
import { useShowDetails } from "../../shell/details.tsx";
import { AgeingBar } from "../../ui/ageing-bar.tsx";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { monthInWords } from "../../ui/days.tsx";
import { Money, type Tone } from "../../ui/money.tsx";
import classes from "./home-page.module.css";
import { type CurrencySums, KINDS, type Kind } from "./month-sums.ts";
import { Sparkline } from "./sparkline.tsx";

const TONES: Readonly<Record<Kind, Tone>> = {
  ...{ Invoiced: "plain", Collected: "plain" },
  ...{ Credited: "credit", "Written off": "lost" },
};

type CurrencyFiguresProps = { readonly months: readonly string[]; readonly sums: CurrencySums };

/** What one currency did this month and over the year, and how long what is owed is due. */
export function CurrencyFigures({ months, sums }: CurrencyFiguresProps) {
  const { currency, ageing, owed } = sums;
  const showDetails = useShowDetails();
  const title = `Month by month, ${currency}`;
  const content = <MonthTable months={months} sums={sums} />;
  return (
    <section className="panel stack" aria-labelledby={`figures-${currency}`}>
      <div className="row row-apart panel-head">
        <h2 id={`figures-${currency}`}>{currency}</h2>
        <Button variant="default" onClick={() => showDetails({ title, content })}>
          Month by month, {currency}
        </Button>
      </div>
      <dl className={classes.figures}>
        {KINDS.map((kind) => (
          <Figure key={kind} kind={kind} months={months} sums={sums} />
        ))}
      </dl>
      <div>
        <h3>
          Owed <Money amount={owed} currency={currency} tone="owed" />, by how long it is due
        </h3>
        <AgeingBar buckets={ageing} />
      </div>
    </section>
  );
}

function Figure({ kind, months, sums }: CurrencyFiguresProps & { readonly kind: Kind }) {
  const amounts = sums.months[kind];
  const [before = "0", now = "0"] = amounts.slice(-2);
  const [monthBefore = "", month = ""] = months.slice(-2);
  return (
    <div>
      <dt>
        {kind} in {monthInWords(month)}
      </dt>
      <dd className={classes.large}>
        <Money amount={now} tone={TONES[kind]} />
      </dd>
      <dd className={`quiet ${classes.before}`}>
        {monthInWords(monthBefore)}: <Money amount={before} />
      </dd>
      <dd>
        <Sparkline amounts={amounts} />
      </dd>
    </div>
  );
}

const MonthTable = ({ months, sums }: CurrencyFiguresProps) => (
  <DataTable
    caption={`Month by month, ${sums.currency}`}
    columns={[
      { name: "month", title: "Month", cell: ({ month }) => month },
      ...KINDS.map(
        (kind): Column<{ month: string; index: number }> => ({
          name: kind,
          title: kind,
          isFigure: true,
          cell: ({ index }) => <Money amount={sums.months[kind][index] ?? "0"} />,
        }),
      ),
    ]}
    rows={months.map((month, index) => ({ month, index })).toReversed()}
    keyOf={({ month }) => month}
  />
);
