import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { ask } from "../../api/queries.ts";
import { Json, useShowDetails } from "../../shell/details.tsx";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { inWords } from "../../ui/days.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Answered } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { BillRunAmounts } from "./bill-run-amounts.tsx";
import { BillRunButtons } from "./bill-run-buttons.tsx";
import { BillRunDocuments } from "./bill-run-documents.tsx";
import { BillRunProgress } from "./bill-run-progress.tsx";
import { type BillRun, isUnderWay } from "./run-state.ts";

/** Between two looks at a run that is under way, in milliseconds. */
const LOOK_AGAIN = 800;

/** Asked again and again while the run is under way, and not after. */
export function BillRunPage() {
  const { billRunKey } = useParams({ from: "/shell/bill-runs/$billRunKey" });
  const query = useQuery({
    ...ask.getBillRun({ params: { billRunId: billRunKey } }),
    refetchInterval: ({ state: { data } }) => (data && isUnderWay(data) ? LOOK_AGAIN : false),
  });
  return (
    <Answered query={query} what={`bill run ${billRunKey}`} lines={10}>
      {(run) => <ShownBillRun run={run} />}
    </Answered>
  );
}

function ShownBillRun({ run }: { readonly run: BillRun }) {
  const { billRunNumber, name, status, errors } = run;
  const showDetails = useShowDetails();
  const showJson = () =>
    showDetails({ title: `Bill run ${billRunNumber}`, content: <Json value={run} /> });
  return (
    <>
      <PageHead
        title={`Bill run ${billRunNumber}`}
        tabTitle={billRunNumber}
        beneath={
          <>
            {name && <span>{name}</span>}
            <Status status={status} />
            <span>{whatItBills(run)}</span>
          </>
        }
      >
        <Button variant="default" onClick={showJson}>
          Show as JSON
        </Button>
        <BillRunButtons run={run} />
      </PageHead>
      <div className="stack">
        <BillRunProgress run={run} />
        {errors.length > 0 && <BillRunErrors errors={errors} />}
        {(status === "Completed" || status === "Posted") && <BillRunAmounts billRunId={run.id} />}
        <BillRunDocuments billRunNumber={billRunNumber} isUnderWay={isUnderWay(run)} />
      </div>
    </>
  );
}

/** "Bills up to 31 May 2023, dated 24 May 2023, Batch1 and Batch2" */
function whatItBills({ targetDate, invoiceDate, batches, billRunFilters }: BillRun): string {
  const days = [
    ...(targetDate ? [`bills up to and including ${inWords(targetDate)}`] : []),
    ...(invoiceDate ? [`dated ${inWords(invoiceDate)}`] : []),
  ];
  const ofBatches =
    batches && !batches.includes("AllBatches") ? batches.join(", ") : "all accounts";
  const whose =
    billRunFilters.length > 0
      ? `${billRunFilters.length} filter${billRunFilters.length === 1 ? "" : "s"}`
      : ofBatches;
  return [...days, whose].join(" · ");
}

type RunError = BillRun["errors"][number];

const ERROR_COLUMNS: readonly Column<RunError>[] = [
  {
    name: "account",
    title: "Account",
    cell: ({ accountNumber }) =>
      accountNumber === null ? (
        "The run itself"
      ) : (
        <Link className="link" to="/accounts/$accountKey" params={{ accountKey: accountNumber }}>
          Open account {accountNumber}
        </Link>
      ),
  },
  { name: "reason", title: "Why it was not billed", cell: ({ reason }) => reason },
];

const BillRunErrors = ({ errors }: Pick<BillRun, "errors">) => (
  <section className="panel" aria-labelledby="errors">
    <h2 id="errors" className="lost">
      {errors.length === 1 ? "One error" : `${errors.length} errors`}
    </h2>
    <DataTable
      caption="Errors of the bill run"
      columns={ERROR_COLUMNS}
      rows={errors}
      keyOf={({ accountId, reason }) => `${accountId} ${reason}`}
    />
  </section>
);
