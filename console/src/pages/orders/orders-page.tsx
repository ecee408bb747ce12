import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { Answered } from "../../api/exactly.ts";
import { askRows, type QueryRow, textOf } from "../../api/queries.ts";
import { useMay } from "../../shell/session.ts";
import { AccountLink, useAccountFilter } from "../../ui/account-filter.tsx";
import { ButtonLink } from "../../ui/button-link.tsx";
import type { Column } from "../../ui/data-table.tsx";
import { Day } from "../../ui/days.tsx";
import { BeginsWith, Choices, DayFilter } from "../../ui/filters.tsx";
import { RowsPanel } from "../../ui/list-panel.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { CsvButton } from "../../ui/paging.tsx";
import { Empty } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { actionInWords } from "./action-in-words.ts";
import { ORDER_STATUSES, type OrderSearch, orderFilter } from "./order-search.ts";
import { useRequiredDates, waitsFor } from "./waits-for.ts";

const FIELDS = ["orderNumber", "status", "orderDate", "scheduledDate", "category", "description"];

const actionsOf = (row: QueryRow): readonly QueryRow[] =>
  (row.orderActions ?? []) as readonly QueryRow[];

const columnsFor = (
  settings: Answered<"getSubscriptionSettings"> | undefined,
): readonly Column<QueryRow>[] => [
  {
    name: "number",
    title: "Number",
    sortField: "ordernumber",
    cell: (row) => (
      <Link
        className="link"
        to="/orders/$orderNumber"
        params={{ orderNumber: textOf(row, "orderNumber") }}
      >
        {textOf(row, "orderNumber")}
      </Link>
    ),
  },
  { name: "account", title: "Account", cell: (row) => <AccountLink row={row} /> },
  { name: "actions", title: "What was ordered", cell: (row) => <Actions row={row} /> },
  {
    name: "date",
    title: "Order date",
    sortField: "orderdate",
    cell: (row) => <Day day={textOf(row, "orderDate")} />,
  },
  {
    name: "status",
    title: "Status",
    sortField: "status",
    cell: (row) => (
      <>
        <Status status={textOf(row, "status")} />
        {row.status === "Pending" && (
          <div className="quiet">waits for {waitsFor(actionsOf(row), settings)}</div>
        )}
        {row.status === "Scheduled" && (
          <div className="quiet">
            for <Day day={textOf(row, "scheduledDate")} />
          </div>
        )}
      </>
    ),
  },
];

function Actions({ row }: { readonly row: QueryRow }) {
  const actions = actionsOf(row).map(({ type }) => actionInWords(String(type)));
  const kinds = [...new Set(actions)].map((kind) => {
    const count = actions.filter((action) => action === kind).length;
    return count > 1 ? `${kind} × ${count}` : kind;
  });
  return kinds.length > 0 ? kinds.join(", ") : textOf(row, "category");
}

export function OrdersPage() {
  const search = useSearch({ from: "/shell/orders" });
  const navigate = useNavigate({ from: "/orders" });
  const { sort = "orderdate.DESC", cursor } = search;
  const mayOrder = useMay("orders.write");
  const ofAccount = useAccountFilter(search.account);
  const asked = { filter: [...orderFilter(search), ...(ofAccount ?? [])], sort: [sort] };
  const query = useQuery({
    ...askRows("orders", {
      ...asked,
      ...{ expand: ["account", "orderActions"], pageSize: 25 },
      ...(cursor && { cursor }),
    }),
    enabled: ofAccount !== undefined,
  });
  const hasPending = (query.data?.data ?? []).some(({ status }) => status === "Pending");
  const settings = useRequiredDates(hasPending);
  const show = (change: Partial<OrderSearch>) =>
    void navigate({ search: { ...search, cursor: undefined, ...change } });
  return (
    <>
      <PageHead title="Orders" tabTitle="Orders">
        {mayOrder && <ButtonLink to="/orders/new">New order</ButtonLink>}
        <CsvButton objects="orders" query={asked} columns={FIELDS} />
      </PageHead>
      <div className="stack">
        <OrderFilters search={search} show={show} />
        <RowsPanel
          query={query}
          caption="Orders"
          columns={columnsFor(settings)}
          sort={sort}
          cursor={cursor}
          show={show}
          empty={
            <NoOrders
              isFiltered={asked.filter.length > 0}
              onAll={() => void navigate({ search: {} })}
            />
          }
        />
      </div>
    </>
  );
}

type OrderFiltersProps = {
  readonly search: OrderSearch;
  readonly show: (change: Partial<OrderSearch>) => void;
};

const OrderFilters = ({ search, show }: OrderFiltersProps) => (
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
      values={ORDER_STATUSES}
      chosen={search.status}
      onChoose={(status) => show({ status })}
    />
    <span className="row">
      <DayFilter label="From" day={search.from} onDay={(from) => show({ from })} />
      <DayFilter label="To" day={search.to} onDay={(to) => show({ to })} />
    </span>
  </div>
);

type NoOrdersProps = { readonly isFiltered: boolean; readonly onAll: () => void };

const NoOrders = ({ isFiltered, onAll }: NoOrdersProps) =>
  isFiltered ? (
    <Empty title="No order is like that">
      <Button variant="default" onClick={onAll}>
        Show all orders
      </Button>
    </Empty>
  ) : (
    <Empty title="There are no orders yet">
      <p>
        An order makes a subscription, or changes it.{" "}
        <Link className="link" to="/orders/new">
          Make the first one
        </Link>
        .
      </p>
    </Empty>
  );
