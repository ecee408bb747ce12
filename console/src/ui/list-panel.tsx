import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { type QueryRow, type Rows, textOf } from "../api/queries.ts";
import { type Column, DataTable } from "./data-table.tsx";
import { Paging } from "./paging.tsx";
import { Answered } from "./states.tsx";

type Page<Row> = {
  readonly rows: readonly Row[];
  /** What `onPage` is told, for the page that follows. */
  readonly nextPage?: string | null | undefined;
};

type ListPanelProps<Data, Row> = {
  readonly query: UseQueryResult<Data>;
  /** "Orders": of the table, and of what could not be loaded. */
  readonly caption: string;
  readonly toPage: (data: Data) => Page<Row>;
  readonly columns: readonly Column<Row>[];
  readonly keyOf: (row: Row) => string;
  readonly sort?: string;
  readonly onSort?: (sort: string) => void;
  readonly isFirst: boolean;
  readonly onPage: (page: string | undefined) => void;
  /** Where no row is found. */
  readonly empty: ReactNode;
  readonly isDense?: boolean;
  /** Of the place held while the first page is loading. */
  readonly lines?: number;
};

/** A page of a list, as the server has cut it, or what there is instead of it. */
export function ListPanel<Data, Row>(props: ListPanelProps<Data, Row>) {
  const { query, caption, toPage, columns, keyOf, sort, onSort, isFirst, onPage } = props;
  return (
    <div className="panel">
      <Answered query={query} what={`the ${caption.toLowerCase()}`} lines={props.lines ?? 12}>
        {(data) => {
          const { rows, nextPage } = toPage(data);
          if (rows.length === 0) return props.empty;
          return (
            <div className="stack">
              <DataTable
                caption={caption}
                columns={columns}
                rows={rows}
                keyOf={keyOf}
                sort={sort}
                {...(props.isDense && { isDense: true })}
                {...(onSort && { onSort })}
              />
              <Paging count={rows.length} nextPage={nextPage} isFirst={isFirst} onPage={onPage} />
            </div>
          );
        }}
      </Answered>
    </div>
  );
}

type RowsPanelProps = {
  readonly query: UseQueryResult<Rows>;
  readonly caption: string;
  readonly columns: readonly Column<QueryRow>[];
  /** Default: the row's id. */
  readonly keyOf?: (row: QueryRow) => string;
  readonly sort: string;
  readonly cursor: string | undefined;
  /** Another order begins on its first page. */
  readonly show: (change: { sort: string } | { cursor: string | undefined }) => void;
  readonly empty: ReactNode;
  readonly isDense?: boolean;
  readonly lines?: number;
};

/** The same of Object Query, which sorts as it is asked and cuts by cursors. */
export const RowsPanel = ({ cursor, show, keyOf = idOf, ...props }: RowsPanelProps) => (
  <ListPanel
    {...props}
    keyOf={keyOf}
    toPage={toPage}
    onSort={(sort) => show({ sort })}
    isFirst={!cursor}
    onPage={(next) => show({ cursor: next })}
  />
);

const toPage = ({ data: rows, nextPage }: Rows): Page<QueryRow> => ({ rows, nextPage });

const idOf = (row: QueryRow): string => textOf(row, "id");
