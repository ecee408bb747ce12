/** Usage as billing reads it: added up by day, in one query for all charges of a batch. */
import type { UsageByCharge, UsageTotal, UsageWanted } from "#engine/model/usage.ts";
import { NO_USAGE } from "#engine/model/usage.ts";
import { decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";

/**
 * What charges have to rate, by charge id. The records are locked until the transaction ends, and it
 * remembers which it has seen: `saveRatings` marks these and none that came meanwhile.
 */
export async function listUsageToBill(
  tx: Transaction,
  wanted: readonly UsageWanted[],
): Promise<UsageByCharge> {
  if (wanted.length === 0) return NO_USAGE;
  const isOfFamily = wanted.some(({ withChildren }) => withChildren === "yes");
  await sql`select set_config('quittance.usage_seen', pg_current_snapshot()::text, true),
    set_config('quittance.usage_of_children', ${isOfFamily ? "yes" : "no"}, true)`.execute(tx);
  const { rows } = await sql<TotalRow>`
    with recursive wanted as materialized (
      select * from unnest(
        ${wanted.map((each) => each.chargeId)}::uuid[],
        ${wanted.map((each) => each.chargeNumber)}::text[],
        ${wanted.map((each) => each.subscriptionNumber)}::text[],
        ${wanted.map((each) => each.accountId)}::uuid[],
        ${wanted.map((each) => each.unitOfMeasure)}::text[],
        ${wanted.map((each) => each.from)}::date[],
        ${wanted.map((each) => each.to)}::date[],
        ${wanted.map((each) => each.openFrom)}::date[],
        ${wanted.map((each) => each.withRated === "yes")}::boolean[],
        ${wanted.map((each) => each.ratingGroup)}::text[],
        ${wanted.map((each) => each.ratedBy)}::text[],
        ${wanted.map((each) => each.perUnit === "yes")}::boolean[]
      ) as each (charge_id, charge_number, subscription_number, account_id, unit_of_measure,
        from_date, to_date, open_from, with_rated, rating_group, rated_by, per_unit)
    ), family as (${familyOf(sql`wanted`)}
    ), matched as (
      select wanted.*, records.account_id as used_by, records.usage_id, records.start_date, records.quantity, records.group_id,
        records.import_id, records.custom_fields
      from wanted join family on family.owner_id = wanted.account_id
        join usage_records records on records.account_id = family.account_id
        and records.unit_of_measure = wanted.unit_of_measure
        and records.start_date >= wanted.from_date and records.start_date < wanted.to_date
        and ${isFor(sql`wanted`)}
      where pg_visible_in_snapshot(records.written_by,
        current_setting('quittance.usage_seen')::pg_snapshot)
      ${isOfFamily ? IN_ONE_ORDER : sql``}
      for no key update of records
    ), rated as (
      select matched.*, ratings.usage_id is not null as is_rated,
        custom_fields ->> rated_by as price, case rating_group
          when 'ByUsageStartDate' then start_date::text
          when 'ByUsageRecord' then matched.usage_id::text
          when 'ByUsageUpload' then coalesce(import_id, matched.usage_id)::text
          when 'ByGroupId' then coalesce(group_id, '')
        end as rated_with
      from matched left join usage_ratings ratings on ratings.account_id = matched.used_by
        and ratings.usage_id = matched.usage_id and ratings.charge_number = matched.charge_number
      where case when ratings.usage_id is null then start_date >= open_from else with_rated end
    )
    select charge_id, start_date, rated_with, is_rated, sum(quantity)::text as quantity,
      coalesce(sum(case when price ~ ${A_NUMBER}
        then price::numeric * case when per_unit then quantity else 1 end end), 0)::text as amount,
      count(*) filter (where rated_by is not null and price !~ ${A_NUMBER} or
        rated_by is not null and price is null)::integer as unpriced
    from rated group by charge_id, start_date, rated_with, is_rated
    order by charge_id, start_date, rated_with, is_rated
  `.execute(tx);
  return toTotals(rows);
}

/** A child's records are billed with its own charges as well, at the same time perhaps. */
const IN_ONE_ORDER = sql`order by records.account_id, records.usage_id`;

/**
 * Whose usage is an owner's: its own and, where the rule says so, that of all accounts below it, however
 * deep. Accounts that are each other's parents end it too.
 */
const familyOf = (owners: ReturnType<typeof sql>) => sql`
  select distinct account_id as owner_id, account_id from ${owners}
  union
  select family.owner_id, children.account_id
  from family join accounts children on children.parent_id = family.account_id
  where current_setting('quittance.usage_of_children', true) = 'yes'`;

/** A custom field is whatever the caller sent. */
const A_NUMBER = "^-?[0-9]{1,20}(\\.[0-9]{1,20})?$";

/** Whether a record is for a charge: by its number, else by its subscription, else by the unit alone. */
const isFor = (charge: ReturnType<typeof sql>) => sql`case
  when records.charge_number is not null then records.charge_number = ${charge}.charge_number
  else coalesce(records.subscription_number = ${charge}.subscription_number, true) end`;

type TotalRow = {
  charge_id: string;
  start_date: PlainDate;
  rated_with: string | null;
  is_rated: boolean;
  quantity: string;
  amount: string;
  unpriced: number;
};

function toTotals(rows: readonly TotalRow[]): UsageByCharge {
  const totals = new Map<string, UsageTotal[]>();
  for (const row of rows) {
    const own = totals.get(row.charge_id) ?? [];
    totals.set(row.charge_id, own);
    own.push({
      day: row.start_date,
      group: row.rated_with,
      quantity: decimal(row.quantity),
      amount: decimal(row.amount),
      unpriced: row.unpriced,
      isRated: row.is_rated,
    });
  }
  return totals;
}

/** An item of a document that bills usage of its service. */
export type UsageItem = {
  readonly documentType: "Invoice" | "CreditMemo";
  readonly documentId: string;
  readonly itemId: string;
  readonly subscriptionNumber: string;
  readonly chargeNumber: string;
  readonly unitOfMeasure: string | null;
  readonly service: { readonly start: PlainDate; readonly end: PlainDate };
};

/** Marks what items have rated, of what the transaction has seen. */
export async function saveRatings(tx: Transaction, items: readonly UsageItem[]): Promise<void> {
  if (items.length === 0) return;
  await sql`
    with recursive items as materialized (
      select each.*, subscription_owner_id as account_id from unnest(
        ${items.map((item) => item.documentType)}::text[],
        ${items.map((item) => item.documentId)}::uuid[],
        ${items.map((item) => item.itemId)}::uuid[],
        ${items.map((item) => item.subscriptionNumber)}::text[],
        ${items.map((item) => item.chargeNumber)}::text[],
        ${items.map((item) => item.unitOfMeasure)}::text[],
        ${items.map((item) => item.service.start)}::date[],
        ${items.map((item) => item.service.end)}::date[]
      ) as each (document_type, document_id, item_id, subscription_number, charge_number,
        unit_of_measure, service_start, service_end)
      join subscriptions using (subscription_number) where is_latest_version
    ), family as (${familyOf(sql`items`)}
    )
    insert into usage_ratings
      (account_id, usage_id, charge_number, document_type, document_id, item_id)
    select records.account_id, usage_id, items.charge_number, document_type, document_id, item_id
    from items join family on family.owner_id = items.account_id
      join usage_records records on records.account_id = family.account_id
      and records.unit_of_measure = items.unit_of_measure
      and records.start_date >= items.service_start and records.start_date < items.service_end
      and ${isFor(sql`items`)}
    where pg_visible_in_snapshot(records.written_by,
      current_setting('quittance.usage_seen')::pg_snapshot)
    on conflict do nothing
  `.execute(tx);
}

/** Items that bill nothing any more: what they have rated is pending again. */
export async function forgetRatings(tx: Transaction, itemIds: readonly string[]): Promise<void> {
  if (itemIds.length === 0) return;
  await sql`delete from usage_ratings where item_id = any (${[...itemIds]}::uuid[])`.execute(tx);
}
