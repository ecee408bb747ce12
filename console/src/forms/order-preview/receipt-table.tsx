import type { ReactNode } from "react";
import { DocumentLink } from "../../pages/documents/document-link.tsx";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { daysBetween } from "../../ui/days.tsx";
import { isBelowZero, isNothing, Money, negated, sumOf, type Tone } from "../../ui/money.tsx";
import type { Outcome, OutcomeInvoice } from "./outcome.ts";
import classes from "./receipt-table.module.css";

type ReceiptTableProps = {
  readonly outcome: Outcome;
  /** What was shown before something has moved. */
  readonly was?: Outcome | undefined;
  readonly today: string;
  /** Where there is little room: without columns of which nothing is said. */
  readonly isBrief?: boolean;
};

type Figure = "before" | "billed" | "credit" | "paid" | "refund" | "writeOff" | "after";

const FIGURES: readonly { readonly name: Figure; readonly title: string; readonly tone: Tone }[] = [
  { name: "before", title: "Before", tone: "plain" },
  { name: "billed", title: "Billed", tone: "plain" },
  { name: "credit", title: "Credit", tone: "credit" },
  { name: "paid", title: "Paid", tone: "credit" },
  { name: "refund", title: "Given back", tone: "credit" },
  { name: "writeOff", title: "Write off", tone: "lost" },
  { name: "after", title: "After", tone: "owed" },
];

/** Signed, so that each row adds up from left to right. */
const figuresOfInvoice = (invoice: OutcomeInvoice): Readonly<Record<Figure, string>> => ({
  before: invoice.before,
  billed: invoice.billed,
  credit: negated(sumOf([invoice.applied, invoice.appliedCredit])),
  paid: negated(invoice.collected),
  refund: invoice.unapplied,
  writeOff: negated(invoice.writtenOff),
  after: invoice.after,
});

const figuresOfAccount = ({ account }: Outcome): Readonly<Record<Figure, string>> => ({
  before: account.before,
  billed: account.billed,
  credit: negated(account.credited),
  paid: negated(account.collected),
  refund: account.refunded,
  writeOff: negated(account.writtenOff),
  after: account.after,
});

/** Each invoice from what it owes now to what it owes then, and the account beneath. */
export function ReceiptTable({ outcome, was, today, isBrief = false }: ReceiptTableProps) {
  const [account, accountWas] = [figuresOfAccount(outcome), was && figuresOfAccount(was)];
  const figure = ({ name, title, tone }: (typeof FIGURES)[number]): Column<OutcomeInvoice> => ({
    ...{ name, title, isFigure: true },
    cell: (invoice) => (
      <Cell
        amount={figuresOfInvoice(invoice)[name]}
        was={was && (earlierFigures(was, invoice)?.[name] ?? "0")}
        tone={tone}
      />
    ),
    total: <Cell amount={account[name]} was={accountWas?.[name]} tone={tone} />,
  });
  const columns: readonly Column<OutcomeInvoice>[] = [
    {
      name: "invoice",
      title: "Invoice",
      cell: (invoice) => nameOf(invoice, today),
      total: "Account",
    },
    ...FIGURES.filter(
      ({ name }) =>
        !(isBrief ? MAY_BE_LEFT_OUT : SELDOM).includes(name) ||
        [outcome, was].some((each) => each && saysOf(each, name)),
    ).map(figure),
  ];
  return (
    <DataTable
      caption="Before and after"
      columns={columns}
      rows={outcome.invoices}
      keyOf={({ invoiceNumber, dueDate }) => invoiceNumber ?? `new, due ${dueDate}`}
    />
  );
}

/** Most orders collect nothing: then there is no column of it. */
const SELDOM: readonly Figure[] = ["paid"];
const MAY_BE_LEFT_OUT: readonly Figure[] = ["credit", "paid", "refund", "writeOff"];

const saysOf = (outcome: Outcome, name: Figure): boolean =>
  [figuresOfAccount(outcome), ...outcome.invoices.map(figuresOfInvoice)].some(
    (figures) => !isNothing(figures[name]),
  );

function earlierFigures(was: Outcome, { invoiceNumber }: OutcomeInvoice) {
  const earlier = was.invoices.find((other) => other.invoiceNumber === invoiceNumber);
  return earlier && figuresOfInvoice(earlier);
}

type CellProps = {
  readonly amount: string;
  readonly was: string | undefined;
  readonly tone: Tone;
};

/** Lights up where it is not what was agreed to. */
function Cell({ amount, was, tone }: CellProps) {
  const shown = (
    <Money amount={amount} tone={isBelowZero(amount) || tone === "owed" ? tone : "plain"} />
  );
  if (was === undefined || was === amount) return shown;
  return (
    <span className={classes.moved}>
      <del>
        <span className="visually-hidden">was </span>
        <Money amount={was} />
      </del>{" "}
      <ins>
        <span className="visually-hidden">is now </span>
        {shown}
      </ins>
    </span>
  );
}

function nameOf({ invoiceNumber, dueDate }: OutcomeInvoice, today: string): ReactNode {
  const days = daysBetween(dueDate, today);
  const due =
    days > 0 ? `due ${dueDate}, ${days} ${days === 1 ? "day" : "days"} overdue` : `due ${dueDate}`;
  return (
    <>
      {invoiceNumber ? <DocumentLink kind="Invoice" documentKey={invoiceNumber} /> : "New invoice"}
      <div className="quiet">{due}</div>
    </>
  );
}
