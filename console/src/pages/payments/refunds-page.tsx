import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { askRows, type QueryRow, textOf } from "../../api/queries.ts";
import { AccountLink, useAccountFilter } from "../../ui/account-filter.tsx";
import type { Column } from "../../ui/data-table.tsx";
import { Day } from "../../ui/days.tsx";
import { BeginsWith, Choices } from "../../ui/filters.tsx";
import { RowsPanel } from "../../ui/list-panel.tsx";
import { Money } from "../../ui/money.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { CsvButton } from "../../ui/paging.tsx";
import { Empty } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { PAYMENT_STATUSES } from "./payment-search.ts";
import { RefundLink } from "./refund-link.tsx";
import { REFUND_KINDS, type RefundSearch, refundFilter } from "./refund-search.ts";

const FIELDS = [
  ...["refundNumber", "status", "type", "methodType", "refundDate", "currency", "amount"],
  ...["sourceType", "reasonCode", "referenceID", "comment"],
];

const sorted = (field: string) => ({ name: field, sortField: field.toLowerCase() });

const COLUMNS: readonly Column<QueryRow>[] = [
  {
    ...sorted("refundNumber"),
    title: "Number",
    cell: (row) => <RefundLink refundKey={textOf(row, "refundNumber")} />,
  },
  {
    name: "account",
    title: "Account",
    cell: (row) => (row.account ? <AccountLink row={row} /> : "Of no account"),
  },
  {
    ...sorted("refundDate"),
    title: "Date",
    cell: (row) => <Day day={textOf(row, "refundDate")} />,
  },
  { ...sorted("type"), title: "Kind", cell: (row) => textOf(row, "type") },
  {
    ...sorted("sourceType"),
    title: "Of",
    cell: (row) => (textOf(row, "sourceType") === "Payment" ? "Payment" : "Credit memo"),
  },
  { ...sorted("reasonCode"), title: "Reason", cell: (row) => textOf(row, "reasonCode") },
  {
    ...sorted("status"),
    title: "Status",
    cell: (row) => <Status status={textOf(row, "status")} />,
  },
  { ...sorted("currency"), title: "Currency", cell: (row) => textOf(row, "currency") },
  {
    ...sorted("amount"),
    ...{ title: "Amount", isFigure: true },
    cell: (row) => <Money amount={textOf(row, "amount") || "0"} />,
  },
];

export function RefundsPage() {
  const search = useSearch({ from: "/shell/refunds" });
  const navigate = useNavigate({ from: "/refunds" });
  const { sort = "refunddate.DESC", cursor } = search;
  const ofAccount = useAccountFilter(search.account);
  const asked = { filter: [...refundFilter(search), ...(ofAccount ?? [])], sort: [sort] };
  const page = { expand: ["account"], pageSize: 25, ...(cursor && { cursor }) };
  const query = useQuery({
    ...askRows("refunds", { ...asked, ...page }),
    enabled: ofAccount !== undefined,
  });
  const show = (change: Partial<RefundSearch>) =>
    void navigate({ search: { ...search, cursor: undefined, ...change } });
  return (
    <>
      <PageHead title="Refunds" tabTitle="Refunds">
        <CsvButton objects="refunds" query={asked} columns={FIELDS} />
      </PageHead>
      <div className="stack">
        <RefundFilters search={search} show={show} />
        <RowsPanel
          query={query}
          caption="Refunds"
          columns={COLUMNS}
          sort={sort}
          cursor={cursor}
          show={show}
          empty={
            <NoRefunds
              isFiltered={asked.filter.length > 0}
              onAll={() => void navigate({ search: {} })}
            />
          }
        />
      </div>
    </>
  );
}

type RefundFiltersProps = {
  readonly search: RefundSearch;
  readonly show: (change: Partial<RefundSearch>) => void;
};

const RefundFilters = ({ search, show }: RefundFiltersProps) => (
  <div className="row">
    <BeginsWith
      key={`number ${search.number ?? ""}`}
      label="Number begins with"
      text={search.number}
      onText={(number) => show({ number })}
    />
    <BeginsWith
      key={`account ${search.account ?? ""}`}
      label="Account number"
      text={search.account}
      onText={(account) => show({ account })}
    />
    <Choices
      label="Status"
      values={PAYMENT_STATUSES}
      chosen={search.status}
      onChoose={(status) => show({ status })}
    />
    <Choices
      label="Kind"
      values={REFUND_KINDS}
      chosen={search.kind}
      onChoose={(kind) => show({ kind })}
    />
  </div>
);

type NoRefundsProps = { readonly isFiltered: boolean; readonly onAll: () => void };

const NoRefunds = ({ isFiltered, onAll }: NoRefundsProps) =>
  isFiltered ? (
    <Empty title="No refund is like that">
      <Button variant="default" onClick={onAll}>
        Show all refunds
      </Button>
    </Empty>
  ) : (
    <Empty title="There are no refunds yet">
      <p>Money is given back from the page of a payment or of a credit memo that has some left.</p>
    </Empty>
  );
