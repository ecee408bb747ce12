/** What discounts have taken off billed items, and those of whole accounts. */
import type { BillableSubscription } from "#engine/billing/billable.ts";
import type { UsedDiscount } from "#engine/billing/used-discounts.ts";
import type { DiscountUse } from "#engine/model/discount.ts";
import type { BilledDiscount } from "#engine/model/document.ts";
import { decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { listSubscriptionsWith } from "./billable-rows.ts";
import { IS_BILLED } from "./billing-batches.ts";
import { sql, type Transaction } from "./database.ts";

const TABLES = {
  invoice: { items: sql`invoice_items`, itemId: sql`invoice_item_id`, sign: sql`` },
  creditMemo: { items: sql`credit_memo_items`, itemId: sql`credit_memo_item_id`, sign: sql`-` },
};

/**
 * A column: the discounts of a row of `items`, in their order, or null. Amounts are texts, and have the
 * sign that they were billed with.
 */
export const discountsOfItem = (of: keyof typeof TABLES) => {
  const { items, itemId, sign } = TABLES[of];
  return sql`(
    select json_agg(json_build_object(
        'itemId', replace(of_item.${itemId}::text, '-', ''),
        'chargeId', replace(of_item.charge_id::text, '-', ''),
        'chargeNumber', of_item.charge_number,
        'segment', of_item.segment,
        'productRatePlanChargeId', replace(of_item.product_rate_plan_charge_id::text, '-', ''),
        'chargeModel', product_charge.charge_model,
        'chargeName', of_item.charge_name,
        'start', of_item.service_start,
        'end', of_item.service_end,
        'unitPrice', of_item.unit_price::text,
        'amount', (${sign} (of_item.amount + of_item.included_tax))::text,
        'creditedAmount', (${sign} of_item.credited_amount)::text
      ) order by of_item.${itemId})
    from ${items} of_item
      join product_rate_plan_charges product_charge using (product_rate_plan_charge_id)
    where of_item.account_id = items.account_id and of_item.applied_to_item_id = items.${itemId}
  )`;
};

/** A discount in the JSON of that column. */
export type BilledDiscountJson = Omit<
  BilledDiscount,
  "service" | "unitPrice" | "amount" | "creditedAmount"
> & {
  readonly start: PlainDate;
  readonly end: PlainDate;
  readonly unitPrice: string;
  readonly amount: string;
  readonly creditedAmount: string;
};

export const toBilledDiscounts = (
  discounts: readonly BilledDiscountJson[] | null,
): readonly BilledDiscount[] => discounts?.map(toBilledDiscount) ?? NO_DISCOUNTS;

const NO_DISCOUNTS: readonly BilledDiscount[] = [];

const toBilledDiscount = ({ start, end, ...json }: BilledDiscountJson): BilledDiscount => ({
  ...json,
  service: { start, end },
  unitPrice: decimal(json.unitPrice),
  amount: decimal(json.amount),
  creditedAmount: decimal(json.creditedAmount),
});

/** What discounts were used for, on documents that count, less what was given back. */
export async function listDiscountUses(
  tx: Transaction,
  discounts: readonly UsedDiscount[],
): Promise<DiscountUse[]> {
  if (discounts.length === 0) return [];
  const { rows } = await sql<UseRow>`
    with wanted as materialized (
      select distinct account_id, charge_number
      from unnest(
        ${discounts.map(({ accountId }) => accountId)}::uuid[],
        ${discounts.map(({ chargeNumber }) => chargeNumber)}::text[]
      ) as each (account_id, charge_number)
    )
    select invoice_item_id as item_id, items.charge_number, segment, service_start,
      items.credited_amount - items.amount - items.included_tax as amount
    from wanted join invoice_items items using (account_id, charge_number)
    where credited_item_id is null and processing_type = 'Discount'
    and not items.is_reversed and items.amount + items.included_tax <> items.credited_amount and 'Canceled' <> (
      select status from invoices
      where invoices.account_id = items.account_id and invoices.invoice_id = items.invoice_id
    )
    union all
    select credit_memo_item_id, items.charge_number, segment, service_start,
      items.amount + items.included_tax - items.credited_amount
    from wanted join credit_memo_items items using (account_id, charge_number)
    where credit_from_item_id is null and processing_type = 'Discount'
    and items.source_item_type = 'SubscriptionComponent'
    and not items.is_reversed and items.amount + items.included_tax <> items.credited_amount and 'Canceled' <> (
      select status from credit_memos memos
      where memos.account_id = items.account_id and memos.credit_memo_id = items.credit_memo_id
    )
  `.execute(tx);
  return rows.map((row) => ({
    itemId: row.item_id,
    chargeNumber: row.charge_number,
    segment: row.segment,
    serviceStart: row.service_start,
    amount: decimal(row.amount),
  }));
}

type UseRow = {
  item_id: string;
  charge_number: string;
  segment: number;
  service_start: PlainDate;
  amount: string;
};

/** Subscriptions of an account with their discounts of the whole account, and nothing else. */
export const listAccountDiscounts = async (
  tx: Transaction,
  accountId: string,
): Promise<BillableSubscription[]> => {
  const found = await listSubscriptionsWith(
    tx,
    sql`subscriptions.account_id = ${accountId}::uuid and ${IS_BILLED}
      and charges.discount ->> 'discountLevel' = 'account'`,
  );
  return found.get(accountId) ?? [];
};
