import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { askRows, type QueryRow, textOf } from "../../api/queries.ts";
import type { Column } from "../../ui/data-table.tsx";
import { Day } from "../../ui/days.tsx";
import { BeginsWith, Choices } from "../../ui/filters.tsx";
import { RowsPanel } from "../../ui/list-panel.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { CsvButton } from "../../ui/paging.tsx";
import { Empty } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import {
  SUBSCRIPTION_STATUSES,
  type SubscriptionSearch,
  subscriptionFilter,
} from "./subscription-search.ts";

const FIELDS = ["name", "status", "currency", "termStartDate", "termEndDate", "cancelledDate"];

const accountOf = (row: QueryRow): QueryRow => (row.account ?? {}) as QueryRow;

const day = (name: string, title: string): Column<QueryRow> => ({
  name,
  title,
  sortField: name.toLowerCase(),
  cell: (row) => <Day day={textOf(row, name)} />,
});

const COLUMNS: readonly Column<QueryRow>[] = [
  {
    name: "number",
    title: "Number",
    sortField: "name",
    cell: (row) => (
      <Link
        className="link"
        to="/subscriptions/$subscriptionKey"
        params={{ subscriptionKey: textOf(row, "name") }}
      >
        {textOf(row, "name")}
      </Link>
    ),
  },
  {
    name: "account",
    title: "Account",
    cell: (row) => (
      <Link
        className="link"
        to="/accounts/$accountKey"
        params={{ accountKey: textOf(accountOf(row), "accountNumber") }}
      >
        {textOf(accountOf(row), "name")}
      </Link>
    ),
  },
  {
    name: "status",
    title: "Status",
    sortField: "status",
    cell: (row) => <Status status={textOf(row, "status")} />,
  },
  { name: "currency", title: "Currency", cell: (row) => textOf(row, "currency") },
  day("termStartDate", "Term from"),
  day("termEndDate", "First day after the term"),
  day("cancelledDate", "Cancelled from"),
];

export function SubscriptionsPage() {
  const search = useSearch({ from: "/shell/subscriptions" });
  const navigate = useNavigate({ from: "/subscriptions" });
  const { sort = "name.ASC", cursor } = search;
  const asked = { filter: subscriptionFilter(search), sort: [sort] };
  const query = useQuery(
    askRows("subscriptions", {
      ...asked,
      expand: ["account"],
      pageSize: 25,
      ...(cursor && { cursor }),
    }),
  );
  const show = (change: Partial<SubscriptionSearch>) =>
    void navigate({ search: { ...search, cursor: undefined, ...change } });
  return (
    <>
      <PageHead title="Subscriptions" tabTitle="Subscriptions">
        <CsvButton objects="subscriptions" query={asked} columns={FIELDS} />
      </PageHead>
      <div className="stack">
        <SubscriptionFilters search={search} show={show} />
        <RowsPanel
          query={query}
          caption="Subscriptions"
          columns={COLUMNS}
          sort={sort}
          cursor={cursor}
          show={show}
          empty={
            <Empty title="No subscription is like that">
              <Button variant="default" onClick={() => void navigate({ search: {} })}>
                Show all subscriptions
              </Button>
            </Empty>
          }
        />
      </div>
    </>
  );
}

type SubscriptionFiltersProps = {
  readonly search: SubscriptionSearch;
  readonly show: (change: Partial<SubscriptionSearch>) => void;
};

const SubscriptionFilters = ({ search, show }: SubscriptionFiltersProps) => (
  <div className="row">
    <BeginsWith
      key={search.number ?? ""}
      label="Number begins with"
      text={search.number}
      onText={(number) => show({ number })}
    />
    <Choices
      label="Status"
      values={SUBSCRIPTION_STATUSES.slice(0, 4)}
      chosen={search.status}
      onChoose={(status) => show({ status })}
    />
  </div>
);
