import { Button } from "@mantine/core";
import { useState } from "react";
import { askRows, type QueryRow, queryClient, type RowsQuery } from "../api/queries.ts";
import { CSV, csvOf, saveFile } from "./csv.ts";

type PagingProps = {
  readonly count: number;
  readonly nextPage: string | null | undefined;
  readonly isFirst: boolean;
  /** Undefined: the first page. */
  readonly onPage: (cursor: string | undefined) => void;
};

/** Cursors know the next page; the one before is the browser's Back. */
export const Paging = ({ count, nextPage, isFirst, onPage }: PagingProps) => (
  <div className="row row-apart">
    <span className="quiet">
      {nextPage || !isFirst ? `${count} on this page` : `${count} in all`}
    </span>
    <span className="row">
      {!isFirst && (
        <Button variant="default" onClick={() => onPage(undefined)}>
          First page
        </Button>
      )}
      {nextPage && (
        <Button variant="default" onClick={() => onPage(nextPage)}>
          Next page
        </Button>
      )}
    </span>
  </div>
);

const MOST_ROWS = 10_000;

type CsvButtonProps = {
  readonly objects: string;
  /** As the list was asked, without its page. */
  readonly query: RowsQuery;
  readonly columns: readonly string[];
};

/** All that the filter finds, page by page from the server, as a file. */
export function CsvButton({ objects, query, columns }: CsvButtonProps) {
  const [state, setState] = useState<"idle" | "busy" | "failed">("idle");
  const save = async () => {
    setState("busy");
    try {
      const rows = await allRows(objects, query);
      saveFile(`${objects}.csv`, csvOf(columns, rows), CSV);
      setState("idle");
    } catch {
      setState("failed");
    }
  };
  return (
    <Button variant="default" loading={state === "busy"} onClick={() => void save()}>
      {state === "failed" ? "CSV failed: try again" : "Save as CSV"}
    </Button>
  );
}

async function allRows(objects: string, query: RowsQuery): Promise<QueryRow[]> {
  const rows: QueryRow[] = [];
  let cursor: string | undefined;
  do {
    const page = { ...query, pageSize: 99, ...(cursor && { cursor }) };
    const { data, nextPage } = await queryClient.fetchQuery(askRows(objects, page));
    rows.push(...data);
    cursor = nextPage ?? undefined;
  } while (cursor !== undefined && rows.length < MOST_ROWS);
  return rows;
}
