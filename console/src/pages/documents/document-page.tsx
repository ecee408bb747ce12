/** An invoice, a credit memo or a debit memo: what its PDF shows, why, and what became of it. */
import { Button } from "@mantine/core";
import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { ask } from "../../api/queries.ts";
import { Json, useShowDetails } from "../../shell/details.tsx";
import { inWords } from "../../ui/days.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Answered } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { DocumentActions } from "./document-actions.tsx";
import { DocumentFacts } from "./document-facts.tsx";
import { DocumentFiles, DownloadPdf } from "./document-files.tsx";
import { DocumentItems } from "./document-items.tsx";
import { KINDS } from "./document-kinds.ts";
import { DocumentSettlements } from "./document-settlements.tsx";
import { ofCreditMemo, ofDebitMemo, ofInvoice, type ShownDocument } from "./shown-document.ts";

export function InvoicePage() {
  const { documentKey } = useParams({ from: "/shell/invoices/$documentKey" });
  const question = ask.getInvoice({ params: { invoiceKey: documentKey } });
  const query = useQuery({ ...question, select: ofInvoice });
  return <DocumentPage query={query} what={`invoice ${documentKey}`} />;
}

export function CreditMemoPage() {
  const { documentKey } = useParams({ from: "/shell/credit-memos/$documentKey" });
  const question = ask.getCreditMemo({ params: { creditMemoKey: documentKey } });
  const query = useQuery({ ...question, select: ofCreditMemo });
  return <DocumentPage query={query} what={`credit memo ${documentKey}`} />;
}

export function DebitMemoPage() {
  const { documentKey } = useParams({ from: "/shell/debit-memos/$documentKey" });
  const question = ask.getDebitMemo({ params: { debitMemoKey: documentKey } });
  const query = useQuery({ ...question, select: ofDebitMemo });
  return <DocumentPage query={query} what={`debit memo ${documentKey}`} />;
}

type DocumentPageProps = {
  readonly query: UseQueryResult<ShownDocument>;
  readonly what: string;
};

const DocumentPage = ({ query, what }: DocumentPageProps) => (
  <Answered query={query} what={what} lines={12}>
    {(document) => (
      <>
        <Head document={document} />
        <div className="stack">
          <DocumentFacts document={document} />
          <DocumentItems document={document} />
          <DocumentSettlements document={document} />
          <DocumentFiles document={document} />
        </div>
      </>
    )}
  </Answered>
);

function Head({ document }: { readonly document: ShownDocument }) {
  const { kind, number, accountId: accountKey, status, isReversed, date, answer } = document;
  const account = useQuery(ask.getAccount({ params: { accountKey } }));
  const showDetails = useShowDetails();
  return (
    <PageHead
      title={`${KINDS[kind].name} ${number}`}
      tabTitle={number}
      beneath={
        <>
          <Link className="link" to="/accounts/$accountKey" params={{ accountKey }}>
            {account.data?.basicInfo.name ?? "Its account"}
          </Link>
          <Status status={status} />
          {isReversed && <span>Reversed</span>}
          <span>{inWords(date)}</span>
        </>
      }
    >
      <Button
        variant="default"
        onClick={() => showDetails({ title: number, content: <Json value={answer} /> })}
      >
        Show as JSON
      </Button>
      <DownloadPdf document={document} />
      <DocumentActions document={document} />
    </PageHead>
  );
}
