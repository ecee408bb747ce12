import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type QueryRow, textOf } from "../../api/queries.ts";
import { useMay } from "../../shell/session.ts";
import { ButtonLink } from "../../ui/button-link.tsx";
import { Day } from "../../ui/days.tsx";
import { daysInWords } from "../../ui/days-in-words.ts";
import { BeginsWith, Choices } from "../../ui/filters.tsx";
import type { ListColumn } from "../../ui/list/list-column.ts";
import { ListPage } from "../../ui/list/list-page.tsx";
import { Money } from "../../ui/money.tsx";
import { type Restriction, Restrictions } from "../../ui/restrictions.tsx";
import { Empty } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { PaymentLink } from "./payment-link.tsx";
import {
  PAYMENT_STATUSES,
  type PaymentSearch,
  paymentFilter,
  paymentWords,
} from "./payment-search.ts";

const sorted = (field: string) => ({
  name: field,
  fields: [field],
  sortField: field.toLowerCase(),
});

const figure = (field: string, title: string, isCredit = false): ListColumn => ({
  ...sorted(field),
  ...{ title, isFigure: true },
  cell: (row) => <Money amount={textOf(row, field) || "0"} tone={isCredit ? "credit" : "plain"} />,
});

const COLUMNS: readonly ListColumn[] = [
  {
    ...sorted("paymentNumber"),
    title: "Number",
    cell: (row) => <PaymentLink paymentKey={textOf(row, "paymentNumber")} />,
  },
  {
    name: "account",
    title: "Account",
    fields: ["account.accountNumber", "account.name"],
    cell: (row) => <Account row={row} />,
  },
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
  { ...figure("appliedAmount", "Applied"), isExtra: true },
  {
    ...{ ...sorted("referenceId"), title: "Reference", isExtra: true },
    cell: (row) => textOf(row, "referenceId"),
  },
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
  const go = (next: PaymentSearch) => navigate({ search: next });
  const mayRecord = useMay("payments.write");
  return (
    <ListPage
      title="Payments"
      objects="payments"
      search={search}
      go={go}
      defaultSort="effectivedate.DESC"
      filter={paymentFilter(search)}
      words={paymentWords(search)}
      expand={["account"]}
      columns={COLUMNS}
      actions={
        mayRecord && (
          <ButtonLink to="/payments/new" variant="default">
            Record a payment …
          </ButtonLink>
        )
      }
      filters={
        <PaymentFilters
          search={search}
          show={(change) => void go({ ...search, cursor: undefined, ...change })}
        />
      }
      first={<NoPayments />}
    />
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

const NoPayments = () => (
  <Empty title="There are no payments yet">
    <p>
      A payment run collects them, or you{" "}
      <Link className="link" to="/payments/new">
        record what has come in
      </Link>
      .
    </p>
  </Empty>
);
