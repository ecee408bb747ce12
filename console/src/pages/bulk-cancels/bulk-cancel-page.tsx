import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { ask } from "../../api/queries.ts";
import { likeIt } from "../../forms/plan-bulk-cancel/like-it.ts";
import { Json, useShowDetails } from "../../shell/details.tsx";
import { ButtonLink } from "../../ui/button-link.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Answered } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { BadLines } from "./bad-lines.tsx";
import {
  type BulkCancel,
  deedInWords,
  filterInWords,
  hasRun,
  isUnderWay,
  STATUS_IN_WORDS,
} from "./bulk-cancel.ts";
import { BulkCancelButtons } from "./bulk-cancel-buttons.tsx";
import { BulkCancelFile } from "./bulk-cancel-file.tsx";
import { BulkCancelProgress } from "./bulk-cancel-progress.tsx";
import { BulkCancelRows } from "./bulk-cancel-rows.tsx";
import { BulkCancelSteps } from "./bulk-cancel-steps.tsx";
import { TotalsByAge } from "./totals-by-age.tsx";

/** Between two looks at one that is under way, in milliseconds. */
const LOOK_AGAIN = 800;

/** The plan, its approval, its run and its receipts: asked again and again while it is under way. */
export function BulkCancelPage() {
  const { bulkCancelKey } = useParams({ from: "/shell/bulk-cancels/$bulkCancelKey" });
  const query = useQuery({
    ...ask.getBulkCancel({ params: { bulkCancelKey } }),
    refetchInterval: ({ state: { data } }) => (data && isUnderWay(data) ? LOOK_AGAIN : false),
  });
  return (
    <Answered query={query} what={`bulk cancel ${bulkCancelKey}`} lines={10}>
      {(bulkCancel) => <ShownBulkCancel bulkCancel={bulkCancel} />}
    </Answered>
  );
}

function ShownBulkCancel({ bulkCancel }: { readonly bulkCancel: BulkCancel }) {
  const { number, status, comment, rowsFrom, fileName, filter, kind } = bulkCancel;
  const showDetails = useShowDetails();
  const which = rowsFrom === "File" ? [fileName ?? "a file"] : filterInWords(filter);
  const title = `${kind === "Cancel" ? "Bulk cancel" : "Bulk write-off"} ${number}`;
  return (
    <>
      <PageHead
        title={title}
        tabTitle={number}
        beneath={
          <>
            <Status status={STATUS_IN_WORDS[status]} />
            <span>{which.join(" · ")}</span>
            {comment && <span>“{comment}”</span>}
          </>
        }
      >
        <Button
          variant="default"
          onClick={() => showDetails({ title, content: <Json value={bulkCancel} /> })}
        >
          Show as JSON
        </Button>
        {filter && (
          <ButtonLink to="/bulk-cancels/new" search={likeIt(bulkCancel)} variant="default">
            Plan another like it …
          </ButtonLink>
        )}
        <BulkCancelButtons bulkCancel={bulkCancel} />
      </PageHead>
      <div className="stack">
        <BulkCancelProgress bulkCancel={bulkCancel} />
        <section className="panel" aria-label="What is done to each row">
          <p className="flush">{deedInWords(bulkCancel)}</p>
        </section>
        {status === "AwaitingFile" && <BulkCancelFile bulkCancel={bulkCancel} />}
        {bulkCancel.totals.length > 0 && <TotalsByAge bulkCancel={bulkCancel} />}
        <BadLines bulkCancel={bulkCancel} />
        {status !== "AwaitingFile" && status !== "Planning" && (
          <BulkCancelRows bulkCancel={bulkCancel} hasRun={hasRun(bulkCancel)} />
        )}
        <BulkCancelSteps bulkCancel={bulkCancel} />
      </div>
    </>
  );
}
