/** How large a bill run's invoices are, and whose differ most from the last time. */
import { type Decimal, decimal } from "#engine/values/decimal.ts";
import { sql, type Transaction } from "./database.ts";

const BARS = 12;
const MOST_CHANGES = 10;

export type AmountBar = {
  readonly currency: string;
  readonly from: Decimal;
  /** Included in the last bar of its currency only. */
  readonly to: Decimal;
  readonly invoices: number;
};

/**
 * Invoices of a run by their amounts, in up to twelve bars of equal width for each currency; one bar where
 * all are alike. Bars without an invoice are left out.
 */
export async function findAmountBars(tx: Transaction, billRunId: string): Promise<AmountBar[]> {
  const { rows } = await sql<{
    currency: string;
    low: string;
    width: string;
    bar: number;
    n: number;
  }>`
    with billed as (
      select currency, amount from invoices
      where bill_run_id = ${billRunId}::uuid and status <> 'Canceled'
    ), spans as (
      select currency, min(amount) as low, max(amount) as high,
        (max(amount) - min(amount)) / ${BARS}::integer as width
      from billed group by currency
    )
    select currency, low, width, count(*) as n,
      case when width = 0 then 0
        else least(floor((amount - low) / width), ${BARS}::integer - 1) end as bar
    from billed join spans using (currency)
    group by currency, low, width, bar
    order by currency, bar
  `.execute(tx);
  return rows.map(({ currency, low, width, bar, n }) => {
    const step = decimal(width);
    const from = decimal(low).plus(step.times(decimal(String(bar))));
    return { currency, from, to: from.plus(step), invoices: n };
  });
}

export type AmountChange = {
  readonly accountNumber: string;
  readonly accountName: string;
  readonly currency: string;
  readonly amount: Decimal;
  /** Of the run that has billed the account before. */
  readonly before: Decimal;
  readonly beforeBillRunNumber: string;
};

/** The ten accounts whose bill differs most from that of the run before which has billed them. */
export async function findLargestChanges(
  tx: Transaction,
  billRunId: string,
): Promise<AmountChange[]> {
  const { rows } = await sql<ChangeRow>`
    with billed as (
      select account_id, currency, sum(amount) as amount, min(created_at) as billed_at
      from invoices where bill_run_id = ${billRunId}::uuid and status <> 'Canceled'
      group by account_id, currency
    ), changes as (
      select billed.*, last.bill_run_id as before_run_id, last.amount as before
      from billed cross join lateral (
        select bill_run_id, sum(amount) as amount from invoices former
        where former.account_id = billed.account_id and former.currency = billed.currency
          and former.bill_run_id <> ${billRunId}::uuid and former.status = 'Posted'
          and former.created_at < billed.billed_at
        group by bill_run_id order by max(created_at) desc limit 1
      ) last
      where last.amount <> billed.amount
      order by abs(billed.amount - last.amount) desc, billed.account_id
      limit ${MOST_CHANGES}
    )
    select account_number, accounts.name, changes.currency, amount, before, bill_run_number
    from changes join accounts using (account_id)
      join bill_runs on bill_runs.bill_run_id = before_run_id
    order by abs(amount - before) desc, account_number
  `.execute(tx);
  return rows.map((row) => ({
    accountNumber: row.account_number,
    accountName: row.name,
    currency: row.currency,
    amount: decimal(row.amount),
    before: decimal(row.before),
    beforeBillRunNumber: row.bill_run_number,
  }));
}

type ChangeRow = {
  account_number: string;
  name: string;
  currency: string;
  amount: string;
  before: string;
  bill_run_number: string;
};
