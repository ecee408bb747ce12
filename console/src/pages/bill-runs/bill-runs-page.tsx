import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { askRows, type QueryRow, textOf } from "../../api/queries.ts";
import { useMay } from "../../shell/session.ts";
import { ButtonLink } from "../../ui/button-link.tsx";
import type { Column } from "../../ui/data-table.tsx";
import { Day } from "../../ui/days.tsx";
import { Choices } from "../../ui/filters.tsx";
import { RowsPanel } from "../../ui/list-panel.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { CsvButton } from "../../ui/paging.tsx";
import { Empty } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { BILL_RUN_STATUSES, type BillRunSearch, billRunFilter } from "./bill-run-search.ts";
import { AT_WORK } from "./run-state.ts";

const FIELDS = [
  ...["id", "billingRunNumber", "name", "status", "targetDate", "invoiceDate", "batches"],
  ...["numberOfAccounts", "numberOfInvoices", "numberOfCreditMemos", "autoPost", "createdDate"],
];

/** Between two looks at a list with a run at work, in milliseconds. */
const LOOK_AGAIN = 2000;

const count = (row: QueryRow, field: string) => (
  <span className="figure">{textOf(row, field) || "0"}</span>
);

const COLUMNS: readonly Column<QueryRow>[] = [
  {
    name: "number",
    title: "Number",
    sortField: "billingrunnumber",
    cell: (row) => (
      <Link className="link" to="/bill-runs/$billRunKey" params={{ billRunKey: textOf(row, "id") }}>
        {textOf(row, "billingRunNumber")}
      </Link>
    ),
  },
  { name: "name", title: "Name", cell: (row) => textOf(row, "name") || "–" },
  {
    name: "status",
    title: "Status",
    sortField: "status",
    cell: (row) => <Status status={textOf(row, "status")} />,
  },
  {
    name: "target",
    title: "Bills up to",
    sortField: "targetdate",
    cell: (row) => <Day day={textOf(row, "targetDate")} />,
  },
  {
    name: "dated",
    title: "Dated",
    sortField: "invoicedate",
    cell: (row) => <Day day={textOf(row, "invoiceDate")} />,
  },
  {
    name: "accounts",
    title: "Accounts",
    isFigure: true,
    cell: (row) => count(row, "numberOfAccounts"),
  },
  {
    name: "invoices",
    title: "Invoices",
    isFigure: true,
    cell: (row) => count(row, "numberOfInvoices"),
  },
  {
    name: "memos",
    title: "Credit memos",
    isFigure: true,
    cell: (row) => count(row, "numberOfCreditMemos"),
  },
  {
    name: "created",
    title: "Started",
    sortField: "createddate",
    cell: (row) => <Day day={textOf(row, "createdDate").slice(0, 10)} />,
  },
];

export function BillRunsPage() {
  const search = useSearch({ from: "/shell/bill-runs" });
  const navigate = useNavigate({ from: "/bill-runs" });
  const mayBill = useMay("billing.write");
  const { sort = "createddate.DESC", cursor } = search;
  const asked = { filter: billRunFilter(search), sort: [sort], fields: FIELDS };
  const query = useQuery({
    ...askRows("billing-runs", { ...asked, pageSize: 25, ...(cursor && { cursor }) }),
    refetchInterval: ({ state: { data } }) =>
      data?.data.some((row) => AT_WORK.includes(textOf(row, "status"))) ? LOOK_AGAIN : false,
  });
  /** Whatever else is shown begins on its first page. */
  const show = (change: Partial<BillRunSearch>) =>
    void navigate({ search: { ...search, cursor: undefined, ...change } });
  return (
    <>
      <PageHead title="Bill runs" tabTitle="Bill runs">
        <CsvButton objects="billing-runs" query={asked} columns={FIELDS} />
        {mayBill && <ButtonLink to="/bill-runs/start">Start a bill run …</ButtonLink>}
      </PageHead>
      <div className="stack">
        <Choices
          label="Status"
          values={BILL_RUN_STATUSES}
          chosen={search.status}
          onChoose={(status) => show({ status })}
        />
        <RowsPanel
          query={query}
          caption="Bill runs"
          columns={COLUMNS}
          lines={8}
          sort={sort}
          cursor={cursor}
          show={show}
          empty={
            <NoBillRuns
              isFiltered={search.status !== undefined}
              onAll={() => void navigate({ search: {} })}
            />
          }
        />
      </div>
    </>
  );
}

type NoBillRunsProps = { readonly isFiltered: boolean; readonly onAll: () => void };

const NoBillRuns = ({ isFiltered, onAll }: NoBillRunsProps) =>
  isFiltered ? (
    <Empty title="No bill run is like that">
      <Button variant="default" onClick={onAll}>
        Show all bill runs
      </Button>
    </Empty>
  ) : (
    <Empty title="There was no bill run yet">
      <p>
        A bill run makes the invoices and credit memos of all accounts on which something is due.
      </p>
    </Empty>
  );
