/** Balances and funds of prepaid units, as they are shown: written with each version, never billed from. */
import { fundingPrice } from "#engine/billing/prepayment-periods.ts";
import type { Subscription } from "#engine/model/subscription.ts";
import { chargesOf } from "#engine/model/subscription.ts";
import { type Fund, fundsOf } from "#engine/prepaid/funds-of.ts";
import { hasPrepaid } from "#engine/prepaid/prepaid-charges.ts";
import { sql, type Transaction } from "./database.ts";
import { newId } from "./ids.ts";
import { listPrepaidHistories, refreshValidityPeriods } from "./prepaid.ts";

type Author = { readonly userId: string; readonly now: string };

/** Writes what follows from the latest versions; asks nothing where none has anything prepaid. */
export async function savePrepaidFunds(
  tx: Transaction,
  subscriptions: readonly Subscription[],
  author: Author,
): Promise<void> {
  const prepaid = subscriptions.filter(hasPrepaid);
  if (prepaid.length === 0) return;
  const numbers = prepaid.map(({ subscriptionNumber }) => subscriptionNumber);
  const histories = await listPrepaidHistories(tx, numbers);
  const rows = prepaid.flatMap((subscription) => {
    const { rollovers = [] } = histories.get(subscription.subscriptionNumber) ?? {};
    return fundsOf(subscription, rollovers).flatMap((fund) => fundRow(subscription, fund));
  });
  await saveBalances(tx, rows, author);
  await saveFunds(tx, numbers, rows, author);
  await refreshValidityPeriods(tx, numbers, author);
}

type FundRow = ReturnType<typeof fundRow>[number];

function fundRow(subscription: Subscription, fund: Fund) {
  const charge = chargesOf(subscription).find(
    ({ chargeNumber, segment }) => chargeNumber === fund.chargeNumber && segment === fund.segment,
  );
  if (!charge) return [];
  return [
    {
      fund,
      accountId: subscription.invoiceOwnerId,
      subscriptionNumber: subscription.subscriptionNumber,
      originalChargeId: charge.originalChargeId,
      price: fundingPrice(charge, fund.period),
    },
  ];
}

async function saveBalances(
  tx: Transaction,
  rows: readonly FundRow[],
  { userId, now }: Author,
): Promise<void> {
  const balances = [
    ...new Map(
      rows.map((row) => [`${row.subscriptionNumber} ${row.fund.unitOfMeasure}`, row]),
    ).values(),
  ];
  await sql`
    insert into prepaid_balances (account_id, balance_id, subscription_number, unit_of_measure,
      created_by_id, created_at, updated_by_id, updated_at)
    select *, ${userId}::uuid, ${now}::timestamptz, ${userId}::uuid, ${now}::timestamptz
    from unnest(
      ${balances.map(({ accountId }) => accountId)}::uuid[],
      ${balances.map(() => newId())}::uuid[],
      ${balances.map(({ subscriptionNumber }) => subscriptionNumber)}::text[],
      ${balances.map(({ fund }) => fund.unitOfMeasure)}::text[]
    )
    on conflict (entity_id, subscription_number, unit_of_measure) do update
    set account_id = excluded.account_id, updated_by_id = excluded.updated_by_id,
      updated_at = excluded.updated_at
  `.execute(tx);
}

