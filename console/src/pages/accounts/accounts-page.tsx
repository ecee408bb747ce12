import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type QueryRow, textOf } from "../../api/queries.ts";
import { useMay } from "../../shell/session.ts";
import { ButtonLink } from "../../ui/button-link.tsx";
import { Day } from "../../ui/days.tsx";
import { BeginsWith, Choices } from "../../ui/filters.tsx";
import type { ListColumn } from "../../ui/list/list-column.ts";
import { ListPage } from "../../ui/list/list-page.tsx";
import { isBelowZero, Money } from "../../ui/money.tsx";
import { Empty } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import {
  ACCOUNT_STATUSES,
  type AccountSearch,
  accountFilter,
  accountWords,
} from "./account-search.ts";

const amount = (row: QueryRow, field: string) => {
  const text = textOf(row, field) || "0";
  return <Money amount={text} tone={isBelowZero(text) ? "credit" : "owed"} />;
};

const EXTRA = [
  ...([
    ["batch", "Batch"],
    ["billCycleDay", "Bill cycle day"],
  ] as const),
  ...([
    ["paymentTerm", "Payment term"],
    ["crmId", "CRM id"],
  ] as const),
  ...([
    ["salesRep", "Sales rep"],
    ["createdDate", "Created"],
  ] as const),
] as const;

const COLUMNS: readonly ListColumn[] = [
  {
    name: "name",
    fields: ["name"],
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
    fields: ["accountNumber"],
    title: "Number",
    sortField: "accountnumber",
    cell: (row) => textOf(row, "accountNumber"),
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
    fields: ["currency"],
    title: "Currency",
    sortField: "currency",
    cell: (row) => textOf(row, "currency"),
  },
  {
    name: "balance",
    fields: ["balance"],
    title: "Owes",
    isFigure: true,
    sortField: "balance",
    cell: (row) => amount(row, "balance"),
  },
  {
    name: "invoices",
    fields: ["totalInvoiceBalance"],
    title: "Open invoices",
    isFigure: true,
    sortField: "totalinvoicebalance",
    cell: (row) => <Money amount={textOf(row, "totalInvoiceBalance") || "0"} />,
  },
  {
    name: "credit",
    fields: ["unappliedCreditMemoAmount"],
    title: "Unapplied credit",
    isFigure: true,
    sortField: "unappliedcreditmemoamount",
    cell: (row) => <Money amount={textOf(row, "unappliedCreditMemoAmount") || "0"} tone="credit" />,
  },
  {
    name: "last",
    fields: ["lastInvoiceDate"],
    title: "Last invoice",
    sortField: "lastinvoicedate",
    cell: (row) => <Day day={textOf(row, "lastInvoiceDate")} />,
  },
  ...EXTRA.map(
    ([field, title]): ListColumn => ({
      ...{ name: field, title, sortField: field.toLowerCase(), isExtra: true },
      ...{ fields: [field], cell: (row) => textOf(row, field) },
    }),
  ),
];

export function AccountsPage() {
  const search = useSearch({ from: "/shell/accounts" });
  const navigate = useNavigate({ from: "/accounts" });
  const mayWrite = useMay("accounts.write");
  const go = (next: AccountSearch) => navigate({ search: next });
  return (
    <ListPage
      title="Accounts"
      objects="accounts"
      search={search}
      go={go}
      defaultSort="name.ASC"
      filter={accountFilter(search)}
      words={accountWords(search)}
      columns={COLUMNS}
      actions={mayWrite && <ButtonLink to="/accounts/new">Create an account</ButtonLink>}
      keyOf={(row) => textOf(row, "accountNumber")}
      filters={
        <AccountFilters
          search={search}
          show={(change) => void go({ ...search, cursor: undefined, ...change })}
        />
      }
      first={<NoAccounts />}
    />
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

const NoAccounts = () => (
  <Empty title="There are no accounts yet">
    <p>
      An account is who you bill.{" "}
      <Link className="link" to="/accounts/new">
        Create the first one
      </Link>
      .
    </p>
  </Empty>
);
