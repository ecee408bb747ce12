import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { askRows, type QueryRow, textOf } from "../../api/queries.ts";
import type { Column } from "../../ui/data-table.tsx";
import { Day } from "../../ui/days.tsx";
import { BeginsWith, Choices } from "../../ui/filters.tsx";
import { RowsPanel } from "../../ui/list-panel.tsx";
import { isBelowZero, Money } from "../../ui/money.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { CsvButton } from "../../ui/paging.tsx";
import { Empty } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { ACCOUNT_STATUSES, type AccountSearch, accountFilter } from "./account-search.ts";

const FIELDS = [
  ...["accountNumber", "name", "status", "currency", "balance", "totalInvoiceBalance"],
  ...["unappliedCreditMemoAmount", "lastInvoiceDate"],
];

const amount = (row: QueryRow, field: string) => {
  const text = textOf(row, field) || "0";
  return <Money amount={text} tone={isBelowZero(text) ? "credit" : "owed"} />;
};

const COLUMNS: readonly Column<QueryRow>[] = [
  {
    name: "name",
    title: "Name",
    sortField: "name",
    cell: (row) => (
      <Link
        className="link"
        to="/accounts/$accountKey"
        params={{ accountKey: textOf(row, "accountNumber") }}
      >
        {textOf(row, "name")}
      </Link>
    ),
  },
  {
    name: "number",
    title: "Number",
    sortField: "accountnumber",
    cell: (row) => textOf(row, "accountNumber"),
  },
  {
    name: "status",
    title: "Status",
    sortField: "status",
    cell: (row) => <Status status={textOf(row, "status")} />,
  },
  {
    name: "currency",
    title: "Currency",
    sortField: "currency",
    cell: (row) => textOf(row, "currency"),
  },
  {
    name: "balance",
    title: "Owes",
    isFigure: true,
    sortField: "balance",
    cell: (row) => amount(row, "balance"),
  },
  {
    name: "invoices",
    title: "Open invoices",
    isFigure: true,
    sortField: "totalinvoicebalance",
    cell: (row) => <Money amount={textOf(row, "totalInvoiceBalance") || "0"} />,
  },
  {
    name: "credit",
    title: "Unapplied credit",
    isFigure: true,
    sortField: "unappliedcreditmemoamount",
    cell: (row) => <Money amount={textOf(row, "unappliedCreditMemoAmount") || "0"} tone="credit" />,
  },
  {
    name: "last",
    title: "Last invoice",
    sortField: "lastinvoicedate",
    cell: (row) => <Day day={textOf(row, "lastInvoiceDate")} />,
  },
];

export function AccountsPage() {
  const search = useSearch({ from: "/shell/accounts" });
  const navigate = useNavigate({ from: "/accounts" });
  const { sort = "name.ASC", cursor } = search;
  const asked = { filter: accountFilter(search), sort: [sort], fields: FIELDS };
  const query = useQuery(
    askRows("accounts", { ...asked, pageSize: 25, ...(cursor && { cursor }) }),
  );
  /** Whatever else is shown begins on its first page. */
  const show = (change: Partial<AccountSearch>) =>
    void navigate({ search: { ...search, cursor: undefined, ...change } });
  const isFiltered = asked.filter.length > 0;
  return (
    <>
      <PageHead title="Accounts" tabTitle="Accounts">
        <CsvButton objects="accounts" query={asked} columns={FIELDS} />
      </PageHead>
      <div className="stack">
        <AccountFilters search={search} show={show} />
        <RowsPanel
          query={query}
          caption="Accounts"
          columns={COLUMNS}
          keyOf={(row) => textOf(row, "accountNumber")}
          sort={sort}
          cursor={cursor}
          show={show}
          empty={<NoAccounts isFiltered={isFiltered} onAll={() => void navigate({ search: {} })} />}
        />
      </div>
    </>
  );
}

type AccountFiltersProps = {
  readonly search: AccountSearch;
  readonly show: (change: Partial<AccountSearch>) => void;
};

const AccountFilters = ({ search, show }: AccountFiltersProps) => (
  <div className="row">
    <BeginsWith
      key={search.name ?? ""}
      label="Name begins with"
      text={search.name}
      onText={(name) => show({ name })}
    />
    <Choices
      label="Status"
      values={ACCOUNT_STATUSES}
      chosen={search.status}
      onChoose={(status) => show({ status })}
    />
    <Choices
      label="Owing"
      values={["Owing"]}
      chosen={search.owing ? "Owing" : undefined}
      onChoose={(owing) => show({ owing: owing ? true : undefined })}
    />
  </div>
);

type NoAccountsProps = { readonly isFiltered: boolean; readonly onAll: () => void };

const NoAccounts = ({ isFiltered, onAll }: NoAccountsProps) =>
  isFiltered ? (
    <Empty title="No account is like that">
      <Button variant="default" onClick={onAll}>
        Show all accounts
      </Button>
    </Empty>
  ) : (
    <Empty title="There are no accounts yet">
      <p>
        An account is who you bill. Make the first one by the API:{" "}
        <a href="/docs">Create an account</a>.
      </p>
    </Empty>
  );
