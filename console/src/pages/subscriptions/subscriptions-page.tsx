import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type QueryRow, textOf } from "../../api/queries.ts";
import { Day } from "../../ui/days.tsx";
import { BeginsWith, Choices } from "../../ui/filters.tsx";
import type { ListColumn } from "../../ui/list/list-column.ts";
import { ListPage } from "../../ui/list/list-page.tsx";
import { Empty } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import {
  SUBSCRIPTION_STATUSES,
  type SubscriptionSearch,
  subscriptionFilter,
  subscriptionWords,
} from "./subscription-search.ts";

const accountOf = (row: QueryRow): QueryRow => (row.account ?? {}) as QueryRow;

const day = (name: string, title: string): ListColumn => ({
  name,
  fields: [name],
  title,
  sortField: name.toLowerCase(),
  cell: (row) => <Day day={textOf(row, name)} />,
});

const COLUMNS: readonly ListColumn[] = [
  {
    name: "number",
    fields: ["name"],
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
    fields: ["account.accountNumber", "account.name"],
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
    fields: ["status"],
    title: "Status",
    sortField: "status",
    cell: (row) => <Status status={textOf(row, "status")} />,
  },
  {
    name: "currency",
    title: "Currency",
    fields: ["currency"],
    cell: (row) => textOf(row, "currency"),
  },
  day("termStartDate", "Term from"),
  day("termEndDate", "First day after the term"),
  day("cancelledDate", "Cancelled from"),
  { ...day("subscriptionStartDate", "Started"), isExtra: true },
  { ...day("contractEffectiveDate", "Contract effective"), isExtra: true },
];

export function SubscriptionsPage() {
  const search = useSearch({ from: "/shell/subscriptions" });
  const navigate = useNavigate({ from: "/subscriptions" });
  const go = (next: SubscriptionSearch) => navigate({ search: next });
  return (
    <ListPage
      title="Subscriptions"
      objects="subscriptions"
      search={search}
      go={go}
      defaultSort="name.ASC"
      filter={subscriptionFilter(search)}
      words={subscriptionWords(search)}
      expand={["account"]}
      columns={COLUMNS}
      filters={
        <SubscriptionFilters
          search={search}
          show={(change) => void go({ ...search, cursor: undefined, ...change })}
        />
      }
      first={
        <Empty title="There are no subscriptions yet">
          <p>An order makes the first one: what is subscribed to is billed from then on.</p>
        </Empty>
      }
    />
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
      values={SUBSCRIPTION_STATUSES}
      chosen={search.status}
      onChoose={(status) => show({ status })}
    />
  </div>
);
