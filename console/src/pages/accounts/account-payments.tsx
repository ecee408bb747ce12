import { useQuery } from "@tanstack/react-query";
import { askRows, type QueryRow, textOf } from "../../api/queries.ts";
import { useMay } from "../../shell/session.ts";
import { ButtonLink } from "../../ui/button-link.tsx";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Day } from "../../ui/days.tsx";
import { Money } from "../../ui/money.tsx";
import { Answered, Empty } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { PaymentLink } from "../payments/payment-link.tsx";

const amount = (row: QueryRow, field: string) => textOf(row, field) || "0";

const COLUMNS: readonly Column<QueryRow>[] = [
  {
    name: "number",
    title: "Number",
    cell: (row) => <PaymentLink paymentKey={textOf(row, "paymentNumber")} />,
  },
  { name: "date", title: "Date", cell: (row) => <Day day={textOf(row, "effectiveDate")} /> },
  { name: "type", title: "Kind", cell: (row) => textOf(row, "type") },
  { name: "status", title: "Status", cell: (row) => <Status status={textOf(row, "status")} /> },
  {
    name: "amount",
    title: "Amount",
    isFigure: true,
    cell: (row) => <Money amount={amount(row, "amount")} currency={textOf(row, "currency")} />,
  },
  {
    name: "unapplied",
    title: "Unapplied",
    isFigure: true,
    cell: (row) => (
      <Money
        amount={amount(row, "unappliedAmount")}
        currency={textOf(row, "currency")}
        tone="credit"
      />
    ),
  },
];

/** Of those who may query: Object Query filters by account, and the list of payments does not page by it. */
export function AccountPayments({ accountId }: { readonly accountId: string }) {
  const query = useQuery({
    ...askRows("payments", {
      filter: [`accountid.EQ:${accountId}`],
      sort: ["effectivedate.DESC"],
      pageSize: 40,
    }),
    enabled: useMay("queries.read"),
  });
  const mayRecord = useMay("payments.write");
  if (query.fetchStatus === "idle" && query.isPending) return null;
  return (
    <section className="panel" aria-labelledby="payments">
      <div className="row row-apart panel-head">
        <h2 id="payments">Payments</h2>
        {mayRecord && (
          <ButtonLink to="/payments/new" search={{ account: accountId }} variant="default">
            Record a payment …
          </ButtonLink>
        )}
      </div>
      <Answered query={query} what="the payments">
        {({ data }) =>
          data.length === 0 ? (
            <Empty title="Nothing was paid yet" />
          ) : (
            <DataTable
              caption="Payments of the account"
              columns={COLUMNS}
              rows={data}
              keyOf={(row) => textOf(row, "paymentNumber")}
            />
          )
        }
      </Answered>
    </section>
  );
}
