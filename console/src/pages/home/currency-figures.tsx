import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useShowDetails } from "../../shell/details.tsx";
import { AgeingBar } from "../../ui/ageing-bar.tsx";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { dayAfter, monthInWords } from "../../ui/days.tsx";
import { isBelowZero, isNothing, Money, negated, sumOf } from "../../ui/money.tsx";
import { FigureLink } from "./figure-link.tsx";
import { type CurrencyFigures, type Figures, KINDS, type Kind, TITLES, TONES } from "./figures.ts";
import classes from "./home-page.module.css";
import { Sparkline } from "./sparkline.tsx";

type FiguresOfCurrencyProps = {
  readonly figures: Figures;
  readonly own: CurrencyFigures;
};

/** What one currency did this month and over the year, and how long what is owed is due. */
export function FiguresOfCurrency({ figures, own }: FiguresOfCurrencyProps) {
  const { currency, ageing, owed } = own;
  const { months, asOfDate } = figures;
  const showDetails = useShowDetails();
  const title = `Month by month, ${currency}`;
  const content = <MonthTable months={months} own={own} />;
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
          <Figure key={kind} kind={kind} months={months} own={own} />
        ))}
      </dl>
      <div>
        <h3>
          Owed <Money amount={owed} currency={currency} tone="owed" />, by how long it is due
        </h3>
        <AgeingBar
          buckets={ageing}
          name={(index) => (
            <Link
              className="link"
              to="/invoices"
              search={{ left: "Open", currency, ...dueOf(ageing, index, asOfDate) }}
            >
              {ageing[index]?.name}
            </Link>
          )}
        />
      </div>
    </section>
  );
}

/** The due dates of a bucket; the first one takes all that comes later, the last has no end. */
function dueOf(buckets: CurrencyFigures["ageing"], index: number, today: string) {
  const { fromDaysPastDue = "0", toDaysPastDue = "0" } = buckets[index] ?? {};
  const isLast = index === buckets.length - 1;
  return {
    ...(!isLast && { dueFrom: dayAfter(today, -Number(toDaysPastDue)) }),
    ...(index > 0 && { dueTo: dayAfter(today, -Number(fromDaysPastDue)) }),
  };
}

type FigureProps = {
  readonly kind: Kind;
  readonly months: readonly string[];
  readonly own: CurrencyFigures;
};

function Figure({ kind, months, own }: FigureProps) {
  const amounts = own[kind];
  const [before = "0", now = "0"] = amounts.slice(-2);
  const [monthBefore = "", month = ""] = months.slice(-2);
  const title = `${TITLES[kind]} ${kind === "mrr" ? "today" : `in ${monthInWords(month)}`}`;
  return (
    <div>
      <dt>{title}</dt>
      <dd className={classes.large}>
        <FigureLink kind={kind} currency={own.currency} month={month}>
          <span className="visually-hidden">{title}, </span>
          <Money amount={now} tone={TONES[kind]} />
        </FigureLink>
      </dd>
      <dd className={`quiet ${classes.before}`}>
        <Change from={before} to={now} /> {kind === "mrr" ? "since the end of" : "on"}{" "}
        {monthInWords(monthBefore)}
      </dd>
      <dd>
        <Sparkline amounts={amounts} />
      </dd>
    </div>
  );
}

/** With its sign: a month is more or less than the one before. */
function Change({ from, to }: { readonly from: string; readonly to: string }) {
  const change = sumOf([to, negated(from)]);
  return (
    <span className="figure">
      {!isNothing(change) && !isBelowZero(change) && "+"}
      <Money amount={change} />
    </span>
  );
}

const MonthTable = ({ months, own }: Omit<FigureProps, "kind">) => (
  <DataTable
    caption={`Month by month, ${own.currency}`}
    columns={[
      { name: "month", title: "Month", cell: ({ month }) => month },
      ...KINDS.map(
        (kind): Column<{ month: string; index: number }> => ({
          name: kind,
          title: TITLES[kind],
          isFigure: true,
          cell: ({ month, index }) => (
            <FigureLink kind={kind} currency={own.currency} month={month}>
              <Money amount={own[kind][index] ?? "0"} />
            </FigureLink>
          ),
        }),
      ),
    ]}
    rows={months.map((month, index) => ({ month, index })).toReversed()}
    keyOf={({ month }) => month}
  />
);
