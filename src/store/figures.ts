/** What an entity did month by month, and what is open today: sums of all that the caller may see. */
import type { CountedKind } from "#engine/metrics/mrr-by-month.ts";
import { type AgeingBucket, ageing } from "#engine/settlement/ageing.ts";
import { type Decimal, decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { findAgeingSettings, overdueFrom } from "./ageing.ts";
import { sql, type Transaction } from "./database.ts";
import { type StoredModelTerms, toModelTerms } from "./model-terms-rows.ts";

export type Figure = "invoiced" | "collected" | "credited" | "writtenOff";

export type MonthSum = {
  readonly figure: Figure;
  readonly currency: string;
  /** "2023-05" */
  readonly month: string;
  readonly amount: Decimal;
};

/**
 * Sums by currency and month, of months in which there was something.
 *
 * Invoiced: posted invoices by their date. Credited and written off: posted credit memos by theirs.
 * Collected: processed payments by their effective date, refunds apart.
 *
 * @param days  the first day, and the first one that counts no more
 */
export async function sumByMonth(
  tx: Transaction,
  [from, to]: readonly [PlainDate, PlainDate],
): Promise<MonthSum[]> {
  const within = (day: string) =>
    sql`${sql.ref(day)} >= ${from}::date and ${sql.ref(day)} < ${to}::date`;
  // By day first: a month is reckoned of few rows, and not of each document.
  const { rows } = await sql<Omit<MonthSum, "amount"> & { amount: string }>`
    select figure, currency, to_char(day, 'YYYY-MM') as month, sum(amount) as amount from (
      select 'invoiced' as figure, currency, invoice_date as day, sum(amount) as amount
      from invoices where status = 'Posted' and ${within("invoice_date")}
      group by currency, invoice_date
      union all
      select 'collected', currency, effective_date, sum(amount)
      from payments where status = 'Processed' and ${within("effective_date")}
      group by currency, effective_date
      union all
      select case when is_write_off then 'writtenOff' else 'credited' end, currency,
        credit_memo_date, sum(amount)
      from credit_memos where status = 'Posted' and ${within("credit_memo_date")}
      group by is_write_off, currency, credit_memo_date
    ) days
    group by figure, currency, month
  `.execute(tx);
  return rows.map((row) => ({ ...row, amount: decimal(row.amount) }));
}

/** What posted invoices and debit memos owe in each currency, by how long they are overdue. */
export async function sumByAge(
  tx: Transaction,
  today: PlainDate,
): Promise<ReadonlyMap<string, readonly AgeingBucket[]>> {
  const settings = await findAgeingSettings(tx);
  const { rows } = await sql<{ currency: string; bucket: number; balance: string }>`
    select currency, width_bucket(${today}::date - due_date,
      ${overdueFrom(settings)}::integer[]) as bucket, sum(balance) as balance
    from (
      select currency, due_date, sum(balance) as balance from invoices
      where status = 'Posted' and balance <> 0 and (balance > 0 or ${settings.includeNegativeInvoice})
      group by currency, due_date
      union all
      select currency, due_date, sum(balance) from debit_memos
      where status = 'Posted' and balance <> 0
      group by currency, due_date
    ) owed
    group by currency, bucket
  `.execute(tx);
  const byCurrency = Map.groupBy(rows, ({ currency }) => currency);
  return new Map(
    [...byCurrency].map(([currency, own]) => {
      const balances = own.map(({ bucket, balance }) => [bucket, decimal(balance)] as const);
      return [currency, ageing(new Map(balances), settings)];
    }),
  );
}

export type ResidueSum = {
  readonly reason:
    | "CancelledWithBalance"
    | "NegativeInvoice"
    | "UnappliedCredit"
    | "UnappliedPayment";
  readonly currency: string;
  readonly documents: number;
  readonly accounts: number;
  /** What is left of them, above zero. */
  readonly amount: Decimal;
};

/**
 * What keeps accounts from zero although nobody will pay it: credit that is not used, and what is owed for
 * subscriptions that are all cancelled. The same reasons as an account's residues have.
 */
export async function sumResidues(tx: Transaction): Promise<ResidueSum[]> {
  const { rows } = await sql<Omit<ResidueSum, "amount"> & { amount: string }>`
    select reason, currency, count(*) as documents, count(distinct account_id) as accounts,
      sum(amount) as amount
    from (
      select 'UnappliedCredit' as reason, currency, account_id, unapplied_amount as amount
      from credit_memos where status = 'Posted' and unapplied_amount <> 0
      union all
      select 'UnappliedPayment', currency, account_id, unapplied_amount
      from payments where status = 'Processed' and unapplied_amount <> 0
      union all
      select 'NegativeInvoice', currency, account_id, -balance
      from invoices where status = 'Posted' and balance < 0
      union all
      select 'CancelledWithBalance', currency, account_id, balance
      from invoices
      where status = 'Posted' and balance > 0 and invoice_id in (
        select item.invoice_id
        from invoice_items item
        join invoices open on open.account_id = item.account_id
          and open.invoice_id = item.invoice_id and open.status = 'Posted' and open.balance > 0
        join subscriptions on subscriptions.subscription_number = item.subscription_number
          and is_latest_version
        where exists (select from subscriptions where is_latest_version and status = 'Cancelled')
        group by item.invoice_id
        having bool_and(subscriptions.status = 'Cancelled')
      )
    ) residues
    group by reason, currency
    order by reason, currency
  `.execute(tx);
  return rows.map((row) => ({ ...row, amount: decimal(row.amount) }));
}

/** How many orders are dated so, by their status. */
export async function countOrdersOf(
  tx: Transaction,
  day: PlainDate,
): Promise<{ readonly status: string; readonly orders: number }[]> {
  const { rows } = await sql<{ status: string; orders: number }>`
    select status, count(*) as orders from orders where order_date = ${day}::date
    group by status order by orders desc, status
  `.execute(tx);
  return rows;
}

type KindRow = {
  currency: string;
  from_month: number;
  to_month: number;
  count: number;
  charge_model: CountedKind["terms"]["chargeModel"];
  price: string;
  quantity: string;
  model_terms: StoredModelTerms | null;
  billing_period: CountedKind["terms"]["recurrence"]["billingPeriod"];
  specific_billing_period: number | null;
  list_price_base: CountedKind["terms"]["recurrence"]["listPriceBase"];
  specific_list_price_base: number | null;
};

/**
 * Recurring charges of latest versions, equal ones counted, by the days on which they were in service.
 *
 * @param days  in their order, such as the last ones of twelve months
 */
export async function countRecurringCharges(
  tx: Transaction,
  days: readonly PlainDate[],
): Promise<CountedKind[]> {
  // A sub-select is read once, and not for each charge.
  const once = sql`(select ${days}::date[])`;
  const { rows } = await sql<KindRow>`
    select currency, count(*) as count, from_month, to_month, charge_model, price, quantity,
      model_terms, billing_period, specific_billing_period, list_price_base,
      specific_list_price_base
    from (
      select subscription.currency, charge_model, price, quantity, model_terms, billing_period,
        specific_billing_period, list_price_base, specific_list_price_base,
        width_bucket(effective_start_date - 1, ${once}) as from_month,
        coalesce(width_bucket(effective_end_date - 1, ${once}), ${days.length}) as to_month
      from subscriptions subscription join rate_plan_charges using (account_id, subscription_id)
      where is_latest_version and charge_type = 'Recurring'
        and subscription.status not in ('Draft', 'Pending Activation', 'Pending Acceptance')
        and effective_start_date <= ${days.at(-1)}::date
        and (effective_end_date is null or effective_end_date > ${days[0]}::date)
    ) charges
    where from_month < to_month
    group by currency, from_month, to_month, charge_model, price, quantity, model_terms,
      billing_period, specific_billing_period, list_price_base, specific_list_price_base
  `.execute(tx);
  return rows.map(toKind);
}

const toKind = (row: KindRow): CountedKind => ({
  ...{ currency: row.currency, count: row.count },
  ...{ from: Number(row.from_month), to: Number(row.to_month) },
  terms: {
    chargeModel: row.charge_model,
    price: decimal(row.price),
    quantity: decimal(row.quantity),
    modelTerms: toModelTerms(row.model_terms),
    recurrence: {
      billingPeriod: row.billing_period,
      specificBillingPeriod: row.specific_billing_period,
      listPriceBase: row.list_price_base,
      specificListPriceBase: row.specific_list_price_base,
    },
  },
});
