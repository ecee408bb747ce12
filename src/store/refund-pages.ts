/** Refunds as pages show them: read only, nothing locked. */
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";
import { conditionOf, expressionOf, type Filter, type Sort } from "./object-query/conditions.ts";
import {
  date,
  decimal as decimalField,
  type Field,
  id,
  number,
  text,
  timestamp,
} from "./object-query/query-object.ts";
import type { PageOf, PageRequest } from "./page.ts";
import type { Written } from "./payment-pages.ts";
import { type RefundRow, toRefund } from "./refund-rows.ts";
import type { StoredRefund } from "./refunds.ts";

export type RefundPage = StoredRefund &
  Written & {
    readonly gatewayNumber: string | null;
    readonly paymentNumber: string | null;
  };

/** What a list can be filtered and sorted by, as the wire names it. */
export const REFUND_FIELDS: Readonly<Record<string, Field>> = {
  accountId: id("r.account_id"),
  amount: decimalField("r.amount"),
  createdById: id("r.created_by_id"),
  createdDate: timestamp("r.created_at"),
  creditMemoId: id("r.credit_memo_id"),
  methodType: text("r.method_type"),
  number: number("r.refund_number"),
  paymentId: id("r.payment_id"),
  refundDate: date("r.refund_date"),
  status: text("r.status"),
  type: text("r.type"),
  updatedById: id("r.updated_by_id"),
  updatedDate: timestamp("r.updated_at"),
};

const REFUND = sql`
  select r.*, g.payment_gateway_number, p.payment_number
  from refunds r left join payment_gateways g on g.payment_gateway_id = r.payment_gateway_id
  left join payments p on p.account_id = r.account_id and p.payment_id = r.payment_id`;

type Row = RefundRow & {
  payment_gateway_number: string | null;
  payment_number: string | null;
  created_by_id: string;
  created_at: Date;
  updated_by_id: string;
  updated_at: Date;
};

const toPage = (row: Row): RefundPage => ({
  ...toRefund(row),
  gatewayNumber: row.payment_gateway_number,
  paymentNumber: row.payment_number,
  createdById: row.created_by_id,
  createdAt: row.created_at,
  updatedById: row.updated_by_id,
  updatedAt: row.updated_at,
});

/** By id or number. */
export async function findRefundPage(
  tx: Transaction,
  key: string,
): Promise<RefundPage | undefined> {
  const { rows } = await sql<Row>`
    ${REFUND} where r.refund_number = ${key} or r.refund_id = ${idOf(key)}::uuid
    order by (r.refund_id = ${idOf(key)}::uuid) desc nulls last limit 1
  `.execute(tx);
  return rows[0] && toPage(rows[0]);
}

/** Those that match all filters. Newest first, where no sort says otherwise. */
export async function listRefundPages(
  tx: Transaction,
  { filters, sorts }: { readonly filters: readonly Filter[]; readonly sorts: readonly Sort[] },
  { page, pageSize }: PageRequest,
): Promise<PageOf<RefundPage>> {
  const where =
    filters.length === 0 ? sql`` : sql`where ${sql.join(filters.map(conditionOf), sql` and `)}`;
  const order = sorts.map(({ field, order }) => sql`${expressionOf(field)} ${sql.raw(order)}`);
  const newest = [sql`r.created_at desc`, sql`r.refund_id desc`];
  const { rows } = await sql<Row>`
    ${REFUND} ${where} order by ${sql.join([...order, ...newest])}
    limit ${pageSize + 1} offset ${(page - 1) * pageSize}
  `.execute(tx);
  return { rows: rows.slice(0, pageSize).map(toPage), hasMore: rows.length > pageSize };
}
