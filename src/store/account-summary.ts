/** What an account's summary lists: its latest subscriptions and invoices, whatever it has of them. */
import type { SubscriptionStatus } from "#engine/model/subscription.ts";
import { type Decimal, decimal } from "#engine/values/decimal.ts";
import { type PlainDate, plainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";

export type AccountSummary = {
  /** Of the latest posted invoice. */
  readonly lastInvoiceDate: PlainDate | null;
  /** The six that changed last. */
  readonly subscriptions: readonly SummarizedSubscription[];
  /** The last six. */
  readonly invoices: readonly SummarizedInvoice[];
};

export type SummarizedSubscription = {
  readonly subscriptionId: string;
  readonly subscriptionNumber: string;
  readonly status: SubscriptionStatus;
  readonly termType: "TERMED" | "EVERGREEN";
  /** Periods of whatever type the term has. */
  readonly initialTerm: number | null;
  readonly renewalTerm: number | null;
  readonly autoRenew: boolean;
  readonly subscriptionStartDate: PlainDate;
  readonly termStartDate: PlainDate;
  /** First day after the term; null for evergreen. */
  readonly termEndDate: PlainDate | null;
  readonly ratePlans: readonly SummarizedRatePlan[];
};

export type SummarizedRatePlan = {
  readonly productId: string;
  readonly productName: string;
  readonly productSku: string;
  readonly productRatePlanId: string;
  readonly ratePlanName: string;
};

export type SummarizedInvoice = {
  readonly invoiceId: string;
  readonly invoiceNumber: string;
  readonly invoiceDate: PlainDate;
  readonly dueDate: PlainDate;
  readonly amount: Decimal;
  readonly balance: Decimal;
  readonly status: string;
};

const LATEST = 6;

export async function findAccountSummary(
  tx: Transaction,
  accountId: string,
): Promise<AccountSummary> {
  const invoices = await listLatestInvoices(tx, accountId);
  const { rows } = await sql<{ last: string | null }>`
    select max(invoice_date) as last from invoices
    where account_id = ${accountId}::uuid and status = 'Posted'
  `.execute(tx);
  const last = rows[0]?.last ?? null;
  return {
    lastInvoiceDate: last === null ? null : plainDate(last),
    subscriptions: await listLatestSubscriptions(tx, accountId),
    invoices,
  };
}

async function listLatestInvoices(tx: Transaction, accountId: string) {
  const { rows } = await sql<InvoiceRow>`
    select invoice_id, invoice_number, invoice_date, due_date, amount, balance, status
    from invoices where account_id = ${accountId}::uuid
    order by invoice_date desc, invoice_number desc
    limit ${LATEST}
  `.execute(tx);
  return rows.map(toInvoice);
}

async function listLatestSubscriptions(tx: Transaction, accountId: string) {
  const { rows } = await sql<SubscriptionRow>`
    select latest.*,
      (select coalesce(jsonb_agg(jsonb_build_object(
          'productId', replace(product_id::text, '-', ''), 'productName', products.name,
          'productSku', sku, 'ratePlanName', rate_plans.name,
          'productRatePlanId', replace(product_rate_plan_id::text, '-', ''))
          order by subscription_rate_plan_number), '[]')
        from rate_plans
          join product_rate_plans using (product_rate_plan_id)
          join products using (product_id)
        where rate_plans.account_id = latest.account_id
          and rate_plans.subscription_id = latest.subscription_id) as rate_plans
    from (
      select * from subscriptions
      where subscription_owner_id = ${accountId}::uuid and is_latest_version
      order by updated_at desc, subscription_number desc
      limit ${LATEST}
    ) latest
    order by updated_at desc, subscription_number desc
  `.execute(tx);
  return rows.map(toSubscription);
}

type InvoiceRow = {
  invoice_id: string;
  invoice_number: string;
  invoice_date: string;
  due_date: string;
  amount: string;
  balance: string;
  status: string;
};

type SubscriptionRow = {
  subscription_id: string;
  subscription_number: string;
  status: SubscriptionStatus;
  term_type: "TERMED" | "EVERGREEN";
  initial_term: number | null;
  renewal_term: number | null;
  auto_renew: boolean;
  subscription_start_date: string;
  term_start_date: string;
  term_end_date: string | null;
  rate_plans: SummarizedRatePlan[];
};

const toInvoice = (row: InvoiceRow): SummarizedInvoice => ({
  invoiceId: row.invoice_id,
  invoiceNumber: row.invoice_number,
  invoiceDate: plainDate(row.invoice_date),
  dueDate: plainDate(row.due_date),
  amount: decimal(row.amount),
  balance: decimal(row.balance),
  status: row.status,
});

const toSubscription = (row: SubscriptionRow): SummarizedSubscription => ({
  subscriptionId: row.subscription_id,
  subscriptionNumber: row.subscription_number,
  status: row.status,
  termType: row.term_type,
  initialTerm: row.initial_term,
  renewalTerm: row.renewal_term,
  autoRenew: row.auto_renew,
  subscriptionStartDate: plainDate(row.subscription_start_date),
  termStartDate: plainDate(row.term_start_date),
  termEndDate: row.term_end_date === null ? null : plainDate(row.term_end_date),
  ratePlans: row.rate_plans,
});
