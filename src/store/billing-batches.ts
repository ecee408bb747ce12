/**
 * What billing reads: the accounts of a batch and the charges on which something may be due, in two
 * queries however many they are, and no column more than billing needs.
 */
import type { BillableCharge, BillableSubscription } from "#engine/billing/billable.ts";
import type { Charge, ChargeType } from "#engine/model/charge.ts";
import type { ModelTerms } from "#engine/model/model-terms.ts";
import type { Subscription } from "#engine/model/subscription.ts";
import { NO_END } from "#engine/values/date-range.ts";
import { type Decimal, decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { type RecurrenceRow, toRecurrence } from "./charge-rows.ts";
import { sql, type Transaction } from "./database.ts";
import { toModelTerms } from "./model-terms-rows.ts";

/** What billing needs to know of an account besides its subscriptions. */
export type AccountToBill = {
  readonly accountId: string;
  readonly accountNumber: string;
  readonly currency: string;
  readonly billCycleDay: number;
  readonly paymentTerm: string;
  readonly billToContactId: string | null;
};

/**
 * Active accounts, locked until the transaction ends, in the order of their ids: whoever else locks
 * several does so in this order. One that is not active any more is left out.
 */
export async function lockAccountsToBill(
  tx: Transaction,
  accountIds: readonly string[],
): Promise<AccountToBill[]> {
  const { rows } = await sql<AccountRow>`
    select account_id, account_number, currency, bill_cycle_day, payment_term, bill_to_contact_id
    from accounts
    where account_id = any (${accountIds}::uuid[]) and status = 'Active'
    order by account_id
    for no key update
  `.execute(tx);
  return rows.map((row) => ({
    accountId: row.account_id,
    accountNumber: row.account_number,
    currency: row.currency,
    billCycleDay: row.bill_cycle_day,
    paymentTerm: row.payment_term,
    billToContactId: row.bill_to_contact_id,
  }));
}

/** Locks accounts, whatever their status, until the transaction ends, in the order of their ids. */
export async function lockAccounts(tx: Transaction, accountIds: readonly string[]): Promise<void> {
  await sql`
    select from accounts where account_id = any (${accountIds}::uuid[])
    order by account_id
    for no key update
  `.execute(tx);
}

export async function listAccountNumbers(
  tx: Transaction,
  accountIds: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await sql<{ account_id: string; account_number: string }>`
    select account_id, account_number from accounts where account_id = any (${accountIds}::uuid[])
  `.execute(tx);
  return new Map(rows.map((row) => [row.account_id, row.account_number]));
}

/**
 * How the rest of the transaction joins. A run must not depend on statistics, which are missing or
 * old just when many rows have come in: read whole tables once, or few rows by their keys.
 */
export async function joinBy(tx: Transaction, way: "whole tables" | "keys"): Promise<void> {
  const avoided = way === "keys" ? ["hashjoin", "mergejoin", "seqscan"] : ["nestloop"];
  const off = avoided.map((name) => sql`set_config(${`enable_${name}`}, 'off', true)`);
  await sql`select ${sql.join(off)}`.execute(tx);
}

/** Latest versions of what the engine bills: what has begun and was not replaced. */
export const IS_BILLED = sql`is_latest_version and subscriptions.status in ('Active', 'Suspended', 'Cancelled')`;

/** What decides whether something may be due for a charge. */
export type DueQuestion = {
  readonly targetDate: PlainDate;
  readonly oneTimeCreditBack: boolean;
  readonly chargeTypeToExclude: readonly ChargeType[];
};

/**
 * A condition on `charges` and `subscriptions`: whether the engine could find something due by the
 * target date. Errs on the side of yes: a charge in arrears whose period has not ended passes, and
 * so does one that was billed whole past its end. A shortened charge is credited from its end, or
 * from the beginning of that week where partial weeks are not prorated.
 */
export function mayBeDue({ targetDate, oneTimeCreditBack, chargeTypeToExclude }: DueQuestion) {
  const end = sql`least(charges.effective_end_date, subscriptions.term_end_date)`;
  const excluded = [...chargeTypeToExclude];
  return sql`(
    case
      when charges.charge_type = any (${excluded}::text[]) then false
      when charges.charge_type = 'OneTime' then
        case when charges.charged_through_date is null
          then charges.effective_start_date <= ${targetDate}
          else ${oneTimeCreditBack}
            and least(charges.removed_date, subscriptions.cancelled_date) <= ${targetDate}
        end
      when charges.charged_through_date > ${end} then ${end} <= ${targetDate}::date + 7
      else coalesce(charges.charged_through_date, charges.effective_start_date)
        <= least(${targetDate}::date, ${end} - 1)
    end
  )`;
}

/**
 * Latest versions of these accounts' subscriptions, with the charges on which something may be due,
 * the first segments of those, and all segments of weekly charges, which share weeks; by account id.
 *
 * @param filters  further conditions on subscriptions and charges
 */
export async function listBillableSubscriptions(
  tx: Transaction,
  accountIds: readonly string[],
  question: DueQuestion,
  filters: ReturnType<typeof sql> = sql``,
): Promise<Map<string, BillableSubscription[]>> {
  const { rows } = await sql<BillableRow>`
    select subscriptions.account_id, subscriptions.subscription_id, subscription_number, status,
      nullif(earlier_invoice_owner_ids, '[]') as earlier_invoice_owner_ids,
      currency, term_start_date, term_end_date, subscription_start_date, cancelled_date,
      invoice_separately, payment_term, bill_to_contact_id, charges.rate_plan_id,
      charge_id, charge_number, segment, product_rate_plan_charge_id, name, charge_type,
      charge_model, price, quantity, model_terms::text, unit_of_measure, effective_start_date, effective_end_date,
      removed_date, charged_through_date, processed_through_date, billing_period, specific_billing_period,
      bill_cycle_type, bill_cycle_day, weekly_bill_cycle_day, billing_period_alignment,
      billing_timing, list_price_base, specific_list_price_base
    from subscriptions join rate_plan_charges charges using (account_id, subscription_id)
    where subscriptions.account_id = any (${accountIds}::uuid[])
    and ${IS_BILLED}
    ${filters}
    and (${mayBeDue(question)} or segment > 1 and billing_period like '%Week%'
      or segment = 1 and exists (
      select from rate_plan_charges later
      where later.account_id = charges.account_id
      and later.subscription_id = charges.subscription_id
      and later.charge_number = charges.charge_number and later.segment > 1
    ))
    order by subscriptions.account_id, subscription_number, rate_plan_id, charge_number, segment
  `.execute(tx);
  return toSubscriptions(rows);
}

/** Rows come sorted: those of one subscription and of one rate plan follow each other. */
function toSubscriptions(rows: readonly BillableRow[]): Map<string, BillableSubscription[]> {
  const byAccount = new Map<string, BillableSubscription[]>();
  const parsed = parsedOnce();
  let last: BillableRow | undefined;
  let charges: BillableCharge[] = [];
  let ratePlans: { charges: BillableCharge[] }[] = [];
  let subscriptions: BillableSubscription[] = [];
  for (const row of rows) {
    if (row.account_id !== last?.account_id) {
      subscriptions = [];
      byAccount.set(row.account_id, subscriptions);
    }
    if (row.subscription_id !== last?.subscription_id) {
      ratePlans = [];
      subscriptions.push(toSubscription(row, ratePlans));
    }
    if (row.rate_plan_id !== last?.rate_plan_id) {
      charges = [];
      ratePlans.push({ charges });
    }
    charges.push(toCharge(row, parsed));
    last = row;
  }
  return byAccount;
}

type AccountRow = {
  account_id: string;
  account_number: string;
  currency: string;
  bill_cycle_day: number;
  payment_term: string;
  bill_to_contact_id: string | null;
};

type BillableRow = {
  account_id: string;
  subscription_id: string;
  subscription_number: string;
  /** Null: none. */
  earlier_invoice_owner_ids: string[] | null;
  status: Subscription["status"];
  currency: string;
  term_start_date: PlainDate;
  term_end_date: PlainDate | null;
  subscription_start_date: PlainDate;
  cancelled_date: PlainDate | null;
  invoice_separately: boolean;
  payment_term: string | null;
  bill_to_contact_id: string | null;
  rate_plan_id: string;
  charge_id: string;
  charge_number: string;
  segment: number;
  product_rate_plan_charge_id: string;
  name: string;
  charge_type: ChargeType;
  charge_model: Charge["chargeModel"];
  price: string;
  quantity: string;
  /** As JSON. */
  model_terms: string | null;
  unit_of_measure: string | null;
  effective_start_date: PlainDate | null;
  effective_end_date: PlainDate | null;
  removed_date: PlainDate | null;
  charged_through_date: PlainDate | null;
  processed_through_date: PlainDate | null;
} & RecurrenceRow;

type Parsed = {
  readonly decimalOf: (text: string) => Decimal;
  readonly modelTermsOf: (json: string | null) => ModelTerms;
};

/** Customers of one product pay the same price for the same quantity. */
const parsedOnce = (): Parsed => ({
  decimalOf: once(decimal),
  modelTermsOf: once((json) => toModelTerms(json && JSON.parse(json))),
});

function once<Text extends string | null, Value>(parse: (text: Text) => Value) {
  const parsed = new Map<Text, Value>();
  return (text: Text): Value => {
    const value = parsed.get(text) ?? parse(text);
    parsed.set(text, value);
    return value;
  };
}

const NONE: readonly string[] = [];

const toSubscription = (
  row: BillableRow,
  ratePlans: BillableSubscription["ratePlans"],
): BillableSubscription => ({
  subscriptionId: row.subscription_id,
  subscriptionNumber: row.subscription_number,
  invoiceOwnerId: row.account_id,
  earlierInvoiceOwnerIds: row.earlier_invoice_owner_ids ?? NONE,
  status: row.status,
  currency: row.currency,
  currentTerm: { start: row.term_start_date, end: row.term_end_date ?? NO_END },
  subscriptionStartDate: row.subscription_start_date,
  cancelledDate: row.cancelled_date,
  invoiceSeparately: row.invoice_separately,
  paymentTerm: row.payment_term,
  billToContactId: row.bill_to_contact_id,
  ratePlans,
});

function toCharge(row: BillableRow, { decimalOf, modelTermsOf }: Parsed): BillableCharge {
  const { effective_start_date: start, effective_end_date: end } = row;
  const recurrence = toRecurrence(row);
  const terms = recurrence
    ? { chargeType: "Recurring" as const, recurrence }
    : { chargeType: "OneTime" as const, recurrence: null };
  return {
    ...terms,
    chargeId: row.charge_id,
    chargeNumber: row.charge_number,
    segment: row.segment,
    productRatePlanChargeId: row.product_rate_plan_charge_id,
    name: row.name,
    chargeModel: row.charge_model,
    price: decimalOf(row.price),
    quantity: decimalOf(row.quantity),
    modelTerms: modelTermsOf(row.model_terms),
    unitOfMeasure: row.unit_of_measure,
    effective: start === null ? undefined : { start, end: end ?? NO_END },
    removedDate: row.removed_date,
    chargedThroughDate: row.charged_through_date,
    processedThroughDate: row.processed_through_date,
  };
}
