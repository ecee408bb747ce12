/** A payment run: what it was to collect, receivable by receivable, and how that goes. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { Answered as AnswerOf } from "../../api/exactly.ts";
import { ask } from "../../api/queries.ts";
import { Json, useShowDetails } from "../../shell/details.tsx";
import { Actions } from "../../ui/actions.tsx";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { inWords } from "../../ui/days.tsx";
import { Money } from "../../ui/money.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { SaveCsv } from "../../ui/save-csv.tsx";
import { Answered, Empty } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { DocumentLink } from "../documents/document-link.tsx";
import { CHANGES, type PaymentRun } from "./payment-run-actions.ts";

type Row = AnswerOf<"getPaymentRunData">["data"][number];

/** In milliseconds, while it is at work. */
const LOOK_AGAIN = 1_000;

const isAtWork = ({ status }: PaymentRun): boolean =>
  status === "Pending" || status === "Processing";

export function PaymentRunPage() {
  const { paymentRunKey } = useParams({ from: "/shell/payment-runs/$paymentRunKey" });
  const query = useQuery({
    ...ask.getPaymentRun({ params: { paymentRunKey } }),
    refetchInterval: ({ state: { data } }) => (data && isAtWork(data) ? LOOK_AGAIN : false),
  });
  return (
    <Answered query={query} what={`payment run ${paymentRunKey}`} lines={10}>
      {(run) => <ShownRun run={run} />}
    </Answered>
  );
}

function ShownRun({ run }: { readonly run: PaymentRun }) {
  const { id: paymentRunKey, number, status, targetDate, errorMessage } = run;
  const showDetails = useShowDetails();
  const data = useQuery({
    ...ask.getPaymentRunData({ params: { paymentRunKey } }),
    refetchInterval: isAtWork(run) ? LOOK_AGAIN : false,
  });
  const rows = data.data?.data ?? [];
  return (
    <>
      <PageHead
        title={`Payment run ${number}`}
        tabTitle={number}
        beneath={
          <>
            <Status status={status} />
            {targetDate && <span>What is due up to {inWords(targetDate)}, that day included</span>}
          </>
        }
      >
        <Button
          variant="default"
          onClick={() => showDetails({ title: number, content: <Json value={run} /> })}
        >
          Show as JSON
        </Button>
        <SaveCsv fileName={number} columns={FIELDS} load={async () => [...rows]} />
        <Actions actions={CHANGES} thing={run} number={number} />
      </PageHead>
      {errorMessage && <p className="lost">{errorMessage}</p>}
      <section className="panel" aria-labelledby="receivables">
        <h2 id="receivables">Receivables</h2>
        <Answered query={data} what="what it collects" lines={6}>
          {({ data: found }) =>
            found.length === 0 ? (
              <Empty
                title={isAtWork(run) ? "It has not begun yet" : "Nothing was due for it to collect"}
              />
            ) : (
              <DataTable
                caption="What it collects"
                columns={COLUMNS}
                rows={found}
                keyOf={({ accountId, documentId, currency }) =>
                  `${accountId} ${documentId ?? ""} ${currency}`
                }
              />
            )
          }
        </Answered>
      </section>
    </>
  );
}

const FIELDS = [
  ...["accountNumber", "documentType", "documentNumber", "currency", "amountToCollect"],
  ...["amountCollected", "result", "errorCode", "errorMessage"],
];

const COLUMNS: readonly Column<Row>[] = [
  {
    name: "account",
    title: "Account",
    cell: ({ accountNumber: accountKey }) => (
      <Link className="link" to="/accounts/$accountKey" params={{ accountKey }}>
        {accountKey}
      </Link>
    ),
  },
  {
    name: "document",
    title: "Document",
    cell: ({ documentType, documentNumber }) =>
      documentNumber && <DocumentLink kind={documentType} documentKey={documentNumber} />,
  },
  { name: "currency", title: "Currency", cell: ({ currency }) => currency },
  {
    ...{ name: "owed", title: "To collect", isFigure: true },
    cell: ({ amountToCollect }) => <Money amount={amountToCollect} tone="owed" />,
  },
  {
    ...{ name: "collected", title: "Collected", isFigure: true },
    cell: ({ amountCollected }) => <Money amount={amountCollected} />,
  },
  {
    name: "result",
    title: "Result",
    cell: ({ result, errorMessage }) => (
      <>
        {result ? <Status status={result} /> : <span className="quiet">not yet</span>}
        {errorMessage && <div className="lost">{errorMessage}</div>}
      </>
    ),
  },
];
