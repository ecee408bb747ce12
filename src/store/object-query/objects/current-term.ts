/** How long a subscription's current term is, by the engine's own rules: SQL only gathers its days. */
import type { Subscription, Term } from "#engine/model/subscription.ts";
import { lengthOfCurrentTerm } from "#engine/model/terms-of.ts";
import { NO_END } from "#engine/values/date-range.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { computed } from "../query-object.ts";

/** Of a subscription version in `t`. */
const TERMS = `jsonb_build_object('status', t.status, 'termType', t.term_type,
  'start', t.term_start_date, 'end', t.term_end_date,
  'subscriptionStartDate', t.subscription_start_date,
  'initialTerm', case when t.initial_term is not null then jsonb_build_object(
    'period', t.initial_term, 'periodType', t.initial_term_period_type) end,
  'renewalTerm', case when t.renewal_term is not null then jsonb_build_object(
    'period', t.renewal_term, 'periodType', t.renewal_term_period_type) end)`;

type Gathered = Pick<
  Subscription,
  "status" | "termType" | "subscriptionStartDate" | "initialTerm" | "renewalTerm"
> & { readonly start: PlainDate; readonly end: PlainDate | null };

function lengthOf(value: unknown): Term | null {
  const { start, end, ...subscription } = value as Gathered;
  return lengthOfCurrentTerm({ ...subscription, currentTerm: { start, end: end ?? NO_END } });
}

export const currentTerm = computed(TERMS, (value) => lengthOf(value)?.period ?? null, "integer");

export const currentTermPeriodType = computed(
  TERMS,
  (value) => lengthOf(value)?.periodType ?? null,
  "text",
);
