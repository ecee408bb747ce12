import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { askRows, type QueryRow, textOf } from "../../api/queries.ts";
import type { Column } from "../../ui/data-table.tsx";
import { Day } from "../../ui/days.tsx";
import { BeginsWith, Choices } from "../../ui/filters.tsx";
import { RowsPanel } from "../../ui/list-panel.tsx";
import { Money } from "../../ui/money.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { CsvButton } from "../../ui/paging.tsx";
import { daysInWords, type Restriction, Restrictions } from "../../ui/restrictions.tsx";
import { Empty } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { PaymentLink } from "./payment-link.tsx";
import { PAYMENT_STATUSES, type PaymentSearch, paymentFilter } from "./payment-search.ts";

const FIELDS = [
  ...["paymentNumber", "status", "type", "effectiveDate", "currency", "amount"],
  ...["appliedAmount", "unappliedAmount", "refundAmount", "referenceId"],
];

const sorted = (field: string) => ({ name: field, sortField: field.toLowerCase() });

const figure = (field: string, title: string, isCredit = false): Column<QueryRow> => ({
  ...sorted(field),
  ...{ title, isFigure: true },
  cell: (row) => <Money amount={textOf(row, field) || "0"} tone={isCredit ? "credit" : "plain"} />,
});

const COLUMNS: readonly Column<QueryRow>[] = [
  {
    ...sorted("paymentNumber"),
    title: "Number",
    cell: (row) => <PaymentLink paymentKey={textOf(row, "paymentNumber")} />,
  },
  { name: "account", title: "Account", cell: (row) => <Account row={row} /> },
  {
    ...sorted("effectiveDate"),
    title: "Date",
    cell: (row) => <Day day={textOf(row, "effectiveDate")} />,
  },
  { ...sorted("type"), title: "Kind", cell: (row) => textOf(row, "type") },
  {
    ...sorted("status"),
    title: "Status",
    cell: (row) => <Status status={textOf(row, "status")} />,
  },
  { ...sorted("currency"), title: "Currency", cell: (row) => textOf(row, "currency") },
  figure("amount", "Amount"),
  figure("refundAmount", "Refunded"),
  figure("unappliedAmount", "Unapplied", true),
];

/** Money can come in before it is known whose it is. */
function Account({ row }: { readonly row: QueryRow }) {
  const account = (row.account ?? {}) as QueryRow;
  const accountKey = textOf(account, "accountNumber");
  if (accountKey === "") return "Of no account yet";
  return (
    <Link className="link" to="/accounts/$accountKey" params={{ accountKey }}>
      {textOf(account, "name")}
    </Link>
  );
}

export function PaymentsPage() {
  const search = useSearch({ from: "/shell/payments" });
  const navigate = useNavigate({ from: "/payments" });
  const { sort = "effectivedate.DESC", cursor } = search;
  const asked = { filter: paymentFilter(search), sort: [sort] };
  const page = { expand: ["account"], pageSize: 25, ...(cursor && { cursor }) };
  const query = useQuery(askRows("payments", { ...asked, ...page }));
  /** Whatever else is shown begins on its first page. */
  const show = (change: Partial<PaymentSearch>) =>
    void navigate({ search: { ...search, cursor: undefined, ...change } });
  const isFiltered = asked.filter.length > 0;
  return (
    <>
      <PageHead title="Payments" tabTitle="Payments">
        <CsvButton objects="payments" query={asked} columns={FIELDS} />
      </PageHead>
      <div className="stack">
        <PaymentFilters search={search} show={show} />
        <RowsPanel
          query={query}
          caption="Payments"
          columns={COLUMNS}
          sort={sort}
          cursor={cursor}
          show={show}
          empty={<NoPayments isFiltered={isFiltered} onAll={() => void navigate({ search: {} })} />}
        />
      </div>
    </>
  );
}

type PaymentFiltersProps = {
  readonly search: PaymentSearch;
  readonly show: (change: Partial<PaymentSearch>) => void;
};

const PaymentFilters = ({ search, show }: PaymentFiltersProps) => (
  <div className="row">
    <BeginsWith
      key={search.number ?? ""}
      label="Number begins with"
      text={search.number}
      onText={(number) => show({ number })}
    />
    <Choices
      label="Status"
      values={PAYMENT_STATUSES}
      chosen={search.status}
      onChoose={(status) => show({ status })}
    />
    <Choices
      label="Unapplied"
      values={["Unapplied"]}
      chosen={search.unapplied ? "Unapplied" : undefined}
      onChoose={(unapplied) => show({ unapplied: unapplied ? true : undefined })}
    />
    <Restrictions all={restrictionsOf(search, show)} />
  </div>
);

function restrictionsOf(
  { currency, from, to }: PaymentSearch,
  show: PaymentFiltersProps["show"],
): Restriction[] {
  const dated = daysInWords("of", from, to);
  return [
    ...(currency ? [{ text: currency, onDrop: () => show({ currency: undefined }) }] : []),
    ...(dated ? [{ text: dated, onDrop: () => show({ from: undefined, to: undefined }) }] : []),
  ];
}

type NoPaymentsProps = { readonly isFiltered: boolean; readonly onAll: () => void };

const NoPayments = ({ isFiltered, onAll }: NoPaymentsProps) =>
  isFiltered ? (
    <Empty title="No payment is like that">
      <Button variant="default" onClick={onAll}>
        Show all payments
      </Button>
    </Empty>
  ) : (
    <Empty title="There are no payments yet">
      <p>
        A payment run collects them, or you record what has come in by the API:{" "}
        <a href="/docs">Create a payment</a>.
      </p>
    </Empty>
  );
