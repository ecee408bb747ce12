import {
  always,
  boolean,
  date,
  id,
  integer,
  number,
  type QueryObject,
  text,
  timestamp,
} from "../query-object.ts";

const receivables = (condition: string) => `(select count(*) from payment_run_rows r
  where r.payment_run_id = t.payment_run_id and r.document_id is not null and ${condition})`;

/** Of what rows were paid with: each once, however many rows it has paid of. */
const transactions = (type: string, condition = "true") => `(
  select count(distinct each ->> 'id')
  from payment_run_rows r cross join jsonb_array_elements(r.transactions) each
  where r.payment_run_id = t.payment_run_id and each ->> 'type' = '${type}' and ${condition})`;

/** Source: the vendor's samples of queryPaymentRuns. */
export const paymentRuns: QueryObject = {
  singular: "paymentRun",
  from: "payment_runs t",
  id: "t.payment_run_id",
  numbers: ["t.payment_run_number"],
  defaultSort: "updatedDate",
  order: "t.created_at desc, t.payment_run_id",
  fields: {
    accountId: id("t.account_id"),
    applyCreditBalance: boolean("t.apply_credit_balance"),
    autoApplyCreditMemo: boolean("t.auto_apply_credit_memo"),
    autoApplyUnappliedPayment: boolean("t.auto_apply_unapplied_payment"),
    batch: text("t.batch"),
    billCycleDay: text("t.bill_cycle_day"),
    billingRunId: text(
      "(select b.bill_run_number from bill_runs b where b.bill_run_id = t.billing_run_id)",
    ),
    collectPayment: boolean("t.collect_payment"),
    consolidatedPayment: boolean("t.consolidated_payment"),
    createdById: id("t.created_by_id"),
    createdDate: timestamp("t.created_at"),
    currency: text("t.currency"),
    endDate: timestamp("t.completed_at"),
    errorMessage: text("t.error"),
    executedDate: timestamp("t.executed_at"),
    gatewayId: id("t.payment_gateway_id"),
    id: id("t.payment_run_id"),
    numberOfCreditBalanceAdjustments: always(0),
    numberOfCreditMemos: integer(transactions("CreditMemo")),
    numberOfDebitMemos: integer(receivables("r.document_type = 'DebitMemo'")),
    numberOfDebitMemosUnprocessed: integer(
      receivables("r.document_type = 'DebitMemo' and r.amount_left > 0"),
    ),
    numberOfErrors: integer(
      transactions("Payment", "each ->> 'status' is distinct from 'Processed'"),
    ),
    numberOfInvoices: integer(receivables("r.document_type = 'Invoice'")),
    numberOfPayments: integer(transactions("Payment", "each ->> 'status' = 'Processed'")),
    numberOfUnprocessed: integer(receivables("r.amount_left > 0")),
    numberofUnappliedPayments: integer(transactions("UnappliedPayment")),
    organizationLabel: text(`(select string_agg(o.name, ',' order by o.name) from organizations o
      where o.organization_id = any (t.organization_ids))`),
    paymentRunNumber: number("t.payment_run_number"),
    processPaymentWithClosedPM: boolean("t.process_payment_with_closed_pm"),
    runDate: timestamp("t.run_at"),
    status: text("t.status"),
    targetDate: date("t.target_date"),
    totalExecutionTime: integer(
      "(extract(epoch from t.completed_at - t.executed_at) * 1000)::bigint",
    ),
    updatedById: id("t.updated_by_id"),
    updatedDate: timestamp("t.updated_at"),
  },
  relations: {},
};
