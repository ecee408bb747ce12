/**
 * Tenant settings: one row of jsonb per name, holding only what was ever changed. What was not is
 * the default that the code knows, so a new rule needs no migration.
 */
import { type BillingRules, DEFAULT_BILLING_RULES } from "#engine/model/billing-rules.ts";
import { type Currency, currency } from "#engine/values/currency.ts";
import { decimal, type RoundingMode } from "#engine/values/decimal.ts";
import { sql, type Transaction } from "./database.ts";

export type SettingName = "billing-rules" | "currencies";

/** What was changed of a setting. Texts, booleans and counts; amounts are texts. */
export type SettingValue = Readonly<Record<string, unknown>>;

/** How the entity bills: what it has set, else DEFAULT_BILLING_RULES. */
export async function findBillingRules(tx: Transaction): Promise<BillingRules> {
  return billingRulesOf(await findSetting(tx, "billing-rules"));
}

/** The rules among everything that PUT /settings/billing-rules keeps. */
export function billingRulesOf(changed: SettingValue): BillingRules {
  const rules = Object.entries(DEFAULT_BILLING_RULES).map(([name, otherwise]) => [
    name,
    changed[name] ?? otherwise,
  ]);
  return Object.fromEntries(rules) as BillingRules;
}

/** Changes the rules that are given and keeps the others. */
export const saveBillingRules = (tx: Transaction, changed: SettingValue): Promise<void> =>
  saveSetting(tx, "billing-rules", changed);

/** How the tenant rounds one currency. */
export type CurrencyRounding = {
  readonly roundingMode: RoundingMode;
  /** Decimal text such as "0.05". */
  readonly roundingIncrement: string;
};

/** The currency as the entity rounds it: half up to its minor units, where nothing else is set. */
export async function findCurrency(tx: Transaction, code: string): Promise<Currency> {
  const rounding = (await listCurrencyRoundings(tx)).get(code);
  if (!rounding) return currency(code);
  const { roundingMode: mode, roundingIncrement } = rounding;
  return currency(code, { mode, increment: decimal(roundingIncrement) });
}

/** By currency code, those that the entity has set. */
export async function listCurrencyRoundings(
  tx: Transaction,
): Promise<Map<string, CurrencyRounding>> {
  const value = await findSetting(tx, "currencies");
  return new Map(Object.entries(value as Record<string, CurrencyRounding>));
}

export const saveCurrencyRounding = (
  tx: Transaction,
  code: string,
  rounding: CurrencyRounding,
): Promise<void> => saveSetting(tx, "currencies", { [code]: rounding });

export async function findSetting(tx: Transaction, name: SettingName): Promise<SettingValue> {
  const { rows } = await sql<SettingRow>`
    select value from settings where name = ${name}
  `.execute(tx);
  return rows[0]?.value ?? {};
}

/** Locked until the transaction ends, also when it was never changed: the caller changes it. */
export async function lockSetting(tx: Transaction, name: SettingName): Promise<SettingValue> {
  await saveSetting(tx, name, {});
  return findSetting(tx, name);
}

async function saveSetting(tx: Transaction, name: SettingName, changed: SettingValue) {
  await sql`
    insert into settings (name, value) values (${name}, ${JSON.stringify(changed)}::jsonb)
    on conflict (entity_id, name) do update
      set value = settings.value || excluded.value, updated_at = now()
  `.execute(tx);
}

type SettingRow = { value: SettingValue };
