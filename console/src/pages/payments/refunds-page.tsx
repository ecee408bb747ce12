import { useNavigate, useSearch } from "@tanstack/react-router";
import { textOf } from "../../api/queries.ts";
import { AccountLink, useAccountFilter } from "../../ui/account-filter.tsx";
import { Day } from "../../ui/days.tsx";
import { BeginsWith, Choices } from "../../ui/filters.tsx";
import type { ListColumn } from "../../ui/list/list-column.ts";
import { ListPage } from "../../ui/list/list-page.tsx";
import { Money } from "../../ui/money.tsx";
import { Empty } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { PAYMENT_STATUSES } from "./payment-search.ts";
import { RefundLink } from "./refund-link.tsx";
import { REFUND_KINDS, type RefundSearch, refundFilter, refundWords } from "./refund-search.ts";

const sorted = (field: string) => ({
  name: field,
  fields: [field],
  sortField: field.toLowerCase(),
});

const COLUMNS: readonly ListColumn[] = [
  {
    ...sorted("refundNumber"),
    title: "Number",
    cell: (row) => <RefundLink refundKey={textOf(row, "refundNumber")} />,
  },
  {
    name: "account",
    title: "Account",
    fields: ["account.accountNumber", "account.name"],
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
  {
    ...{ ...sorted("methodType"), title: "By", isExtra: true },
    cell: (row) => textOf(row, "methodType"),
  },
  {
    ...{ ...sorted("comment"), title: "Comment", isExtra: true },
    cell: (row) => textOf(row, "comment"),
  },
];

export function RefundsPage() {
  const search = useSearch({ from: "/shell/refunds" });
  const navigate = useNavigate({ from: "/refunds" });
  const go = (next: RefundSearch) => navigate({ search: next });
  const ofAccount = useAccountFilter(search.account);
  return (
    <ListPage
      title="Refunds"
      objects="refunds"
      search={search}
      go={go}
      defaultSort="refunddate.DESC"
      filter={ofAccount && [...refundFilter(search), ...ofAccount]}
      words={refundWords(search)}
      expand={["account"]}
      columns={COLUMNS}
      filters={
        <RefundFilters
          search={search}
          show={(change) => void go({ ...search, cursor: undefined, ...change })}
        />
      }
      first={<NoRefunds />}
    />
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

const NoRefunds = () => (
  <Empty title="There are no refunds yet">
    <p>Money is given back from the page of a payment or of a credit memo that has some left.</p>
  </Empty>
);
