import { assert } from "#engine/assert.ts";
import type { BillableSubscription } from "#engine/billing/billable.ts";
import { type ScheduledCharge, scheduledCharges } from "#engine/billing/invoice-schedule.ts";
import { BillingError } from "#engine/errors.ts";
import type { BillingRules } from "#engine/model/billing-rules.ts";
import type { BilledItem } from "#engine/model/document.ts";
import type { Currency } from "#engine/values/currency.ts";
import { plainDate } from "#engine/values/plain-date.ts";
import { lockAccount } from "#store/accounts.ts";
import { listSubscriptionsWith } from "#store/billable-rows.ts";
import { listBilledItems } from "#store/billed-items.ts";
import { type AccountToBill, IS_BILLED, lockAccountsToBill } from "#store/billing-batches.ts";
import { sql, type Transaction } from "#store/database.ts";
import { findSchedule, type InvoiceSchedule } from "#store/invoice-schedules.ts";
import { findBillingRules, findCurrency } from "#store/settings.ts";

/** What is billed of some charges of an account, and what is left. */
export type LoadedCharges = {
  readonly account: AccountToBill;
  readonly rules: BillingRules;
  readonly currency: Currency;
  readonly subscriptions: readonly BillableSubscription[];
  readonly billedItems: ReadonlyMap<string, readonly BilledItem[]>;
  readonly charges: readonly ScheduledCharge[];
};

/** Of an account that is locked. Errors: NOT_ALLOWED where it is not active. */
export async function loadCharges(
  tx: Transaction,
  accountId: string,
  chargeNumbers: readonly string[],
): Promise<LoadedCharges> {
  const [account] = await lockAccountsToBill(tx, [accountId]);
  if (!account) {
    throw new BillingError("NOT_ALLOWED", { message: "Only active accounts are billed." });
  }
  const rules = await findBillingRules(tx);
  const currency = await findCurrency(tx, account.currency);
  const found = await listSubscriptionsWith(
    tx,
    sql`subscriptions.account_id = ${accountId}::uuid and ${IS_BILLED}
      and charge_number = any (${[...chargeNumbers]}::text[])`,
  );
  const subscriptions = found.get(accountId) ?? [];
  const from = plainDate("1900-01-01");
  const wanted = chargeNumbers.map((chargeNumber) => ({ accountId, chargeNumber, from }));
  const billedItems = await listBilledItems(tx, wanted, { isDiscounted: false });
  const charges = scheduledCharges({
    billCycleDay: account.billCycleDay,
    currency,
    rules,
    subscriptions,
    chargeNumbers: new Set(chargeNumbers),
    billedItems: [...billedItems.values()].flat(),
  });
  return { account, rules, currency, subscriptions, billedItems, charges };
}

/**
 * A schedule whose account is locked, as it is then.
 *
 * Errors: ENTITY_NOT_FOUND.
 */
export async function lockSchedule(tx: Transaction, key: string): Promise<InvoiceSchedule> {
  const found = await findSchedule(tx, key);
  if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key });
  await lockAccount(tx, { accountId: found.accountId });
  const locked = await findSchedule(tx, key);
  assert(locked, "a schedule is deleted with its account locked");
  return locked;
}
