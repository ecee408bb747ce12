import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Answered as AnswerOf } from "../../api/exactly.ts";
import { ask } from "../../api/queries.ts";
import { CSV, csvOf, saveFile } from "../../ui/csv.ts";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Answered } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";

type Import = AnswerOf<"getUsageImport">;
type Failure = Import["errors"][number];

const isOver = (status: string | undefined) => status === "Completed" || status === "Failed";

const COLUMNS: readonly Column<Failure>[] = [
  { name: "line", title: "Line", cell: ({ line }) => <span className="figure">{line}</span> },
  { name: "message", title: "Why it was not imported", cell: ({ message }) => message },
];

type UsageImportProps = { readonly importId: string; readonly onClose: () => void };

/** How far a file is, and which of its lines were refused. */
export function UsageImport({ importId, onClose }: UsageImportProps) {
  const queryClient = useQueryClient();
  const query = useQuery({
    ...ask.getUsageImport({ params: { importId } }),
    refetchInterval: ({ state }) => (isOver(state.data?.importStatus) ? false : 700),
  });
  const status = query.data?.importStatus;
  useEffect(() => {
    if (isOver(status))
      void queryClient.invalidateQueries({ queryKey: ["object-query", "usages"] });
  }, [status, queryClient]);
  return (
    <section className="panel stack" aria-label="The file" aria-live="polite">
      <Answered query={query} what="how far the file is" lines={2}>
        {(imported) => <Progress imported={imported} onClose={onClose} />}
      </Answered>
    </section>
  );
}

type ProgressProps = { readonly imported: Import; readonly onClose: () => void };

function Progress({ imported, onClose }: ProgressProps) {
  const { importStatus, fileName, message, rowsRead, rowsImported, rowsFailed, errors } = imported;
  return (
    <>
      <div className="row row-apart">
        <span className="row">
          <strong>{fileName}</strong>
          <Status status={importStatus} />
        </span>
        <Button variant="default" size="compact-sm" onClick={onClose}>
          Close
        </Button>
      </div>
      <p className="flush">
        {rowsRead} rows read, {rowsImported} imported, {rowsFailed} refused.
        {message && ` ${message}`}
      </p>
      {errors.length > 0 && (
        <>
          <DataTable
            caption="Lines that were refused"
            columns={COLUMNS}
            rows={errors}
            keyOf={({ line, message: why }) => `${line} ${why}`}
          />
          <span>
            <Button
              variant="default"
              onClick={() => saveFile("refused.csv", csvOf(["line", "message"], errors), CSV)}
            >
              Save the refused lines
            </Button>
          </span>
        </>
      )}
    </>
  );
}
