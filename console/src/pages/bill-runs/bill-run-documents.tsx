import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { askRows, type QueryRow, textOf } from "../../api/queries.ts";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Day } from "../../ui/days.tsx";
import { Money } from "../../ui/money.tsx";
import { Answered } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";

const SHOWN = 25;

type Made = {
  readonly title: string;
  readonly objects: "invoices" | "credit-memos";
  readonly number: string;
  readonly day: string;
  readonly amount: string;
};

const INVOICES: Made = {
  ...{ title: "Invoices", objects: "invoices", number: "invoiceNumber" },
  ...{ day: "invoiceDate", amount: "amount" },
};
const CREDIT_MEMOS: Made = {
  ...{ title: "Credit memos", objects: "credit-memos", number: "memoNumber" },
  ...{ day: "memoDate", amount: "totalAmount" },
};

type BillRunDocumentsProps = { readonly billRunNumber: string; readonly isUnderWay: boolean };

/** What it has made, the largest first: what is wrong is mostly large. Asked once the run has come to rest. */
export const BillRunDocuments = ({ billRunNumber, isUnderWay }: BillRunDocumentsProps) =>
  isUnderWay ? null : (
    <>
      <Documents made={INVOICES} billRunNumber={billRunNumber} />
      <Documents made={CREDIT_MEMOS} billRunNumber={billRunNumber} />
    </>
  );

function Documents({ made, billRunNumber }: { made: Made; billRunNumber: string }) {
  const { title, objects, number, day, amount } = made;
  const query = useQuery(
    askRows(objects, {
      filter: [`sourceid.EQ:${billRunNumber}`],
      sort: [`${amount.toLowerCase()}.DESC`],
      fields: ["id", "accountId", "status", "currency", number, day, amount],
      expand: ["account"],
      pageSize: SHOWN,
    }),
  );
  return (
    <Answered query={query} what={`the ${objects}`}>
      {({ data, nextPage }) =>
        data.length === 0 ? null : (
          <section className="panel" aria-labelledby={objects}>
            <h2 id={objects}>{title}</h2>
            <DataTable
              caption={title}
              columns={columnsOf(made)}
              rows={data}
              keyOf={(row) => textOf(row, "id")}
            />
            {nextPage && <p className="quiet">The {SHOWN} largest are shown.</p>}
          </section>
        )
      }
    </Answered>
  );
}

const accountOf = (row: QueryRow): QueryRow => (row.account ?? {}) as QueryRow;

const columnsOf = ({ number, day, amount }: Made): readonly Column<QueryRow>[] => [
  { name: "number", title: "Number", cell: (row) => textOf(row, number) },
  {
    name: "account",
    title: "Account",
    cell: (row) => (
      <Link
        className="link"
        to="/accounts/$accountKey"
        params={{ accountKey: textOf(row, "accountId") }}
      >
        {textOf(accountOf(row), "name")}
      </Link>
    ),
  },
  { name: "day", title: "Date", cell: (row) => <Day day={textOf(row, day)} /> },
  { name: "status", title: "Status", cell: (row) => <Status status={textOf(row, "status")} /> },
  {
    name: "amount",
    title: "Amount",
    isFigure: true,
    cell: (row) => (
      <Money amount={textOf(row, amount) || "0"} currency={textOf(row, "currency") || undefined} />
    ),
  },
];
