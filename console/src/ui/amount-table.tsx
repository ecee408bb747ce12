import { TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./amount-table.module.css";
import type { AmountRow, Amounts } from "./amounts.ts";
import { type Column, DataTable } from "./data-table.tsx";
import { formatMoney, inCurrency, Money, negated, sumOf, type Tone } from "./money.tsx";

export type NamedRow = AmountRow & {
  readonly name: ReactNode;
  /** Read out with the field of its amount: "INV00000001". */
  readonly label: string;
};

type AmountTableProps<Row extends NamedRow> = {
  readonly caption: string;
  readonly rows: readonly Row[];
  readonly currency: string;
  readonly amounts: Amounts;
  /** Of the columns: what there is, what is written, what there is then. */
  readonly titles: {
    readonly what: string;
    readonly before: string;
    readonly amount: string;
    readonly after: string;
  };
  /** What is written lowers what there is, or raises it. */
  readonly direction: "lowers" | "raises";
  readonly tone: Tone;
};

/** So much of each: before, this, after, and all together. */
export function AmountTable<Row extends NamedRow>(props: AmountTableProps<Row>) {
  const { caption, rows, currency, amounts, titles, direction, tone } = props;
  const after = (before: string, amount: string) =>
    sumOf([before, direction === "lowers" ? negated(amount) : amount]);
  const allBefore = sumOf(rows.map(({ before }) => before));
  const columns: readonly Column<Row>[] = [
    { name: "what", title: titles.what, cell: ({ name }) => name, total: "Together" },
    {
      ...{ name: "before", title: inCurrency(titles.before, currency), isFigure: true },
      cell: ({ before }) => <Money amount={before} tone={tone} />,
      total: <Money amount={allBefore} tone={tone} />,
    },
    {
      ...{ name: "amount", title: inCurrency(titles.amount, currency), isFigure: true },
      cell: (row) => <AmountField row={row} currency={currency} amounts={amounts} />,
      total: <Money amount={amounts.total} />,
    },
    {
      ...{ name: "after", title: inCurrency(titles.after, currency), isFigure: true },
      cell: ({ key, before }) => (
        <Money amount={after(before, amounts.amountOf(key))} tone={tone} />
      ),
      total: <Money amount={after(allBefore, amounts.total)} tone={tone} />,
    },
  ];
  return <DataTable caption={caption} columns={columns} rows={rows} keyOf={({ key }) => key} />;
}

type AmountFieldProps = {
  readonly row: NamedRow;
  readonly currency: string;
  readonly amounts: Amounts;
};

/** An amount of one row, and how much it can be at most. */
function AmountField({ row, currency, amounts }: AmountFieldProps) {
  const { key, label, most } = row;
  return (
    <TextInput
      aria-label={`Amount of ${label}`}
      className={classes.amount ?? ""}
      classNames={{ input: classes.input ?? "" }}
      inputMode="decimal"
      autoComplete="off"
      placeholder="0"
      value={amounts.textOf(key)}
      error={amounts.problemOf(row)}
      {...(most !== undefined && {
        title: `At most ${formatMoney(most, currency)} ${currency}`,
      })}
      onChange={({ currentTarget: { value } }) => amounts.write(key, value)}
    />
  );
}

type FromToProps = {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly currency: string;
  readonly tone?: Tone;
};

/** "Unapplied 30.00 → 0.00 USD" */
export const FromTo = ({ name, before, after, currency, tone = "plain" }: FromToProps) => (
  <div>
    <dt>{name}</dt>
    <dd>
      <Money amount={before} tone={tone} />
      <span aria-hidden="true"> → </span>
      <span className="visually-hidden"> becomes </span>
      <Money amount={after} currency={currency} tone={tone} />
    </dd>
  </div>
);
