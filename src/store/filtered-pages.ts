import { type RawBuilder, sql } from "kysely";
import type { Transaction } from "./database.ts";
import { idOf } from "./ids.ts";
import { conditionOf, expressionOf, type Filter, type Sort } from "./object-query/conditions.ts";
import type { PageOf, PageRequest } from "./page.ts";

/** Documents of one kind as pages show them. Names are those of the select. */
export type Pages<Row, Page> = {
  /** Without conditions. */
  readonly select: RawBuilder<unknown>;
  readonly id: string;
  readonly number: string;
  readonly createdAt: string;
  readonly toPage: (row: Row) => Page;
};

/** By id or number; a number that reads like another's id leads to that one. */
export async function findPage<Row, Page>(
  tx: Transaction,
  { select, id, number, toPage }: Omit<Pages<Row, Page>, "createdAt">,
  key: string,
): Promise<Page | undefined> {
  const isId = sql`${sql.raw(id)} = ${idOf(key)}::uuid`;
  const { rows } = await sql<Row>`
    ${select} where ${sql.raw(number)} = ${key} or ${isId}
    order by (${isId}) desc nulls last limit 1
  `.execute(tx);
  return rows[0] && toPage(rows[0]);
}

/** Those that match all filters. Newest first, where no sort says otherwise. */
export async function listPages<Row, Page>(
  tx: Transaction,
  { select, id, createdAt, toPage }: Pages<Row, Page>,
  { filters, sorts }: { readonly filters: readonly Filter[]; readonly sorts: readonly Sort[] },
  { page, pageSize }: PageRequest,
): Promise<PageOf<Page>> {
  const where =
    filters.length === 0 ? sql`` : sql`where ${sql.join(filters.map(conditionOf), sql` and `)}`;
  const order = sorts.map(({ field, order }) => sql`${expressionOf(field)} ${sql.raw(order)}`);
  const newest = [sql`${sql.raw(createdAt)} desc`, sql`${sql.raw(id)} desc`];
  const { rows } = await sql<Row>`
    ${select} ${where} order by ${sql.join([...order, ...newest])}
    limit ${pageSize + 1} offset ${(page - 1) * pageSize}
  `.execute(tx);
  return { rows: rows.slice(0, pageSize).map(toPage), hasMore: rows.length > pageSize };
}
