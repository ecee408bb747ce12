import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type QueryRow, textOf } from "../../api/queries.ts";
import { useMay } from "../../shell/session.ts";
import { AccountLink, useAccountFilter } from "../../ui/account-filter.tsx";
import { ButtonLink } from "../../ui/button-link.tsx";
import { Day } from "../../ui/days.tsx";
import { BeginsWith, Choices, DayFilter } from "../../ui/filters.tsx";
import type { ListColumn } from "../../ui/list/list-column.ts";
import { ListPage } from "../../ui/list/list-page.tsx";
import { Empty } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { actionInWords } from "./action-in-words.ts";
import { ORDER_STATUSES, type OrderSearch, orderFilter, orderWords } from "./order-search.ts";
import { useRequiredDates, waitsFor } from "./waits-for.ts";

const actionsOf = (row: QueryRow): readonly QueryRow[] =>
  (row.orderActions ?? []) as readonly QueryRow[];

const ACCOUNT = {
  ...{ name: "account", title: "Account", fields: ["account.accountNumber", "account.name"] },
} as const;
const ORDERED = {
  ...{ name: "actions", title: "What was ordered", fields: ["category", "description"] },
} as const;

const COLUMNS: readonly ListColumn[] = [
  {
    name: "number",
    fields: ["orderNumber"],
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
  { ...ACCOUNT, cell: (row) => <AccountLink row={row} /> },
  { ...ORDERED, cell: (row) => <Actions row={row} /> },
  {
    name: "date",
    fields: ["orderDate"],
    title: "Order date",
    sortField: "orderdate",
    cell: (row) => <Day day={textOf(row, "orderDate")} />,
  },
  {
    name: "status",
    fields: ["status", "scheduledDate"],
    title: "Status",
    sortField: "status",
    cell: (row) => (
      <>
        <Status status={textOf(row, "status")} />
        {row.status === "Pending" && <WaitsFor row={row} />}
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

/** Which dates are required is asked once, however many rows wait. */
function WaitsFor({ row }: { readonly row: QueryRow }) {
  const settings = useRequiredDates(true);
  return <div className="quiet">waits for {waitsFor(actionsOf(row), settings)}</div>;
}

export function OrdersPage() {
  const search = useSearch({ from: "/shell/orders" });
  const navigate = useNavigate({ from: "/orders" });
  const go = (next: OrderSearch) => navigate({ search: next });
  const mayOrder = useMay("orders.write");
  const ofAccount = useAccountFilter(search.account);
  return (
    <ListPage
      title="Orders"
      objects="orders"
      search={search}
      go={go}
      defaultSort="orderdate.DESC"
      filter={ofAccount && [...orderFilter(search), ...ofAccount]}
      words={orderWords(search)}
      expand={["account", "orderActions"]}
      columns={COLUMNS}
      actions={mayOrder && <ButtonLink to="/orders/new">New order</ButtonLink>}
      filters={
        <OrderFilters
          search={search}
          show={(change) => void go({ ...search, cursor: undefined, ...change })}
        />
      }
      first={<NoOrders />}
    />
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

const NoOrders = () => (
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
