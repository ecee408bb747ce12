import { useQuery } from "@tanstack/react-query";
import { askRows, type QueryRow, textOf } from "../../api/queries.ts";
import { useMay } from "../../shell/session.ts";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { NotApplicable } from "../../ui/money.tsx";
import { Answered, Empty } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { holderOfMethod, kindOfMethod, paysWith } from "./method-in-words.ts";

const columnsFor = (defaultId: string | null): readonly Column<QueryRow>[] => [
  {
    name: "kind",
    title: "Kind",
    cell: (row) => (
      <>
        {kindOfMethod(row)}
        {textOf(row, "id") === defaultId && <div className="quiet">default</div>}
      </>
    ),
  },
  {
    name: "with",
    title: "Pays with",
    cell: (row) => <span className="figure">{paysWith(row)}</span>,
  },
  { name: "holder", title: "Holder", cell: (row) => holderOfMethod(row) },
  { name: "expires", title: "Expires", cell: (row) => <Expires row={row} /> },
  { name: "last", title: "Last payment", cell: (row) => textOf(row, "lastTransactionStatus") },
  {
    name: "status",
    title: "Status",
    cell: (row) => <Status status={textOf(row, "paymentMethodStatus")} />,
  },
];

function Expires({ row }: { readonly row: QueryRow }) {
  const year = textOf(row, "creditCardExpirationYear");
  if (year === "") return <NotApplicable />;
  const month = textOf(row, "creditCardExpirationMonth").padStart(2, "0");
  return <span className="figure">{`${year}-${month}`}</span>;
}

type AccountPaymentMethodsProps = {
  readonly accountId: string;
  readonly defaultId: string | null;
};

/** What can be paid with, as far as may be told. */
export function AccountPaymentMethods({ accountId, defaultId }: AccountPaymentMethodsProps) {
  const query = useQuery({
    ...askRows("payment-methods", { filter: [`accountid.EQ:${accountId}`], pageSize: 40 }),
    enabled: useMay("queries.read"),
  });
  if (query.fetchStatus === "idle" && query.isPending) return null;
  return (
    <section className="panel" aria-labelledby="payment-methods">
      <h2 id="payment-methods">Payment methods</h2>
      <Answered query={query} what="the payment methods">
        {({ data }) =>
          data.length === 0 ? (
            <Empty title="It pays by no method that is kept here" />
          ) : (
            <DataTable
              caption="Payment methods of the account"
              columns={columnsFor(defaultId)}
              rows={data}
              keyOf={(row) => textOf(row, "id")}
            />
          )
        }
      </Answered>
    </section>
  );
}
