import { UnstyledButton } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./data-table.module.css";

export type Column<Row> = {
  readonly name: string;
  readonly title: ReactNode;
  readonly isFigure?: boolean;
  /** The field that the server sorts by. */
  readonly sortField?: string;
  readonly cell: (row: Row) => ReactNode;
  /** Of all rows. */
  readonly total?: ReactNode;
};

type DataTableProps<Row> = {
  /** Read out before the table: "Accounts". */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** "name.ASC" */
  readonly sort?: string | undefined;
  readonly onSort?: (sort: string) => void;
  /** Rows close together. */
  readonly isDense?: boolean;
};

/** Rows as the server has sorted and cut them. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, columns, rows, keyOf, sort, onSort, isDense } = props;
  const hasTotals = columns.some(({ total }) => total !== undefined);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse scrolls it by its arrow keys
    <section className={classes.scroll} aria-label={caption} tabIndex={0}>
      <table className={isDense ? `${classes.table} ${classes.dense}` : classes.table}>
        <thead>
          <tr>
            {columns.map((column) => (
              <Head key={column.name} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map(({ name, isFigure, cell }) => (
                <td key={name} className={isFigure ? classes.figure : undefined}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {hasTotals && (
          <tfoot>
            <tr>
              {columns.map(({ name, isFigure, total }) => (
                <td key={name} className={isFigure ? classes.figure : undefined}>
                  {total}
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
    </section>
  );
}

type HeadProps<Row> = {
  readonly column: Column<Row>;
  readonly sort: string | undefined;
  readonly onSort: ((sort: string) => void) | undefined;
};

function Head<Row>({ column, sort, onSort }: HeadProps<Row>) {
  const { title, isFigure, sortField } = column;
  const className = isFigure ? classes.figure : undefined;
  if (!sortField || !onSort) {
    return (
      <th scope="col" className={className}>
        {title}
      </th>
    );
  }
  const isUp = sort === `${sortField}.ASC`;
  const isDown = sort === `${sortField}.DESC`;
  const order = isUp ? "ascending" : isDown ? "descending" : "none";
  const next = isUp || (isFigure && !isDown) ? "DESC" : "ASC";
  return (
    <th scope="col" className={className} aria-sort={order}>
      <UnstyledButton className={classes.sort} onClick={() => onSort(`${sortField}.${next}`)}>
        {title}
        <span aria-hidden="true">{isUp ? " ↑" : isDown ? " ↓" : ""}</span>
      </UnstyledButton>
    </th>
  );
}
