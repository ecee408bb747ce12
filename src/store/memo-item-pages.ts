/** Items of credit memos and of debit memos as pages show them: read only, nothing locked. */

import type { FinanceInformation } from "#engine/model/credit-memo.ts";
import type { CustomFields } from "#engine/model/custom-fields.ts";
import type { ProcessingType } from "#engine/model/document.ts";
import type { TaxMode } from "#engine/model/tax.ts";
import { type Decimal, decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { snapshotIdOf } from "./contact-snapshots.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";
import { conditionOf, expressionOf, type Filter, type Sort } from "./object-query/conditions.ts";
import {
  date,
  decimal as decimalField,
  type Field,
  id,
  text,
  timestamp,
} from "./object-query/query-object.ts";
import type { PageOf, PageRequest } from "./page.ts";

export type MemoItemPage = {
  readonly itemId: string;
  readonly processingType: ProcessingType;
  readonly subscriptionId: string | null;
  readonly chargeName: string;
  readonly sku: string | null;
  readonly serviceStartDate: PlainDate;
  /** The last day served. */
  readonly serviceEndDate: PlainDate;
  readonly quantity: Decimal;
  readonly unitPrice: Decimal;
  readonly unitOfMeasure: string | null;
  readonly amount: Decimal;
  readonly appliedToItemId: string | null;
  readonly sourceItemType: string;
  readonly sourceItemId: string | null;
  readonly soldToContactId: string | null;
  readonly soldToContactSnapshotId: string | null;
  readonly comment: string | null;
  readonly customFields: CustomFields;
  readonly financeInformation: FinanceInformation | null;
  readonly taxMode: TaxMode;
  /** Of what makes up for a commitment; else null. */
  readonly commitmentId: string | null;
  readonly taxationItems: readonly { readonly taxAmount: Decimal }[];
  readonly createdById: string;
  readonly createdAt: Date;
  readonly updatedById: string;
  readonly updatedAt: Date;
};

/** Without taxes, which are read apart. */
type MemoItem = Omit<MemoItemPage, "taxationItems">;

export type MemoItemRow = {
  item_id: string;
  processing_type: ProcessingType;
  subscription_id: string | null;
  charge_name: string;
  sku: string | null;
  service_start: PlainDate;
  service_end_date: PlainDate;
  quantity: string;
  unit_price: string;
  unit_of_measure: string | null;
  amount: string;
  applied_to_item_id: string | null;
  source_item_type: string;
  source_item_id: string | null;
  sold_to_contact_id: string | null;
  sold_to_contact_snapshot_id: string | null;
  comment: string | null;
  custom_fields: CustomFields;
  finance_information: FinanceInformation | null;
  tax_mode: TaxMode;
  commitment_id: string | null;
  created_by_id: string;
  created_at: Date;
  updated_by_id: string;
  updated_at: Date;
};

/**
 * The commitment that an item of `t` is a true-up of, by the id of the charge that it goes by; null of
 * all others.
 */
export const COMMITMENT_OF = `(select rc.original_charge_id from rate_plan_charges rc
  where rc.account_id = t.account_id and rc.subscription_id = t.subscription_id
    and rc.charge_number = t.charge_number and rc.segment = t.segment
    and rc.model_terms -> 'commitment' ->> 'chargeFunction' = 'CommitmentTrueUp')`;

const SOLD_TO = "coalesce(s.sold_to_contact_id, a.sold_to_contact_id)";

/** Which items are wanted: one, or those that match all filters. */
export type ItemsWanted = {
  readonly itemId?: string;
  readonly filters?: readonly Filter[];
  readonly sorts?: readonly Sort[];
};

/** What lists of both kinds can be filtered and sorted by, as the wire names it. */
export const memoItemFields = (memo: "credit_memo" | "debit_memo"): Record<string, Field> => ({
  amount: decimalField(`(t.amount + case when t.tax_mode = 'TaxInclusive' then (
    select coalesce(sum(x.tax_amount), 0) from taxation_items x
    where x.account_id = t.account_id and x.document_id = t.${memo}_id
      and x.item_id = t.${memo}_item_id
  ) else 0 end)`),
  createdById: id("m.created_by_id"),
  createdDate: timestamp("m.created_at"),
  id: id(`t.${memo}_item_id`),
  serviceEndDate: date("(t.service_end - 1)"),
  serviceStartDate: date("t.service_start"),
  sku: text("p.sku"),
  skuName: text("t.charge_name"),
  sourceItemId: id("t.source_item_id"),
  subscriptionId: id("t.subscription_id"),
  updatedById: id("m.updated_by_id"),
  updatedDate: timestamp("m.updated_at"),
});

type WantedItems = ItemsWanted & {
  readonly memo: "credit_memo" | "debit_memo";
  /** What is read beside the columns of items, which are those of `t`. */
  readonly more: string;
  readonly accountId: string;
  readonly memoId: string;
};

/** By charge and service, where no sort says otherwise. */
export async function listMemoItemRows<Row extends MemoItemRow>(
  tx: Transaction,
  { memo, more, accountId, memoId, itemId, filters = [], sorts = [] }: WantedItems,
  { page, pageSize }: PageRequest,
): Promise<PageOf<Row>> {
  const id = sql.raw(`t.${memo}_item_id`);
  const matches = filters.map((filter) => sql`and ${conditionOf(filter)}`);
  const order = sorts.map(({ field, order }) => sql`${expressionOf(field)} ${sql.raw(order)},`);
  const isItem = itemId === undefined ? sql`` : sql`and ${id} = ${idOf(itemId)}::uuid`;
  const { rows } = await sql<Row>`
    select t.*, ${id} as item_id, t.service_end - 1 as service_end_date, p.sku,
      ${sql.raw(SOLD_TO)} as sold_to_contact_id,
      ${sql.raw(snapshotIdOf(["t.account_id", `t.${memo}_id`], SOLD_TO))}
        as sold_to_contact_snapshot_id,
      ${sql.raw(more)}, ${sql.raw(COMMITMENT_OF)} as commitment_id,
      m.created_by_id, m.created_at, m.updated_by_id, m.updated_at
    from ${sql.raw(`${memo}_items t join ${memo}s m using (account_id, ${memo}_id)`)}
    join accounts a using (account_id)
    left join subscriptions s
      on s.account_id = t.account_id and s.subscription_id = t.subscription_id
    left join product_rate_plan_charges c using (product_rate_plan_charge_id)
    left join product_rate_plans r using (product_rate_plan_id)
    left join products p using (product_id)
    where t.account_id = ${accountId}::uuid and ${sql.raw(`${memo}_id`)} = ${memoId}::uuid ${isItem}
    ${sql.join(matches, sql` `)}
    order by ${sql.join(order, sql` `)} t.subscription_number, t.charge_number, t.service_start, t.segment, ${id}
    limit ${pageSize + 1} offset ${(page - 1) * pageSize}
  `.execute(tx);
  return { rows: rows.slice(0, pageSize), hasMore: rows.length > pageSize };
}

export const toMemoItem = (row: MemoItemRow): MemoItem => ({
  itemId: row.item_id,
  processingType: row.processing_type,
  subscriptionId: row.subscription_id,
  chargeName: row.charge_name,
  sku: row.sku,
  serviceStartDate: row.service_start,
  serviceEndDate: row.service_end_date,
  quantity: decimal(row.quantity),
  unitPrice: decimal(row.unit_price),
  unitOfMeasure: row.unit_of_measure,
  amount: decimal(row.amount),
  appliedToItemId: row.applied_to_item_id,
  sourceItemType: row.source_item_type,
  sourceItemId: row.source_item_id,
  soldToContactId: row.sold_to_contact_id,
  soldToContactSnapshotId: row.sold_to_contact_snapshot_id,
  comment: row.comment,
  customFields: row.custom_fields,
  financeInformation: row.finance_information,
  taxMode: row.tax_mode,
  commitmentId: row.commitment_id,
  createdById: row.created_by_id,
  createdAt: row.created_at,
  updatedById: row.updated_by_id,
  updatedAt: row.updated_at,
});
