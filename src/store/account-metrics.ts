/** What an account owes, has to its credit, and brings in a month. */
import { monthlyRecurringRevenue, type RecurringTerms } from "#engine/model/mrr.ts";
import { currency, roundToCurrency } from "#engine/values/currency.ts";
import { type Decimal, decimal, decimalOfCount, sum } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";
import { type StoredModelTerms, toModelTerms } from "./model-terms-rows.ts";

/** In the account's currency; posted documents only. */
export type AccountMetrics = {
  readonly totalInvoiceBalance: Decimal;
  readonly totalDebitMemoBalance: Decimal;
  readonly unappliedCreditMemoAmount: Decimal;
  readonly unappliedPaymentAmount: Decimal;
  /** What is owed less what can be applied to it. Negative: the customer has more to his credit. */
  readonly balance: Decimal;
  /** A month's worth of the recurring charges that are or will be in service of what it owns. */
  readonly contractedMrr: Decimal;
};

/** @param today  charges that end on this day or before count no more */
export async function findAccountMetrics(
  tx: Transaction,
  account: { readonly accountId: string; readonly currency: string },
  today: PlainDate,
): Promise<AccountMetrics> {
  const { accountId } = account;
  const { rows } = await sql<MetricsRow>`
    select
      (select coalesce(sum(balance), 0) from invoices
        where account_id = ${accountId}::uuid and status = 'Posted' and balance <> 0)
        as invoice_balance,
      (select coalesce(sum(balance), 0) from debit_memos
        where account_id = ${accountId}::uuid and status = 'Posted' and balance <> 0)
        as debit_memo_balance,
      (select coalesce(sum(unapplied_amount), 0) from payments
        where account_id = ${accountId}::uuid and status = 'Processed') as unapplied_payment,
      (select coalesce(sum(unapplied_amount), 0) from credit_memos
        where account_id = ${accountId}::uuid and status = 'Posted') as unapplied,
      (${contractedCharges(accountId, today)}) as contracted
  `.execute(tx);
  return toMetrics(rows[0] ?? NOTHING, account.currency);
}

/**
 * As contractedMrr of engine/metrics reckons it, but without terms that are over. Equal charges are
 * counted rather than listed: large accounts have many of few kinds.
 */
const contractedCharges = (accountId: string, today: PlainDate) => sql`
  select coalesce(jsonb_agg(to_jsonb(kinds)), '[]') from (
    select count(*) as count, charge_model, price::text, quantity::text, model_terms, billing_period,
      specific_billing_period, list_price_base, specific_list_price_base
    from (
      select distinct on (subscription_id, charge_number) charges.*, ${CONTRACTED_END} as end_date
      from subscriptions join rate_plan_charges charges using (account_id, subscription_id)
        join rate_plans using (account_id, subscription_id, rate_plan_id)
      where subscription_owner_id = ${accountId}::uuid and is_latest_version
        and subscriptions.status not in ('Cancelled', 'Expired', 'Draft')
        and charge_type = 'Recurring'
        and case when effective_start_date is null
          then last_change_type is distinct from 'Remove'
          else coalesce(${CONTRACTED_END} > effective_start_date, true) end
      order by subscription_id, charge_number, segment desc
    ) last_segments
    where end_date is null or end_date > ${today}::date
    group by charge_model, price, quantity, model_terms, billing_period, specific_billing_period,
      list_price_base, specific_list_price_base
  ) kinds`;

/** Null without end. A suspension is meant to be over some day. */
const CONTRACTED_END = sql`coalesce(charges.end_before_suspension, charges.effective_end_date)`;

type MetricsRow = {
  invoice_balance: string;
  debit_memo_balance: string;
  unapplied: string;
  unapplied_payment: string;
  contracted: ContractedKind[];
};

type ContractedKind = {
  count: number;
  charge_model: RecurringTerms["chargeModel"];
  price: string;
  quantity: string;
  model_terms: StoredModelTerms | null;
  billing_period: RecurringTerms["recurrence"]["billingPeriod"];
  specific_billing_period: number | null;
  list_price_base: RecurringTerms["recurrence"]["listPriceBase"];
  specific_list_price_base: number | null;
};

const NOTHING: MetricsRow = {
  invoice_balance: "0",
  debit_memo_balance: "0",
  unapplied: "0",
  unapplied_payment: "0",
  contracted: [],
};

function toMetrics(row: MetricsRow, currencyCode: string): AccountMetrics {
  const totalInvoiceBalance = decimal(row.invoice_balance);
  const totalDebitMemoBalance = decimal(row.debit_memo_balance);
  const unappliedCreditMemoAmount = decimal(row.unapplied);
  const unappliedPaymentAmount = decimal(row.unapplied_payment);
  const revenues = row.contracted.map((kind) =>
    monthlyRecurringRevenue(toTerms(kind)).times(decimalOfCount(kind.count)),
  );
  return {
    totalInvoiceBalance,
    totalDebitMemoBalance,
    unappliedCreditMemoAmount,
    unappliedPaymentAmount,
    balance: totalInvoiceBalance
      .plus(totalDebitMemoBalance)
      .minus(unappliedCreditMemoAmount)
      .minus(unappliedPaymentAmount),
    contractedMrr: roundToCurrency(sum(revenues), currency(currencyCode)),
  };
}

const toTerms = (kind: ContractedKind): RecurringTerms => ({
  chargeModel: kind.charge_model,
  price: decimal(kind.price),
  quantity: decimal(kind.quantity),
  modelTerms: toModelTerms(kind.model_terms),
  recurrence: {
    billingPeriod: kind.billing_period,
    specificBillingPeriod: kind.specific_billing_period,
    listPriceBase: kind.list_price_base,
    specificListPriceBase: kind.specific_list_price_base,
  },
});
