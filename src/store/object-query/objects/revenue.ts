/** What charges are worth, by the engine's own rules (docs/spec/metrics.md): SQL only gathers them. */
import { contractedMrr, mrrOf } from "#engine/metrics/subscription-metrics.ts";
import { totalContractedValue } from "#engine/metrics/tcv.ts";
import type { Charge } from "#engine/model/charge.ts";
import type { RatePlan, Subscription } from "#engine/model/subscription.ts";
import { currency, roundToCurrency } from "#engine/values/currency.ts";
import { NO_END } from "#engine/values/date-range.ts";
import { type Decimal, decimal, roundToIncrement } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { type ChargeRow, toCharge } from "../../charge-rows.ts";
import { computed } from "../query-object.ts";

/** Of a charge, what its worth follows from. A row of all columns costs ten times as much to write. */
const VALUED = [
  ...(["charge_number", "segment", "charge_type", "charge_model", "model_terms"] as const),
  ...(["discount", "trigger_event", "price_change_option", "custom_fields"] as const),
  ...(["effective_start_date", "effective_end_date", "end_before_suspension"] as const),
  ...(["billing_period", "specific_billing_period", "bill_cycle_type", "bill_cycle_day"] as const),
  ...(["billing_period_alignment", "billing_timing", "list_price_base"] as const),
  ...(["specific_list_price_base"] as const),
] satisfies readonly (keyof ChargeRow)[];

type ValuedRow = Pick<ChargeRow, (typeof VALUED)[number] | "price" | "quantity">;

/** As JSON; numbers that have decimals as text, so that none is rounded on the way. */
const asJson = (charge: string) => `(select row_to_json(valued) from (select
  ${charge}.price::text as price, ${charge}.quantity::text as quantity,
  ${VALUED.map((column) => `${charge}.${column}`).join(", ")}) valued)`;

type ChargeOfSubscription = {
  charge: ValuedRow;
  term_type: Subscription["termType"];
};

const CHARGE = `json_build_object('charge', ${asJson("t")}, 'term_type', s.term_type)`;

/** Of a charge in `t` of a subscription in `s`. */
export const monthlyRevenue = computed(CHARGE, (value) => {
  const mrr = mrrOf(toValued((value as ChargeOfSubscription).charge));
  return mrr && toNineDecimals(mrr);
});

export const contractedValue = computed(CHARGE, (value) => {
  const { charge, term_type: termType } = value as ChargeOfSubscription;
  const tcv = totalContractedValue(toValued(charge), { termType });
  return tcv && toNineDecimals(tcv);
});

/** Of the charge nothing else may be asked: only what is valued was read. */
const toValued = (row: ValuedRow): Charge => toCharge(row as ChargeRow);

const toNineDecimals = (value: Decimal): Decimal =>
  roundToIncrement(value, decimal("0.000000001"), "HalfUp");

type SubscriptionJson = {
  rate_plans: (Pick<RatePlan, "lastChangeType"> & { charges: ValuedRow[] | null })[] | null;
  currency: string;
  term_start_date: PlainDate;
  term_end_date: PlainDate | null;
};

const SUBSCRIPTION = `json_build_object('currency', t.currency,
  'term_start_date', t.term_start_date, 'term_end_date', t.term_end_date, 'rate_plans', (
    select json_agg(json_build_object('lastChangeType', p.last_change_type, 'charges', (
      select json_agg(${asJson("c")}) from rate_plan_charges c
      where c.account_id = p.account_id and c.subscription_id = p.subscription_id
      and c.rate_plan_id = p.rate_plan_id and c.charge_type = 'Recurring')))
    from rate_plans p
    where p.account_id = t.account_id and p.subscription_id = t.subscription_id))`;

/** Of a subscription version in `t`. */
export const contractedRevenue = computed(SUBSCRIPTION, (value, today) =>
  revenueOf(value as SubscriptionJson, today),
);

function revenueOf(row: SubscriptionJson, today: PlainDate): Decimal {
  const ratePlans = (row.rate_plans ?? []).map(({ lastChangeType, charges }) => ({
    lastChangeType,
    charges: (charges ?? []).map(toValued),
  }));
  const currentTerm = { start: row.term_start_date, end: row.term_end_date ?? NO_END };
  const mrr = contractedMrr({ ratePlans, currentTerm }, today);
  return roundToCurrency(mrr, currency(row.currency));
}
