/** Payments as pages show them: read only, nothing locked. */

import { type Decimal, decimal } from "#engine/values/decimal.ts";
import { sql, type Transaction } from "./database.ts";
import { findPage, listPages, type Pages } from "./filtered-pages.ts";
import { idOf } from "./ids.ts";
import type { Filter, Sort } from "./object-query/conditions.ts";
import {
  always,
  boolean,
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
import { type PaymentRow, toPayment } from "./payment-rows.ts";
import type { StoredPayment } from "./payments.ts";

export type Written = {
  readonly createdById: string;
  readonly createdAt: Date;
  readonly updatedById: string;
  readonly updatedAt: Date;
};

export type PaymentPage = StoredPayment &
  Written & {
    /** Null of a payment of no account. */
    readonly accountNumber: string | null;
    /** The account's. */
    readonly organizationLabel: string | null;
    readonly appliedAmount: Decimal;
    readonly gatewayNumber: string | null;
  };

const APPLIED =
  "case when p.status = 'Processed' then p.amount - p.unapplied_amount - p.refund_amount else 0 end";

/** What a list can be filtered and sorted by, as the wire names it. */
export const PAYMENT_FIELDS: Readonly<Record<string, Field>> = {
  accountId: id("a.account_id"),
  accountNumber: number("a.account_number"),
  amount: decimalField("p.amount"),
  appliedAmount: decimalField(`(${APPLIED})`),
  createdById: id("p.created_by_id"),
  createdDate: timestamp("p.created_at"),
  creditBalanceAmount: always(0),
  currency: text("p.currency"),
  effectiveDate: date("p.effective_date"),
  number: number("p.payment_number"),
  refundAmount: decimalField("p.refund_amount"),
  standalone: boolean("p.standalone"),
  status: text("p.status"),
  type: text("p.type"),
  unappliedAmount: decimalField("p.unapplied_amount"),
  updatedById: id("p.updated_by_id"),
  updatedDate: timestamp("p.updated_at"),
};

const PAYMENT = sql`
  select p.*, a.account_number, ${organizationLabelOf("a")}, g.payment_gateway_number, ${sql.raw(APPLIED)} as applied_amount
  from payments p left join accounts a on a.account_id = p.account_id
  left join payment_gateways g on g.payment_gateway_id = p.payment_gateway_id`;

type Row = PaymentRow & {
  account_number: string | null;
  organization_label: string | null;
  payment_gateway_number: string | null;
  applied_amount: string;
  created_by_id: string;
  created_at: Date;
  updated_by_id: string;
  updated_at: Date;
};

const toPage = (row: Row): PaymentPage => ({
  ...toPayment(row),
  accountNumber: row.account_number,
  organizationLabel: row.organization_label,
  appliedAmount: decimal(row.applied_amount),
  gatewayNumber: row.payment_gateway_number,
  createdById: row.created_by_id,
  createdAt: row.created_at,
  updatedById: row.updated_by_id,
  updatedAt: row.updated_at,
});

/** By id or number. */
export const findPaymentPage = (tx: Transaction, key: string): Promise<PaymentPage | undefined> =>
  findPage(tx, PAGES, key);

/** Those that match all filters. Newest first, where no sort says otherwise. */
export const listPaymentPages = (
  tx: Transaction,
  wanted: { readonly filters: readonly Filter[]; readonly sorts: readonly Sort[] },
  request: PageRequest,
): Promise<PageOf<PaymentPage>> => listPages(tx, PAGES, wanted, request);

/** What one document has got of a payment; without a document, what nobody has. */
export type PaymentPart = {
  /** The first application's; the payment's own for what is not applied. */
  readonly partId: string;
  readonly targetType: "Invoice" | "DebitMemo" | null;
  readonly targetId: string | null;
  readonly amount: Decimal;
  readonly createdById: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

/** What was applied in the order of the first application, then what is not. */
export async function listPaymentParts(
  tx: Transaction,
  { accountId, paymentId }: Pick<PaymentPage, "accountId" | "paymentId">,
  { page, pageSize }: PageRequest,
  partId?: string,
): Promise<PageOf<PaymentPart>> {
  const isPart = partId === undefined ? sql`` : sql`where part_id = ${idOf(partId)}::uuid`;
  const { rows } = await sql<PartRow>`
    select * from (
      select (array_agg(application_id order by application_id))[1] as part_id, target_type,
        target_id, sum(amount) as amount,
        (array_agg(created_by_id order by application_id))[1] as created_by_id,
        min(created_at) as created_at, max(created_at) as updated_at
      from applications
      where account_id = ${accountId}::uuid and source_id = ${paymentId}::uuid
      group by target_type, target_id having sum(amount) <> 0
      union all
      select payment_id, null, null, unapplied_amount, created_by_id, created_at, updated_at
      from payments
      where account_id = ${accountId}::uuid and payment_id = ${paymentId}::uuid
        and unapplied_amount > 0
    ) parts ${isPart}
    order by target_id is null, part_id limit ${pageSize + 1} offset ${(page - 1) * pageSize}
  `.execute(tx);
  return { rows: rows.slice(0, pageSize).map(toPart), hasMore: rows.length > pageSize };
}

/** What one item or tax has got of a payment. */
export type PaymentItemPart = Omit<PaymentPart, "partId"> & {
  /** The first application's. */
  readonly itemPartId: string;
  readonly targetItemId: string | null;
  readonly targetTaxItemId: string | null;
};

/** Of one part, in the order of the first application. Of what is not applied: one, of no item. */
export async function listPaymentItemParts(
  tx: Transaction,
  { accountId, paymentId }: Pick<PaymentPage, "accountId" | "paymentId">,
  part: PaymentPart,
  { page, pageSize }: PageRequest,
  itemPartId?: string,
): Promise<PageOf<PaymentItemPart>> {
  if (part.targetId === null) {
    const { partId, ...rest } = part;
    const isIt = itemPartId === undefined || idOf(itemPartId) === partId;
    const whole = { ...rest, itemPartId: partId, targetItemId: null, targetTaxItemId: null };
    return { rows: isIt && page === 1 ? [whole] : [], hasMore: false };
  }
  const isItemPart =
    itemPartId === undefined ? sql`` : sql`where part_id = ${idOf(itemPartId)}::uuid`;
  const { rows } = await sql<
    PartRow & { target_item_id: string; target_tax_item_id: string | null }
  >`
    select * from (
      select (array_agg(application_id order by application_id))[1] as part_id, target_type,
        target_id, target_item_id, target_tax_item_id, sum(amount) as amount,
        (array_agg(created_by_id order by application_id))[1] as created_by_id,
        min(created_at) as created_at, max(created_at) as updated_at
      from applications
      where account_id = ${accountId}::uuid and source_id = ${paymentId}::uuid
        and target_id = ${part.targetId}::uuid
      group by target_type, target_id, target_item_id, target_tax_item_id having sum(amount) <> 0
    ) parts ${isItemPart}
    order by part_id limit ${pageSize + 1} offset ${(page - 1) * pageSize}
  `.execute(tx);
  const toItemPart = (row: (typeof rows)[number]): PaymentItemPart => {
    const { partId, ...rest } = toPart(row);
    const { target_item_id: targetItemId, target_tax_item_id: targetTaxItemId } = row;
    return { ...rest, itemPartId: partId, targetItemId, targetTaxItemId };
  };
  return { rows: rows.slice(0, pageSize).map(toItemPart), hasMore: rows.length > pageSize };
}

type PartRow = {
  part_id: string;
  target_type: PaymentPart["targetType"];
  target_id: string | null;
  amount: string;
  created_by_id: string;
  created_at: Date;
  updated_at: Date;
};

const toPart = (row: PartRow): PaymentPart => ({
  partId: row.part_id,
  targetType: row.target_type,
  targetId: row.target_id,
  amount: decimal(row.amount),
  createdById: row.created_by_id,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

const PAGES: Pages<Row, PaymentPage> = {
  select: PAYMENT,
  id: "p.payment_id",
  number: "p.payment_number",
  createdAt: "p.created_at",
  toPage: toPage,
};
