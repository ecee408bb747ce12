import { api, type QueryRow, type RowsQuery } from "./client.ts";

/** Nobody reads on, and no form could show more. */
const MOST_ROWS = 1_000;

/** All that Object Query finds, page by page; the first thousand of more. */
export async function allRows(objects: string, query: RowsQuery): Promise<readonly QueryRow[]> {
  const rows: QueryRow[] = [];
  let cursor: string | undefined;
  do {
    const page = { ...query, pageSize: 99, ...(cursor && { cursor }) };
    const { data, nextPage } = await api.query(objects, page);
    rows.push(...data);
    cursor = nextPage ?? undefined;
  } while (cursor !== undefined && rows.length < MOST_ROWS);
  return rows;
}

/** What a row was asked to bring along; nothing where there is none. */
export const related = (row: QueryRow, name: string): QueryRow => (row[name] ?? {}) as QueryRow;
