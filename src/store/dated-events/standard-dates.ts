/**
 * The field's standard events that a date is the cause of, as queries. What is asked for by its date has
 * an index, or few rows of those who have a say: the latest versions alone.
 * Source: the vendor's lists of standard events for billing and payments; their hours are those of its
 * scheduled jobs, here in the entity's time zone.
 */
import { type RawBuilder, sql } from "kysely";
import type { EventObject, EventType } from "#engine/model/event.ts";
import type { Days } from "./watch.ts";

export type StandardDate = {
  readonly eventType: EventType;
  /** Without days where these are asked for. */
  readonly relatedEvent: string;
  /** Of the field's own; "asked": by each definition. */
  readonly days: number | "asked";
  readonly hours: number;
  readonly minutes: number;
  readonly objectType: EventObject;
  readonly rows: (days: Days, offset: number) => RawBuilder<unknown>;
};

/** Whether a date's turn comes on these days, with so many days from the date to its turn. */
const isDue = (date: string, { after, through }: Days, offset: number) =>
  sql`${sql.raw(date)} > ${after}::date - ${offset}::integer
    and ${sql.raw(date)} <= ${through}::date - ${offset}::integer`;

const dayOf = (date: string, offset: number) => sql`(${sql.raw(date)} + ${offset}::integer) as day`;

const NO_MONEY = sql`null::numeric as amount, null::text as currency`;

const SUBSCRIPTION = sql`subscription_owner_id as account_id, subscription_id as object_id,
  subscription_number as object_number, ${NO_MONEY}`;

/** @param condition  of the latest version */
const ofSubscriptions =
  (date: string, condition = "status not in ('Draft', 'Expired')") =>
  (days: Days, offset: number) =>
    sql`
    select ${SUBSCRIPTION}, ${dayOf(date, offset)} from subscriptions
    where is_latest_version and ${sql.raw(condition)} and ${isDue(date, days, offset)}`;

/** @param date  of an entry of the status history, when the subscription was suspended */
const ofSuspensions = (date: "startDate" | "endDate") => (days: Days, offset: number) => {
  const day = `(entry ->> '${date}')::date`;
  return sql`
    select ${SUBSCRIPTION}, ${dayOf(day, offset)}
    from subscriptions, jsonb_array_elements(status_history) entry
    where is_latest_version and entry ->> 'status' = 'Suspended' and ${isDue(day, days, offset)}`;
};

/** The first day of a charge's first segment, or the end of its last one. */
const ofCharges =
  (date: "effective_start_date" | "effective_end_date", order: "asc" | "desc") =>
  (days: Days, offset: number) =>
    sql`
    select owner as account_id, charge_id as object_id, charge_number as object_number,
      ${NO_MONEY}, ${dayOf(date, offset)}
    from (
      select distinct on (c.account_id, c.subscription_id, c.charge_number) c.*,
        s.subscription_owner_id as owner, s.cancelled_date
      from rate_plan_charges c join subscriptions s using (account_id, subscription_id)
      where s.is_latest_version
      and s.status in ('Active', 'Cancelled', 'Pending Activation', 'Pending Acceptance')
      and c.effective_start_date is not null
      and (c.effective_end_date is null or c.effective_end_date > c.effective_start_date)
      order by c.account_id, c.subscription_id, c.charge_number, c.segment ${sql.raw(order)}
    ) charges
    where ${isDue(date, days, offset)}
    and (cancelled_date is null or cancelled_date >= ${sql.raw(date)} + ${offset}::integer)`;

const owed = (days: Days, offset: number) => sql`
  select account_id, invoice_id as object_id, invoice_number as object_number, balance as amount,
    currency, ${dayOf("due_date", offset)}
  from invoices where status = 'Posted' and balance > 0 and ${isDue("due_date", days, offset)}`;

