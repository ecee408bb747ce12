/** What documents have billed and credited, to take it back: read and written for many at once. */
import type { BilledSegment } from "#engine/billing/through-dates-before.ts";
import type { BillingTiming, ChargeType } from "#engine/model/charge.ts";
import type { ItemReference } from "#engine/model/document.ts";
import type { DateRange } from "#engine/values/date-range.ts";
import { type Decimal, decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";
import { listPlaces } from "./places-of-items.ts";

/** Documents of accounts that are locked. */
export type DocumentKeys = {
  readonly accountIds: readonly string[];
  readonly invoiceIds: readonly string[];
  readonly creditMemoIds: readonly string[];
};

/** An item that billing has made. */
export type ItemOfBilling = ItemReference & {
  /** Of a discount: it lowers another item and moves no through date. */
  readonly isDiscount: boolean;
  /** Of usage that was billed before, whose prepaid units came back: it moves no through date either. */
  readonly isBilledAgain: boolean;
  /** Null of an order line item. */
  readonly subscriptionNumber: string | null;
  readonly chargeNumber: string | null;
  readonly segment: number | null;
  readonly chargeType: ChargeType | null;
  readonly service: DateRange;
  /** As billed: below zero on a credit. */
  readonly amount: Decimal;
  /** What billing has credited of it. */
  readonly creditedAmount: Decimal;
  readonly orderLineItemId: string | null;
  /** What it takes back; null where it bills. */
  readonly creditedItem: ItemReference | null;
  /** Whether it is an invoice schedule that bills its charge. */
  readonly isScheduled: boolean;
};

/** Items of documents that billing has made of charges and order line items; no others. */
export async function listItemsOfBilling(
  tx: Transaction,
  { accountIds, invoiceIds, creditMemoIds }: DocumentKeys,
): Promise<ItemOfBilling[]> {
  const { rows } = await sql<ItemRow>`
    select account_id, 'Invoice' as document_type, invoice_id as document_id,
      invoice_item_id as item_id, subscription_number, charge_number, segment, charge_type,
      service_start, service_end, amount + included_tax as amount, credited_amount,
      order_line_item_id,
      credited_document_type as credited_type, credited_document_id, credited_item_id,
      processing_type = 'Discount' as is_discount,
      ${isBilledAgain("invoice_item_id")} as is_billed_again,
      ${isScheduled("invoice_items")} as is_scheduled
    from invoice_items
    where account_id = any (${accountIds}::uuid[]) and invoice_id = any (${invoiceIds}::uuid[])
    and processing_type in ('Charge', 'Discount')
    union all
    select account_id, 'CreditMemo', credit_memo_id, credit_memo_item_id, subscription_number,
      charge_number, segment, charge_type, service_start, service_end, -(amount + included_tax),
      -credited_amount,
      case when source_item_type = 'OrderLineItem' then source_item_id end,
      replace(credit_from_item_source, 'Item', ''), credit_from_invoice_id, credit_from_item_id,
      processing_type = 'Discount', ${isBilledAgain("credit_memo_item_id")},
      ${isScheduled("credit_memo_items")}
    from credit_memo_items
    where account_id = any (${accountIds}::uuid[])
    and credit_memo_id = any (${creditMemoIds}::uuid[])
    and processing_type in ('Charge', 'Discount')
    and source_item_type in ('SubscriptionComponent', 'OrderLineItem')
    order by account_id, item_id
  `.execute(tx);
  return completed(tx, rows);
}

const isBilledAgain = (itemId: string) => sql`(charge_type = 'Usage' and exists (
  select from prepaid_moves where item_id = ${sql.ref(itemId)} and type = 'DrawdownReversal'))`;

type ItemRow = {
  account_id: string;
  document_type: ItemReference["documentType"];
  document_id: string;
  item_id: string;
  subscription_number: string | null;
  charge_number: string | null;
  segment: number | null;
  charge_type: ChargeType | null;
  service_start: PlainDate;
  service_end: PlainDate;
  amount: string;
  credited_amount: string;
  order_line_item_id: string | null;
  credited_type: ItemReference["documentType"] | null;
  credited_document_id: string | null;
  credited_item_id: string | null;
  is_discount: boolean;
  is_billed_again: boolean;
  is_scheduled: boolean;
};

/** By keys, for each item. */
const isScheduled = (table: string) => sql`exists (
  select from invoice_schedule_charges scheduled
  where scheduled.account_id = ${sql.ref(`${table}.account_id`)}
  and scheduled.charge_number = ${sql.ref(`${table}.charge_number`)}
) and segment = 1`;

/** A memo's item names what it takes back by its id alone, and that may be another account's. */
async function completed(tx: Transaction, rows: readonly ItemRow[]): Promise<ItemOfBilling[]> {
  const credits = rows.filter((row) => row.credited_item_id !== null);
  const places = await listPlaces(tx, credits);
  return rows.map((row) => ({
    accountId: row.account_id,
    documentType: row.document_type,
    documentId: row.document_id,
    itemId: row.item_id,
    isDiscount: row.is_discount,
    isBilledAgain: row.is_billed_again,
    isScheduled: row.is_scheduled,
    subscriptionNumber: row.subscription_number,
    chargeNumber: row.charge_number,
    segment: row.segment,
    chargeType: row.charge_type,
    service: { start: row.service_start, end: row.service_end },
    amount: decimal(row.amount),
    creditedAmount: decimal(row.credited_amount),
    orderLineItemId: row.order_line_item_id,
    creditedItem: row.credited_item_id === null ? null : (places.get(row.credited_item_id) ?? null),
  }));
}

/** A charge segment that documents have billed or credited. */
export type SegmentKey = {
  readonly accountId: string;
  readonly subscriptionNumber: string;
  readonly chargeNumber: string;
  readonly segment: number;
  /** What is taken back; null: nothing. */
  readonly charged: DateRange | null;
  readonly credited: DateRange | null;
};

export type StandingSegment = BilledSegment & {
  readonly key: SegmentKey;
  /** Who is billed for it now. */
  readonly invoiceOwnerId: string;
};

/** How the latest versions of subscriptions have these segments; what they have no more is missing. */
export async function listStandingSegments(
  tx: Transaction,
  keys: readonly SegmentKey[],
  { invoiceIds, creditMemoIds }: DocumentKeys,
): Promise<StandingSegment[]> {
  if (keys.length === 0) return [];
  const { rows } = await sql<StandingRow>`
    with wanted as materialized (
      select * from unnest(
        ${keys.map((_, index) => index)}::integer[],
        ${keys.map((key) => key.accountId)}::uuid[],
        ${keys.map((key) => key.subscriptionNumber)}::text[],
        ${keys.map((key) => key.chargeNumber)}::text[],
        ${keys.map((key) => key.segment)}::integer[],
        ${keys.map((key) => key.charged?.start ?? key.credited?.end ?? null)}::date[]
      ) as each (place, account_id, subscription_number, charge_number, segment, back_to)
    )
    select place, subscriptions.account_id as invoice_owner_id, charges.charge_type,
      charges.billing_timing, charges.charged_through_date,
      caught_up.through_date as caught_up_through_date,
      (select max(start) from (
        select service_start as start from invoice_items items
        where items.account_id = wanted.account_id
        and items.charge_number = wanted.charge_number and items.segment = wanted.segment
        and items.credited_item_id is null and items.service_end <= wanted.back_to
        and items.invoice_id <> all (${invoiceIds}::uuid[]) and 'Canceled' <> (
          select status from invoices where invoices.account_id = items.account_id
          and invoices.invoice_id = items.invoice_id
        )
        union all
        select service_start from credit_memo_items items
        where items.account_id = wanted.account_id
        and items.charge_number = wanted.charge_number and items.segment = wanted.segment
        and items.source_item_type = 'SubscriptionComponent'
        and items.credit_from_item_id is null and items.service_end <= wanted.back_to
        and items.credit_memo_id <> all (${creditMemoIds}::uuid[]) and 'Canceled' <> (
          select status from credit_memos memos where memos.account_id = items.account_id
          and memos.credit_memo_id = items.credit_memo_id
        )
      ) kept) as last_kept_start
    from wanted
      join subscriptions on subscriptions.subscription_number = wanted.subscription_number
        and is_latest_version
      join rate_plan_charges charges on charges.account_id = subscriptions.account_id
        and charges.subscription_id = subscriptions.subscription_id
        and charges.charge_number = wanted.charge_number and charges.segment = wanted.segment
      left join caught_up_charges caught_up on caught_up.account_id = wanted.account_id
        and caught_up.charge_number = wanted.charge_number
        and caught_up.segment = wanted.segment
  `.execute(tx);
  return rows.flatMap((row) => {
    const key = keys[row.place];
    return key ? [{ key, ...toStanding(row), charged: key.charged, credited: key.credited }] : [];
  });
}

type StandingRow = {
  place: number;
  invoice_owner_id: string;
  charge_type: ChargeType;
  billing_timing: BillingTiming | null;
  charged_through_date: PlainDate | null;
  caught_up_through_date: PlainDate | null;
  last_kept_start: PlainDate | null;
};

const toStanding = (row: StandingRow) => ({
  invoiceOwnerId: row.invoice_owner_id,
  chargeType: row.charge_type,
  billingTiming: row.billing_timing,
  chargedThroughDate: row.charged_through_date,
  caughtUpThroughDate: row.caught_up_through_date,
  lastKeptStart: row.last_kept_start,
});

export type DatesToRestore = {
  readonly key: SegmentKey;
  readonly from: PlainDate | null;
  readonly chargedThroughDate: PlainDate | null;
  readonly processedThroughDate: PlainDate | null;
};

/**
 * Moves through dates back, in all versions that have them as they stand: also in those from which a
 * later version could be made again.
 */
export async function restoreThroughDates(
  tx: Transaction,
  dates: readonly DatesToRestore[],
): Promise<void> {
  if (dates.length === 0) return;
  await sql`
    with given as materialized (
      select * from unnest(
        ${dates.map(({ key }) => key.subscriptionNumber)}::text[],
        ${dates.map(({ key }) => key.chargeNumber)}::text[],
        ${dates.map(({ key }) => key.segment)}::integer[],
        ${dates.map(({ from }) => from)}::date[],
        ${dates.map((each) => each.chargedThroughDate)}::date[],
        ${dates.map((each) => each.processedThroughDate)}::date[]
      ) as each (subscription_number, charge_number, segment, before, charged, processed)
    )
    update rate_plan_charges charges
    set charged_through_date = given.charged, processed_through_date = given.processed
    from given join subscriptions using (subscription_number)
    where charges.account_id = subscriptions.account_id
    and charges.subscription_id = subscriptions.subscription_id
    and charges.charge_number = given.charge_number and charges.segment = given.segment
    and charges.charged_through_date is not distinct from given.before
  `.execute(tx);
}
