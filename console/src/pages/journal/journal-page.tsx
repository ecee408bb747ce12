/** The journal: only ever added to, and in balance entry by entry. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { QuittanceError } from "#client/index.ts";
import { api } from "../../api/client.ts";
import type { Answered as AnswerOf } from "../../api/exactly.ts";
import { ask } from "../../api/queries.ts";
import type { Column } from "../../ui/data-table.tsx";
import { Day } from "../../ui/days.tsx";
import { ListPanel } from "../../ui/list-panel.tsx";
import { Money } from "../../ui/money.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { SaveCsv } from "../../ui/save-csv.tsx";
import { Empty } from "../../ui/states.tsx";
import { DocumentLink } from "../documents/document-link.tsx";
import { PaymentLink } from "../payments/payment-link.tsx";
import { RefundLink } from "../payments/refund-link.tsx";
import { JournalFilters } from "./journal-filters.tsx";
import {
  inSentence,
  JOURNAL_ACCOUNTS,
  type JournalSearch,
  journalQuery,
} from "./journal-search.ts";
import { JournalSums } from "./journal-sums.tsx";

type Entry = AnswerOf<"listJournalEntries">["entries"][number];

export function JournalPage() {
  const search = useSearch({ from: "/shell/journal" });
  const navigate = useNavigate({ from: "/journal" });
  const { cursor, account, ledger } = search;
  const asked = journalQuery(search);
  const page = { ...asked, pageSize: 50, ...(cursor && { cursor }) };
  const query = useQuery(ask.listJournalEntries({ query: page }));
  const show = (change: Partial<JournalSearch>) =>
    void navigate({ search: { ...search, cursor: undefined, ...change } });
  return (
    <>
      <PageHead title="Journal" tabTitle="Journal" beneath={inSentence(search)}>
        <SaveCsv fileName="journal" columns={FIELDS} load={() => allEntries(asked)} />
      </PageHead>
      <div className="stack">
        <JournalFilters search={search} show={show} />
        {account && (
          <p className="ending">
            Items, applications and the journal have to agree:{" "}
            <Link
              className="link"
              to="/accounts/$accountKey"
              params={{ accountKey: account }}
              hash="proof"
            >
              the proof of account {account}
            </Link>
          </p>
        )}
        {isUnknown(query.error) ? (
          <NothingThere onAll={() => void navigate({ search: {} })} />
        ) : (
          <>
            <JournalSums search={search} />
            <ListPanel
              query={query}
              caption="Journal entries"
              toPage={({ entries: rows, nextPage }) => ({ rows, nextPage })}
              columns={account && ledger ? [...COLUMNS, BALANCE] : COLUMNS}
              keyOf={({ id }) => id}
              isFirst={!cursor}
              onPage={(next) => show({ cursor: next })}
              empty={<NothingThere onAll={() => void navigate({ search: {} })} />}
            />
          </>
        )}
      </div>
    </>
  );
}

/** An account or a document that is asked for, and that there is not. */
const isUnknown = (error: unknown): boolean =>
  error instanceof QuittanceError && error.status === 404;

const NothingThere = ({ onAll }: { readonly onAll: () => void }) => (
  <Empty title="No entry is like that">
    <Button variant="default" onClick={onAll}>
      Show all entries
    </Button>
  </Empty>
);

const COLUMNS: readonly Column<Entry>[] = [
  {
    name: "date",
    title: "Accounting date",
    cell: ({ accountingDate }) => <Day day={accountingDate} />,
  },
  { name: "account", title: "Account", cell: (entry) => <Account entry={entry} /> },
  { name: "document", title: "Document", cell: (entry) => <Documents entry={entry} /> },
  {
    name: "lines",
    title: "Journal accounts",
    cell: ({ debit, credit }) => (
      <>
        <div>{JOURNAL_ACCOUNTS[debit]}</div>
        <div>{JOURNAL_ACCOUNTS[credit]}</div>
      </>
    ),
  },
  { name: "currency", title: "Currency", cell: ({ currency }) => currency },
  {
    ...{ name: "debit", title: "Debit", isFigure: true },
    cell: ({ amount }) => (
      <>
        <Money amount={amount} />
        <div>&nbsp;</div>
      </>
    ),
  },
  {
    ...{ name: "credit", title: "Credit", isFigure: true },
    cell: ({ amount }) => (
      <>
        <div>&nbsp;</div>
        <Money amount={amount} />
      </>
    ),
  },
];

const BALANCE: Column<Entry> = {
  ...{ name: "balance", title: "Balance after it", isFigure: true },
  cell: ({ balance }) => balance !== null && <Money amount={balance} />,
};

function Account({ entry: { accountNumber, accountName } }: { readonly entry: Entry }) {
  if (accountNumber === null) return "Of no account";
  return (
    <Link className="link" to="/accounts/$accountKey" params={{ accountKey: accountNumber }}>
      {accountName ?? accountNumber}
    </Link>
  );
}

/** What the entry is about, and what was paid by it. */
function Documents({ entry }: { readonly entry: Entry }) {
  const { documentType, documentNumber, documentId, appliedToType, appliedToNumber } = entry;
  return (
    <>
      <div>
        {documentNumber === null ? (
          <span className="quiet">Deleted {documentId}</span>
        ) : documentType === "Payment" ? (
          <PaymentLink paymentKey={documentNumber} />
        ) : (
          <DocumentLink kind={documentType} documentKey={documentNumber} />
        )}
      </div>
      {appliedToNumber !== null && (
        <div>
          {appliedToType === "Refund" ? "given back by " : "applied to "}
          {appliedToType === "Refund" ? (
            <RefundLink refundKey={appliedToNumber} />
          ) : (
            <DocumentLink kind={appliedToType ?? "Invoice"} documentKey={appliedToNumber} />
          )}
        </div>
      )}
    </>
  );
}

const FIELDS = [
  ...["id", "accountingDate", "accountNumber", "accountName", "documentType", "documentNumber"],
  ...["appliedToType", "appliedToNumber", "debit", "credit", "currency", "amount", "balance"],
  ...["createdDate"],
];

const MOST_ENTRIES = 20_000;

async function allEntries(asked: ReturnType<typeof journalQuery>): Promise<readonly Entry[]> {
  const all: Entry[] = [];
  let cursor: string | undefined;
  do {
    const query = { ...asked, pageSize: 1_000, ...(cursor && { cursor }) };
    const { entries, nextPage } = await api.listJournalEntries({ query });
    all.push(...entries);
    cursor = nextPage ?? undefined;
  } while (cursor !== undefined && all.length < MOST_ENTRIES);
  return all;
}
