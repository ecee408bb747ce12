/** What charges are worth, by the engine's own rules (docs/spec/metrics.md): SQL only gathers them. */
import { contractedMrr, mrrOf } from "#engine/metrics/subscription-metrics.ts";
import { totalContractedValue } from "#engine/metrics/tcv.ts";
import type { RatePlan, Subscription } from "#engine/model/subscription.ts";
import { currency, roundToCurrency } from "#engine/values/currency.ts";
import { NO_END } from "#engine/values/date-range.ts";
import { type Decimal, decimal, roundToIncrement } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { type ChargeRow, toCharge } from "../../charge-rows.ts";
import { computed } from "../query-object.ts";

/** A row of rate_plan_charges as JSON, its numbers as text, so that none is rounded on the way. */
const asJson = (charge: string) =>
  `(to_jsonb(${charge}) || jsonb_build_object(
    'price', ${charge}.price::text, 'quantity', ${charge}.quantity::text))`;

type ChargeOfSubscription = {
  charge: ChargeRow;
  term_type: Subscription["termType"];
};

const CHARGE = `jsonb_build_object('charge', ${asJson("t")}, 'term_type', s.term_type)`;

/** Of a charge in `t` of a subscription in `s`. */
export const monthlyRevenue = computed(CHARGE, (value) => {
  const mrr = mrrOf(toCharge((value as ChargeOfSubscription).charge));
  return mrr && toNineDecimals(mrr);
});

export const contractedValue = computed(CHARGE, (value) => {
  const { charge, term_type: termType } = value as ChargeOfSubscription;
  const tcv = totalContractedValue(toCharge(charge), { termType });
  return tcv && toNineDecimals(tcv);
});

const toNineDecimals = (value: Decimal): Decimal =>
  roundToIncrement(value, decimal("0.000000001"), "HalfUp");

type SubscriptionJson = {
  rate_plans: (Pick<RatePlan, "lastChangeType"> & { charges: ChargeRow[] | null })[] | null;
  currency: string;
  term_start_date: PlainDate;
  term_end_date: PlainDate | null;
};

const SUBSCRIPTION = `jsonb_build_object('currency', t.currency,
  'term_start_date', t.term_start_date, 'term_end_date', t.term_end_date, 'rate_plans', (
    select jsonb_agg(jsonb_build_object('lastChangeType', p.last_change_type, 'charges', (
      select jsonb_agg(${asJson("c")}) from rate_plan_charges c
      where c.account_id = p.account_id and c.subscription_id = p.subscription_id
      and c.rate_plan_id = p.rate_plan_id)))
    from rate_plans p
    where p.account_id = t.account_id and p.subscription_id = t.subscription_id))`;

/** Of a subscription version in `t`. */
export const contractedRevenue = computed(SUBSCRIPTION, (value, today) =>
  revenueOf(value as SubscriptionJson, today),
);

function revenueOf(row: SubscriptionJson, today: PlainDate): Decimal {
  const ratePlans = (row.rate_plans ?? []).map(({ lastChangeType, charges }) => ({
    lastChangeType,
    charges: (charges ?? []).map(toCharge),
  }));
  const currentTerm = { start: row.term_start_date, end: row.term_end_date ?? NO_END };
  const mrr = contractedMrr({ ratePlans, currentTerm }, today);
  return roundToCurrency(mrr, currency(row.currency));
}
