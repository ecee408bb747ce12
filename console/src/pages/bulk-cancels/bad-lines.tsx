import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "../../api/queries.ts";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Paging } from "../../ui/paging.tsx";
import { Answered } from "../../ui/states.tsx";
import type { BulkCancel } from "./bulk-cancel.ts";
import { pageAfter } from "./bulk-cancel-search.ts";

type BadLine = { readonly line: string; readonly message: string };

const COLUMNS: readonly Column<BadLine>[] = [
  { name: "line", title: "Line", isFigure: true, cell: ({ line }) => line },
  { name: "message", title: "Why it has no row", cell: ({ message }) => message },
];

/** Lines of the file that name nothing to do: the others are planned. */
export function BadLines({ bulkCancel }: { readonly bulkCancel: BulkCancel }) {
  const { id, fileLines = "0", fileLinesBad = "0", status, planNumber } = bulkCancel;
  const [page, setPage] = useState<string>();
  const isKnown = status !== "Planning" && fileLinesBad !== "0";
  const query = useQuery({
    ...ask.listBulkCancelBadLines({ params: { bulkCancelKey: id }, query: { page: page ?? 1 } }),
    queryKey: ["listBulkCancelBadLines", id, planNumber, page],
    enabled: isKnown,
  });
  if (!isKnown) return null;
  return (
    <section className="panel stack" aria-labelledby="bad-lines">
      <h2 id="bad-lines" className="flush lost">
        {fileLinesBad} of {fileLines} lines have no row
      </h2>
      <Answered query={query} what="the lines">
        {({ lines, nextPage }) => (
          <>
            <DataTable
              caption="Lines without a row"
              columns={COLUMNS}
              rows={lines}
              keyOf={({ line }) => line}
            />
            <Paging
              count={lines.length}
              nextPage={nextPage && pageAfter(page)}
              isFirst={page === undefined}
              onPage={setPage}
            />
          </>
        )}
      </Answered>
    </section>
  );
}
