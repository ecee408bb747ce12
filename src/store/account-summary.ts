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
  /** The last six that were processed. */
  readonly payments: readonly SummarizedPayment[];
  /** Of an account that has a default payment method. */
  readonly defaultPaymentMethod: SummarizedPaymentMethod | null;
  readonly usage: readonly MonthOfUsage[];
};

export type MonthOfUsage = {
  /** "2024-02" */
  readonly startDate: string;
  readonly unitOfMeasure: string;
  readonly quantity: Decimal;
};

export type SummarizedPayment = {
  readonly paymentId: string;
  readonly paymentNumber: string;
  readonly paymentType: "External" | "Electronic";
  readonly effectiveDate: PlainDate;
  readonly amount: Decimal;
  readonly status: string;
  /** What it has paid, by invoice. */
  readonly paidInvoices: readonly PaidInvoice[];
};

export type PaidInvoice = {
  readonly invoiceId: string;
  readonly invoiceNumber: string;
  readonly appliedPaymentAmount: Decimal;
};

export type SummarizedPaymentMethod = {
  readonly paymentMethodId: string;
  readonly paymentMethodType: string;
  readonly creditCardType: string | null;
  readonly maskNumber: string | null;
  readonly expirationMonth: number | null;
  readonly expirationYear: number | null;
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
  today: PlainDate,
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
    payments: await listLatestPayments(tx, accountId),
    defaultPaymentMethod: await findDefaultMethod(tx, accountId),
    usage: await listMonthsOfUsage(tx, accountId, today),
  };
}

/** The latest first: of this month and the five before, whether it is billed or not. */
async function listMonthsOfUsage(
  tx: Transaction,
  accountId: string,
  today: PlainDate,
): Promise<MonthOfUsage[]> {
  const { rows } = await sql<{ month: string; unit: string; quantity: string }>`
    select to_char(start_date, 'YYYY-MM') as month, unit_of_measure as unit,
      sum(quantity) as quantity
    from usage_records
    where account_id = ${accountId}::uuid
    and start_date >= date_trunc('month', ${today}::date) - interval '5 months'
    and start_date < date_trunc('month', ${today}::date) + interval '1 month'
    group by month, unit order by month desc, unit
  `.execute(tx);
  return rows.map(({ month, unit, quantity }) => ({
    startDate: month,
    unitOfMeasure: unit,
    quantity: decimal(quantity),
  }));
}

async function listLatestPayments(
  tx: Transaction,
  accountId: string,
): Promise<SummarizedPayment[]> {
  const { rows } = await sql<PaymentRow>`
    select payment_id, payment_number, type, effective_date, amount, status,
      (select coalesce(jsonb_agg(jsonb_build_object('invoiceId', replace(target_id::text, '-', ''),
          'invoiceNumber', invoice_number, 'amount', paid::text) order by invoice_number), '[]')
        from (
          select target_id, invoice_number, sum(applications.amount) as paid
          from applications join invoices on invoices.account_id = applications.account_id
            and invoice_id = target_id
          where applications.account_id = payments.account_id and applications.source_id = payment_id
          group by 1, 2 having sum(applications.amount) <> 0
        ) paid) as paid_invoices
    from payments where account_id = ${accountId}::uuid and status = 'Processed'
    order by effective_date desc, payment_number desc
    limit ${LATEST}
  `.execute(tx);
  return rows.map((row) => ({
    paymentId: row.payment_id,
    paymentNumber: row.payment_number,
    paymentType: row.type,
    effectiveDate: plainDate(row.effective_date),
    amount: decimal(row.amount),
    status: row.status,
    paidInvoices: row.paid_invoices.map(({ amount, ...invoice }) => ({
      ...invoice,
      appliedPaymentAmount: decimal(amount),
    })),
  }));
}

type PaymentRow = {
  payment_id: string;
  payment_number: string;
  type: SummarizedPayment["paymentType"];
  effective_date: string;
  amount: string;
  status: string;
  paid_invoices: { invoiceId: string; invoiceNumber: string; amount: string }[];
};

async function findDefaultMethod(
  tx: Transaction,
  accountId: string,
): Promise<SummarizedPaymentMethod | null> {
  const { rows } = await sql<MethodRow>`
    select m.payment_method_id, type, m.details ->> 'creditCardType' as credit_card_type,
      masked, expiration_month, expiration_year
    from accounts a join payment_methods m on m.payment_method_id = default_payment_method_id
    where a.account_id = ${accountId}::uuid
  `.execute(tx);
  const [row] = rows;
  return row
    ? {
        paymentMethodId: row.payment_method_id,
        paymentMethodType: row.type,
        creditCardType: row.credit_card_type,
        maskNumber: row.masked,
        expirationMonth: row.expiration_month,
        expirationYear: row.expiration_year,
      }
    : null;
}

type MethodRow = {
  payment_method_id: string;
  type: string;
  credit_card_type: string | null;
  masked: string | null;
  expiration_month: number | null;
  expiration_year: number | null;
};

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