async function saveFunds(
  tx: Transaction,
  subscriptionNumbers: readonly string[],
  rows: readonly FundRow[],
  { userId, now }: Author,
): Promise<void> {
  await forgetOtherFunds(tx, subscriptionNumbers, rows);
  await sql`
    insert into prepaid_funds (account_id, fund_id, subscription_number, charge_number, fund_start,
      segment, original_charge_id, funded, funding_price, end_date, period_end, rolled_over_until,
      rollover_apply, balance_id, created_by_id, created_at, updated_by_id, updated_at)
    select each.account_id, fund_id, each.subscription_number, charge_number, fund_start, segment,
      original_charge_id, funded, funding_price, end_date, period_end, rolled_over_until,
      rollover_apply, balance_id,
      ${userId}::uuid, ${now}::timestamptz, ${userId}::uuid, ${now}::timestamptz
    from unnest(
      ${rows.map(({ accountId }) => accountId)}::uuid[],
      ${rows.map(() => newId())}::uuid[],
      ${rows.map(({ subscriptionNumber }) => subscriptionNumber)}::text[],
      ${rows.map(({ fund }) => fund.unitOfMeasure)}::text[],
      ${rows.map(({ fund }) => fund.chargeNumber)}::text[],
      ${rows.map(({ fund }) => fund.start)}::date[],
      ${rows.map(({ fund }) => fund.segment)}::integer[],
      ${rows.map(({ originalChargeId }) => originalChargeId)}::uuid[],
      ${rows.map(({ fund }) => fund.granted.toFixed())}::numeric[],
      ${rows.map(({ price }) => price.toFixed())}::numeric[],
      ${rows.map(({ fund }) => fund.usable.end)}::date[],
      ${rows.map(({ fund }) => fund.period.end)}::date[],
      ${rows.map(({ fund }) => fund.rolledOver?.end ?? null)}::date[],
      ${rows.map(({ fund }) => fund.rolledOver?.apply ?? null)}::text[]
    ) as each (account_id, fund_id, subscription_number, unit_of_measure, charge_number, fund_start,
      segment, original_charge_id, funded, funding_price, end_date, period_end, rolled_over_until,
      rollover_apply)
    join prepaid_balances balances on balances.subscription_number = each.subscription_number
      and balances.unit_of_measure = each.unit_of_measure
    on conflict (entity_id, subscription_number, charge_number, fund_start) do update
    set account_id = excluded.account_id, segment = excluded.segment, funded = excluded.funded,
      funding_price = excluded.funding_price, end_date = excluded.end_date,
      period_end = excluded.period_end, rolled_over_until = excluded.rolled_over_until,
      rollover_apply = excluded.rollover_apply, updated_by_id = excluded.updated_by_id,
      updated_at = excluded.updated_at
  `.execute(tx);
}

/** What a version has not any more. */
async function forgetOtherFunds(
  tx: Transaction,
  subscriptionNumbers: readonly string[],
  rows: readonly FundRow[],
): Promise<void> {
  await sql`
    delete from prepaid_funds funds
    where subscription_number = any (${[...subscriptionNumbers]}::text[])
    and not exists (
      select from unnest(
        ${rows.map(({ subscriptionNumber }) => subscriptionNumber)}::text[],
        ${rows.map(({ fund }) => fund.chargeNumber)}::text[],
        ${rows.map(({ fund }) => fund.start)}::date[]
      ) as kept (subscription_number, charge_number, fund_start)
      where kept.subscription_number = funds.subscription_number
      and kept.charge_number = funds.charge_number and kept.fund_start = funds.fund_start
    )
  `.execute(tx);
}

/** Which of these subscriptions have funds on show. */
export async function listWithFunds(
  tx: Transaction,
  subscriptionNumbers: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ subscription_number: string }>`
    select distinct subscription_number from prepaid_balances
    where subscription_number = any (${[...subscriptionNumbers]}::text[])
  `.execute(tx);
  return rows.map((row) => row.subscription_number);
}

/** Of subscriptions that are gone, or have nothing prepaid any more. */
export async function forgetPrepaidFunds(
  tx: Transaction,
  subscriptionNumbers: readonly string[],
): Promise<void> {
  const numbers = [...subscriptionNumbers];
  for (const table of ["prepaid_validity_periods", "prepaid_funds", "prepaid_balances"]) {
    await sql`
      delete from ${sql.table(table)} where subscription_number = any (${numbers}::text[])
    `.execute(tx);
  }
}
