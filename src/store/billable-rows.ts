/** Rows of charges with their subscriptions, as billing reads them. */
import type { BillableCharge, BillableSubscription } from "#engine/billing/billable.ts";
import type { Charge, ChargeType } from "#engine/model/charge.ts";
import type { DiscountTerms } from "#engine/model/discount.ts";
import type { ModelTerms } from "#engine/model/model-terms.ts";
import type { Subscription, Term } from "#engine/model/subscription.ts";
import type { TaxMode } from "#engine/model/tax.ts";
import { NO_END } from "#engine/values/date-range.ts";
import { type Decimal, decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { type RecurrenceRow, recurringTypeOf, toRecurrence } from "./charge-rows.ts";
import { sql, type Transaction } from "./database.ts";
import { toModelTerms } from "./model-terms-rows.ts";
import { toTerm } from "./subscription-rows.ts";

/**
 * Subscriptions with those of their charges for which a condition holds, by account id.
 *
 * @param isAsked  of which of them something may be billed; the others are only known
 */
export async function listSubscriptionsWith(
  tx: Transaction,
  condition: ReturnType<typeof sql>,
  isAsked: ReturnType<typeof sql> = sql`true`,
): Promise<Map<string, BillableSubscription[]>> {
  const { rows } = await sql<BillableRow>`
    select subscriptions.account_id, subscriptions.subscription_id, subscription_number, status,
      nullif(earlier_invoice_owner_ids, '[]') as earlier_invoice_owner_ids,
      nullif(subscription_owner_id, subscriptions.account_id) as another_owner_id,
      currency, term_start_date, term_end_date, subscription_start_date, cancelled_date,
      initial_term, initial_term_period_type, renewal_term, renewal_term_period_type,
      invoice_separately, payment_term, bill_to_contact_id, sold_to_contact_id,
      sequence_set_id, charges.tax_code, charges.tax_mode, charges.rate_plan_id,
      charge_id, charge_number, segment, charges.version as charge_version,
      product_rate_plan_charge_id, name, charge_type, charge_model, price, quantity,
      model_terms::text, unit_of_measure, discount, effective_start_date, effective_end_date,
      removed_date, charged_through_date, processed_through_date, billing_period, specific_billing_period,
      bill_cycle_type, bill_cycle_day, weekly_bill_cycle_day, billing_period_alignment,
      billing_timing, list_price_base, specific_list_price_base, proration_option,
      (${isAsked}) as is_asked
    from subscriptions join rate_plan_charges charges using (account_id, subscription_id)
    where ${condition}
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

type BillableRow = {
  account_id: string;
  subscription_id: string;
  subscription_number: string;
  /** Null: none. */
  earlier_invoice_owner_ids: string[] | null;
  /** Who owns the subscription; null: who is billed for it. */
  another_owner_id: string | null;
  status: Subscription["status"];
  currency: string;
  term_start_date: PlainDate;
  term_end_date: PlainDate | null;
  subscription_start_date: PlainDate;
  cancelled_date: PlainDate | null;
  initial_term: number | null;
  initial_term_period_type: Term["periodType"] | null;
  renewal_term: number | null;
  renewal_term_period_type: Term["periodType"] | null;
  is_asked: boolean;
  invoice_separately: boolean;
  payment_term: string | null;
  bill_to_contact_id: string | null;
  sold_to_contact_id: string | null;
  sequence_set_id: string | null;
  tax_code: string | null;
  tax_mode: TaxMode | null;
  rate_plan_id: string;
  charge_id: string;
  charge_number: string;
  segment: number;
  charge_version: number;
  product_rate_plan_charge_id: string;
  name: string;
  charge_type: ChargeType;
  charge_model: Charge["chargeModel"];
  price: string;
  quantity: string;
  /** As JSON. */
  model_terms: string | null;
  unit_of_measure: string | null;
  discount: DiscountTerms | null;
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
  subscriptionOwnerId: row.another_owner_id ?? row.account_id,
  earlierInvoiceOwnerIds: row.earlier_invoice_owner_ids ?? NONE,
  status: row.status,
  currency: row.currency,
  currentTerm: { start: row.term_start_date, end: row.term_end_date ?? NO_END },
  subscriptionStartDate: row.subscription_start_date,
  cancelledDate: row.cancelled_date,
  initialTerm: toTerm(row.initial_term, row.initial_term_period_type),
  renewalTerm: toTerm(row.renewal_term, row.renewal_term_period_type),
  invoiceSeparately: row.invoice_separately,
  paymentTerm: row.payment_term,
  billToContactId: row.bill_to_contact_id,
  soldToContactId: row.sold_to_contact_id,
  sequenceSetId: row.sequence_set_id,
  ratePlans,
});

function toCharge(row: BillableRow, { decimalOf, modelTermsOf }: Parsed): BillableCharge {
  const { effective_start_date: start, effective_end_date: end } = row;
  const recurrence = toRecurrence(row);
  const terms = recurrence
    ? { chargeType: recurringTypeOf(row), recurrence }
    : { chargeType: "OneTime" as const, recurrence: null };
  return {
    ...terms,
    chargeId: row.charge_id,
    chargeNumber: row.charge_number,
    segment: row.segment,
    version: row.charge_version,
    productRatePlanChargeId: row.product_rate_plan_charge_id,
    name: row.name,
    chargeModel: row.charge_model,
    price: decimalOf(row.price),
    quantity: decimalOf(row.quantity),
    modelTerms: modelTermsOf(row.model_terms),
    unitOfMeasure: row.unit_of_measure,
    discount: row.discount,
    effective: start === null ? undefined : { start, end: end ?? NO_END },
    removedDate: row.removed_date,
    chargedThroughDate: row.charged_through_date,
    processedThroughDate: row.processed_through_date,
    ...(row.is_asked ? {} : { isKnownOnly: true as const }),
    ...(row.tax_code !== null &&
      row.tax_mode && { taxTerms: { taxCode: row.tax_code, taxMode: row.tax_mode } }),
  };
}
