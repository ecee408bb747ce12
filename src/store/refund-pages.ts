/** Refunds as pages show them: read only, nothing locked. */
import { sql, type Transaction } from "./database.ts";
import { findPage, listPages, type Pages } from "./filtered-pages.ts";
import type { Filter, Sort } from "./object-query/conditions.ts";
import {
  date,
  decimal as decimalField,
  type Field,
  id,
  number,
  text,
  timestamp,
} from "./object-query/query-object.ts";
import { organizationLabelOf } from "./organizations.ts";
import type { PageOf, PageRequest } from "./page.ts";
import type { Written } from "./payment-pages.ts";
import { type RefundRow, toRefund } from "./refund-rows.ts";
import type { StoredRefund } from "./refunds.ts";

export type RefundPage = StoredRefund &
  Written & {
    readonly gatewayNumber: string | null;
    /** The account's. */
    readonly organizationLabel: string | null;
    readonly paymentNumber: string | null;
  };

/** What a list can be filtered and sorted by, as the wire names it. */
export const REFUND_FIELDS: Readonly<Record<string, Field>> = {
  accountId: id("a.account_id"),
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
  select r.*, ${organizationLabelOf("a")}, g.payment_gateway_number, p.payment_number
  from refunds r left join payment_gateways g on g.payment_gateway_id = r.payment_gateway_id
  left join accounts a on a.account_id = r.account_id
  left join payments p on p.account_id = r.account_id and p.payment_id = r.payment_id`;

type Row = RefundRow & {
  organization_label: string | null;
  payment_gateway_number: string | null;
  payment_number: string | null;
  created_by_id: string;
  created_at: Date;
  updated_by_id: string;
  updated_at: Date;
};

const toPage = (row: Row): RefundPage => ({
  ...toRefund(row),
  organizationLabel: row.organization_label,
  gatewayNumber: row.payment_gateway_number,
  paymentNumber: row.payment_number,
  createdById: row.created_by_id,
  createdAt: row.created_at,
  updatedById: row.updated_by_id,
  updatedAt: row.updated_at,
});

/** By id or number. */
export const findRefundPage = (tx: Transaction, key: string): Promise<RefundPage | undefined> =>
  findPage(tx, PAGES, key);

/** Those that match all filters. Newest first, where no sort says otherwise. */
export const listRefundPages = (
  tx: Transaction,
  wanted: { readonly filters: readonly Filter[]; readonly sorts: readonly Sort[] },
  request: PageRequest,
): Promise<PageOf<RefundPage>> => listPages(tx, PAGES, wanted, request);

const PAGES: Pages<Row, RefundPage> = {
  select: REFUND,
  id: "r.refund_id",
  number: "r.refund_number",
  createdAt: "r.created_at",
  toPage: toPage,
};
