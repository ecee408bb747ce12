import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type QueryRow, textOf } from "../../api/queries.ts";
import { useMay } from "../../shell/session.ts";
import { ButtonLink } from "../../ui/button-link.tsx";
import { Day } from "../../ui/days.tsx";
import { Choices } from "../../ui/filters.tsx";
import type { ListColumn } from "../../ui/list/list-column.ts";
import { ListPage } from "../../ui/list/list-page.tsx";
import { Empty } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { BILL_RUN_STATUSES, type BillRunSearch, billRunFilter } from "./bill-run-search.ts";
import { AT_WORK } from "./run-state.ts";

/** Between two looks at a list with a run at work, in milliseconds. */
const LOOK_AGAIN = 2000;

const count = (row: QueryRow, field: string) => (
  <span className="figure">{textOf(row, field) || "0"}</span>
);

const COLUMNS: readonly ListColumn[] = [
  {
    name: "number",
    fields: ["billingRunNumber"],
    title: "Number",
    sortField: "billingrunnumber",
    cell: (row) => (
      <Link className="link" to="/bill-runs/$billRunKey" params={{ billRunKey: textOf(row, "id") }}>
        {textOf(row, "billingRunNumber")}
      </Link>
    ),
  },
  {
    name: "name",
    title: "Name",
    fields: ["name"],
    cell: (row) => textOf(row, "name") || "–",
  },
  {
    name: "status",
    fields: ["status"],
    title: "Status",
    sortField: "status",
    cell: (row) => <Status status={textOf(row, "status")} />,
  },
  {
    name: "target",
    fields: ["targetDate"],
    title: "Bills up to",
    sortField: "targetdate",
    cell: (row) => <Day day={textOf(row, "targetDate")} />,
  },
  {
    name: "dated",
    fields: ["invoiceDate"],
    title: "Dated",
    sortField: "invoicedate",
    cell: (row) => <Day day={textOf(row, "invoiceDate")} />,
  },
  {
    name: "accounts",
    fields: ["numberOfAccounts"],
    title: "Accounts",
    isFigure: true,
    cell: (row) => count(row, "numberOfAccounts"),
  },
  {
    name: "invoices",
    fields: ["numberOfInvoices"],
    title: "Invoices",
    isFigure: true,
    cell: (row) => count(row, "numberOfInvoices"),
  },
  {
    name: "memos",
    fields: ["numberOfCreditMemos"],
    title: "Credit memos",
    isFigure: true,
    cell: (row) => count(row, "numberOfCreditMemos"),
  },
  {
    name: "created",
    fields: ["createdDate"],
    title: "Started",
    sortField: "createddate",
    cell: (row) => <Day day={textOf(row, "createdDate").slice(0, 10)} />,
  },
  {
    ...{ name: "batches", title: "Batches", fields: ["batches"], isExtra: true },
    cell: (row) => textOf(row, "batches"),
  },
  {
    ...{ name: "autoPost", title: "Posts by itself", fields: ["autoPost"], isExtra: true },
    cell: (row) => (row.autoPost === true ? "yes" : "no"),
  },
];

export function BillRunsPage() {
  const search = useSearch({ from: "/shell/bill-runs" });
  const navigate = useNavigate({ from: "/bill-runs" });
  const mayBill = useMay("billing.write");
  const go = (next: BillRunSearch) => navigate({ search: next });
  return (
    <ListPage
      title="Bill runs"
      objects="billing-runs"
      search={search}
      go={go}
      defaultSort="createddate.DESC"
      filter={billRunFilter(search)}
      words={search.status ? [search.status] : []}
      columns={COLUMNS}
      actions={mayBill && <ButtonLink to="/bill-runs/start">Start a bill run …</ButtonLink>}
      filters={
        <Choices
          label="Status"
          values={BILL_RUN_STATUSES}
          chosen={search.status}
          onChoose={(status) => void go({ ...search, cursor: undefined, status })}
        />
      }
      first={<NoBillRuns />}
      lookAgain={(rows) =>
        rows.some((row) => AT_WORK.includes(textOf(row, "status"))) ? LOOK_AGAIN : false
      }
    />
  );
}

const NoBillRuns = () => (
  <Empty title="There was no bill run yet">
    <p>A bill run makes the invoices and credit memos of all accounts on which something is due.</p>
  </Empty>
);
