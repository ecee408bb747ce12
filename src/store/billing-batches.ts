/**
 * What billing reads: the accounts of a batch and the charges on which something may be due, in two
 * queries however many they are, and no column more than billing needs.
 */
import type { BillableSubscription } from "#engine/billing/billable.ts";
import type { ChargeType } from "#engine/model/charge.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { listSubscriptionsWith } from "./billable-rows.ts";
import { sql, type Transaction } from "./database.ts";

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
      when charges.discount is not null then false
      when charges.charge_type = any (${excluded}::text[]) then false
      when charges.charge_type = 'OneTime' then
        case when charges.charged_through_date is null
          then charges.effective_start_date <= ${targetDate}
          else (${oneTimeCreditBack} or charges.model_terms ? 'prepaid')
            and least(charges.removed_date, subscriptions.cancelled_date) <= ${targetDate}
        end
      when charges.charged_through_date > ${end} then ${end} <= ${targetDate}::date + 7
      else coalesce(charges.charged_through_date, charges.effective_start_date)
        <= least(${targetDate}::date, ${end} - 1)
    end
  )`;
}

const KNOW_OF_EACH_OTHER = sql`charges.model_terms ?| array['prepaid', 'commitment']`;

/**
 * Latest versions of these accounts' subscriptions, with the charges on which something may be due,
 * the first segments of those, all segments of weekly charges, which share weeks, and the discounts,
 * which are never asked for by themselves; and all charges that sell prepaid units or draw them, commit
 * to an amount or count towards one, which have to know of each other; by account id.
 *
 * @param filters  further conditions on subscriptions and charges
 */
export async function listBillableSubscriptions(
  tx: Transaction,
  accountIds: readonly string[],
  question: DueQuestion,
  filters: ReturnType<typeof sql> = sql``,
): Promise<Map<string, BillableSubscription[]>> {
  return listSubscriptionsWith(
    tx,
    sql`subscriptions.account_id = any (${accountIds}::uuid[])
    and ${IS_BILLED}
    and (true ${filters} or charges.discount is not null or ${KNOW_OF_EACH_OTHER})
    and (${mayBeDue(question)} or ${KNOW_OF_EACH_OTHER} or segment > 1 and billing_period like '%Week%'
      or charges.discount is not null
      or segment = 1 and exists (
      select from rate_plan_charges later
      where later.account_id = charges.account_id
      and later.subscription_id = charges.subscription_id
      and later.charge_number = charges.charge_number and later.segment > 1
    ))`,
    sql`true ${filters}`,
  );
}

type AccountRow = {
  account_id: string;
  account_number: string;
  currency: string;
  bill_cycle_day: number;
  payment_term: string;
  bill_to_contact_id: string | null;
};
