import { useQuery } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import { askRows, type QueryRow, textOf } from "../../api/queries.ts";
import { useMay } from "../../shell/session.ts";
import { type Action, Actions } from "../../ui/actions.tsx";
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

type Owned = { readonly accountId: string; readonly row: QueryRow; readonly isDefault: boolean };

const idOf = ({ row }: Owned): string => textOf(row, "id");
const isActive = ({ row }: Owned): boolean => textOf(row, "paymentMethodStatus") === "Active";
const isScrubbed = ({ row }: Owned): boolean => textOf(row, "paymentMethodStatus") === "Scrubbed";

const ACTIONS: readonly Action<Owned>[] = [
  {
    ...{ verb: "Make it the default", needs: ["accounts.write"] },
    isOffered: (owned) => isActive(owned) && !owned.isDefault,
    whatItDoes: () => "Payment runs and orders ask it from then on, where they name no other.",
    send: (owned) =>
      api.updateAccount({
        params: { accountKey: owned.accountId },
        body: { defaultPaymentMethodId: idOf(owned) },
      }),
  },
  {
    ...{ verb: "Verify it", needs: ["payments.write"], isOffered: isActive },
    whatItDoes: () => "Asks its issuer whether it is good. Nothing is taken.",
    send: (owned) =>
      api.verifyPaymentMethod({ params: { paymentMethodId: idOf(owned) }, body: {} }),
  },
  {
    ...{ verb: "Scrub it", needs: ["payments.write"] },
    isOffered: (owned) => !isScrubbed(owned) && !owned.isDefault,
    whatItDoes: () =>
      "Forgets, here and at the gateway, what could be paid with. Its payments stay; this cannot be taken back.",
    isLoss: true,
    send: (owned) => api.scrubPaymentMethod({ params: { paymentMethodId: idOf(owned) }, body: {} }),
  },
  {
    ...{ verb: "Delete it", needs: ["payments.write"], isOffered: ({ isDefault }) => !isDefault },
    whatItDoes: () => "The account pays with it no more.",
    isLoss: true,
    send: (owned) => api.deletePaymentMethod({ params: { paymentMethodId: idOf(owned) } }),
  },
];

const actionsFor = (accountId: string, defaultId: string | null): Column<QueryRow> => ({
  name: "change",
  title: <span className="visually-hidden">Change</span>,
  cell: (row) => (
    <Actions
      actions={ACTIONS}
      thing={{ accountId, row, isDefault: textOf(row, "id") === defaultId }}
      number={paysWith(row)}
      isCompact
    />
  ),
});

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
              columns={[...columnsFor(defaultId), actionsFor(accountId, defaultId)]}
              rows={data}
              keyOf={(row) => textOf(row, "id")}
            />
          )
        }
      </Answered>
    </section>
  );
}
