import { Button } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import { ask, queryClient } from "../../api/queries.ts";
import { useMay } from "../../shell/session.ts";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { inWords } from "../../ui/days.tsx";
import { ProgressBar } from "../../ui/progress-bar.tsx";
import { Failed } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import type { Clock } from "./clock-state.ts";

type Move = NonNullable<Clock["move"]>;

const WORK_COLUMNS: readonly Column<Move["work"][number]>[] = [
  { name: "work", title: "What was done on the way", cell: ({ work }) => work },
  { name: "done", title: "Done", isFigure: true, cell: ({ done }) => done },
  {
    name: "failed",
    title: "Failed",
    isFigure: true,
    cell: ({ failed }) => <span className={failed === "0" ? undefined : "lost"}>{failed}</span>,
  },
];

/** How far the clock has come on its latest way, and what was done on it. */
export function ClockMove({ move }: { readonly move: Move }) {
  const { status, fromDate, toDate, reachedDate, daysDone, daysTotal, work, reason } = move;
  const isUnderWay = status === "Processing";
  return (
    <section className="panel stack" aria-labelledby="move">
      <div className="row row-apart">
        <h2 id="move" className="ending">
          From {inWords(fromDate)} to {inWords(toDate)}
        </h2>
        <span className="row">
          <Status status={status} />
          {isUnderWay && <StopButton />}
        </span>
      </div>
      <ProgressBar
        label="Days done"
        done={daysDone}
        total={daysTotal}
        text={`${daysDone} of ${daysTotal} days, now at ${inWords(reachedDate)}`}
      />
      {reason !== null && (
        <p className="lost ending">
          <strong>It has not arrived:</strong> {reason}
        </p>
      )}
      {work.length > 0 && (
        <DataTable
          caption="Work done on the way"
          columns={WORK_COLUMNS}
          rows={work}
          keyOf={(each) => each.work}
        />
      )}
      {work.some(({ failed }) => failed !== "0") && !isUnderWay && <FailedSteps id={move.id} />}
    </section>
  );
}

function StopButton() {
  const mayStop = useMay("settings.write");
  const stop = useMutation({
    mutationFn: () => api.stopClock(),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["getClock"] }),
  });
  if (!mayStop) return null;
  return (
    <>
      <Button variant="default" loading={stop.isPending} onClick={() => stop.mutate()}>
        Stop here
      </Button>
      {stop.error && <Failed error={stop.error} what="the stop of the clock" />}
    </>
  );
}

/** @param id  of the move: each has its own steps */
function FailedSteps({ id }: { readonly id: string }) {
  const { queryKey, queryFn } = ask.listClockSteps({ query: { limit: "1000" } });
  const query = useQuery({ queryKey: [...queryKey, id], queryFn });
  const failed = query.data?.steps.filter(({ reason }) => reason !== null) ?? [];
  return (
    <ul className="plain-list">
      {failed.map(({ stepNumber, subject, reason }) => (
        <li key={stepNumber}>
          {subject}: {reason}
        </li>
      ))}
    </ul>
  );
}