/** Once a month, on the day on which an account is billed. */
const pastDue = ({ after, through }: Days) => sql`
  select accounts.account_id, accounts.account_id as object_id, account_number as object_number,
    owed.amount, accounts.currency, turn.day
  from accounts cross join lateral (
    select each::date as day from generate_series(${after}::date + 1, ${through}::date, '1 day') each
    where least(greatest(bill_cycle_day, 1),
      extract(day from date_trunc('month', each) + interval '1 month - 1 day'))
      = extract(day from each)
  ) turn cross join lateral (
    select sum(balance) as amount from invoices
    where invoices.account_id = accounts.account_id and invoices.status = 'Posted'
    and balance > 0 and due_date < turn.day
  ) owed
  where owed.amount > 0`;

/** A card's last day is that of its month. */
const EXPIRES =
  "(make_date(expiration_year, expiration_month, 1) + interval '1 month - 1 day')::date";

const expiring = (days: Days, offset: number) => sql`
  select accounts.account_id, payment_method_id as object_id, null::text as object_number,
    ${NO_MONEY}, ${dayOf(EXPIRES, offset)}
  from payment_methods
  join accounts on accounts.default_payment_method_id = payment_methods.payment_method_id
  where expiration_month between 1 and 12 and expiration_year between 1900 and 9998
  and ${isDue(EXPIRES, days, offset)}`;

const TERMED = "status = 'Active' and term_type = 'TERMED'";

const at = (hours: number, minutes: number) => ({ hours, minutes });

const renewal = (days: number, what = "renewal", condition = TERMED): StandardDate => ({
  eventType: "Upcoming Renewal",
  relatedEvent: `${days} days before ${what}`,
  days: -days,
  ...at(0, 1),
  objectType: "Subscription",
  rows: ofSubscriptions("term_end_date", condition),
});

const keyDate = (relatedEvent: string, rows: StandardDate["rows"]): StandardDate => ({
  ...{ eventType: "Key Dates", relatedEvent, days: 0, objectType: "Subscription", rows },
  ...at(9, 45),
});

const chargeDate = (relatedEvent: string, rows: StandardDate["rows"]): StandardDate => ({
  ...{ eventType: "Rate Plan Charge Key Dates", relatedEvent, days: "asked" },
  ...{ objectType: "RatePlanCharge", rows },
  ...at(8, 45),
});

const expiry = (days: number): StandardDate => ({
  eventType: "Payment Method Expiration",
  relatedEvent: `${days} Day Warning`,
  days: -days,
  ...at(5, 15),
  objectType: "PaymentMethod",
  rows: expiring,
});

export const STANDARD_DATES: readonly StandardDate[] = [
  renewal(30, "auto renewal", `${TERMED} and auto_renew`),
  renewal(30),
  renewal(60),
  renewal(90),
  keyDate("Contract Effective Date", ofSubscriptions("contract_effective_date")),
  keyDate("Service Activation Date", ofSubscriptions("service_activation_date")),
  keyDate("Customer Acceptance Date", ofSubscriptions("customer_acceptance_date")),
  keyDate("Subscription Start Date", ofSubscriptions("subscription_start_date")),
  keyDate("Subscription End Date", ofSubscriptions("term_end_date")),
  keyDate("Term Start Date", ofSubscriptions("term_start_date")),
  keyDate("Term End Date", ofSubscriptions("term_end_date")),
  keyDate("Subscription Suspend Date", ofSuspensions("startDate")),
  keyDate("Subscription Resume Date", ofSuspensions("endDate")),
  chargeDate("Rate Plan Charge Start Date", ofCharges("effective_start_date", "asc")),
  chargeDate("Rate Plan Charge End Date", ofCharges("effective_end_date", "desc")),
  {
    eventType: "Invoice Due",
    relatedEvent: "Invoice Due Date",
    days: "asked",
    ...at(4, 15),
    objectType: "Invoice",
    rows: owed,
  },
  {
    eventType: "Invoices Past Due, Account Summary",
    relatedEvent: "Invoices past due, account summary",
    days: 0,
    ...at(3, 0),
    objectType: "Account",
    rows: pastDue,
  },
  expiry(15),
  expiry(30),
];

/** Whether a definition of these events says how far from the date it wants to be told. */
export const takesDays = (eventType: string): boolean =>
  STANDARD_DATES.some((each) => each.eventType === eventType && each.days === "asked");
