import { useQuery } from "@tanstack/react-query";
import type { Answered as AnswerOf } from "../../api/exactly.ts";
import { ask } from "../../api/queries.ts";
import { type Action, Actions } from "../../ui/actions.tsx";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Day } from "../../ui/days.tsx";
import { inCurrency, Money, oneCurrency } from "../../ui/money.tsx";
import { Answered, Empty } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { type DocumentKind, KINDS } from "../documents/document-kinds.ts";
import { DocumentLink } from "../documents/document-link.tsx";

type BillingDocument = AnswerOf<"listBillingDocuments">["documents"][number];

/** @param one  the currency of all */
const columnsIn = (one: string | undefined): readonly Column<BillingDocument>[] => [
  {
    name: "number",
    title: "Number",
    cell: ({ documentType, documentNumber }) => (
      <DocumentLink kind={documentType} documentKey={documentNumber} />
    ),
  },
  { name: "type", title: "Document", cell: ({ documentType }) => KINDS[documentType].name },
  { name: "date", title: "Date", cell: ({ documentDate }) => <Day day={documentDate} /> },
  { name: "status", title: "Status", cell: ({ status }) => <Status status={status} /> },
  {
    name: "amount",
    title: inCurrency("Amount", one),
    isFigure: true,
    cell: ({ amount, currency }) => <Money amount={amount} currency={one ? undefined : currency} />,
  },
  {
    name: "left",
    title: inCurrency("Left of it", one),
    isFigure: true,
    cell: ({ balance, currency, documentType }) => (
      <Money
        amount={balance}
        currency={one ? undefined : currency}
        tone={documentType === "CreditMemo" ? "credit" : "owed"}
      />
    ),
  },
];

type Owner = { readonly accountNumber: string };

const written = (kind: DocumentKind): Action<Owner> => ({
  verb: `New ${KINDS[kind].name.toLowerCase()}`,
  needs: ["billing.write"],
  isOffered: () => true,
  goesTo: ({ accountNumber: account }) => ({ to: KINDS[kind].writing, search: { account } }),
});

const ACTIONS: readonly Action<Owner>[] = [
  {
    ...{ verb: "Open the statement", needs: ["accounts.read"], isOffered: () => true },
    goesTo: ({ accountNumber: accountKey }) => ({
      ...{ to: "/accounts/$accountKey/statement", params: { accountKey } },
    }),
  },
  ...[written("Invoice"), written("CreditMemo"), written("DebitMemo")],
];

export function AccountDocuments({ accountNumber }: { readonly accountNumber: string }) {
  const query = useQuery(ask.listBillingDocuments({ query: { accountNumber, pageSize: 40 } }));
  return (
    <section className="panel" aria-labelledby="documents">
      <div className="row row-apart panel-head">
        <h2 id="documents">Invoices and memos</h2>
        <div className="row">
          <Actions actions={ACTIONS} thing={{ accountNumber }} number={accountNumber} />
        </div>
      </div>
      <Answered query={query} what="the documents">
        {({ documents, nextPage }) =>
          documents.length === 0 ? (
            <Empty title="Nothing was billed yet" />
          ) : (
            <>
              <DataTable
                caption="Documents of the account"
                columns={columnsIn(oneCurrency(documents))}
                rows={documents}
                keyOf={({ id }) => id}
              />
              {nextPage && <p className="quiet">The last {documents.length} are shown.</p>}
            </>
          )
        }
      </Answered>
    </section>
  );
}
