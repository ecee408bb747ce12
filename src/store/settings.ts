/**
 * Tenant settings: one row of jsonb per name, holding only what was ever changed. What was not is
 * the default that the code knows, so a new rule needs no migration.
 */

import type { PaymentTerms } from "#engine/billing/due-date.ts";
import {
  type ApplicationRules,
  DEFAULT_APPLICATION_RULES,
} from "#engine/model/application-rules.ts";
import { type BillingRules, DEFAULT_BILLING_RULES } from "#engine/model/billing-rules.ts";
import { DEFAULT_ORDER_LIMITS, type OrderLimits } from "#engine/model/order-limits.ts";
import type { ReasonCodes } from "#engine/model/reason-codes.ts";
import {
  DEFAULT_SUBSCRIPTION_SETTINGS,
  type SubscriptionSettings,
} from "#engine/model/subscription-settings.ts";
import { type Currency, currency } from "#engine/values/currency.ts";
import { decimal, type RoundingMode } from "#engine/values/decimal.ts";
import { sql, type Transaction } from "./database.ts";
import { paymentTermsOf } from "./payment-terms.ts";

export type SettingName =
  | "billing-rules"
  | "currencies"
  | "subscription-settings"
  | "order-limits"
  | "application-rules"
  | "payment-terms"
  | "reason-codes"
  | "ageing-buckets"
  | "tax-dates"
  | "custom-fields"
  | "api-access-log"
  | "bulk-cancels"
  | "my-account";

/** What was changed of a setting. Texts, booleans and counts; amounts are texts. */
export type SettingValue = Readonly<Record<string, unknown>>;

/** How the entity bills: what it has set, else DEFAULT_BILLING_RULES. */
export async function findBillingRules(tx: Transaction): Promise<BillingRules> {
  return seen(tx, billingRulesOf(await findSetting(tx, "billing-rules")));
}

/** What transactions have read already of the rules that all ask for that post. */
const rulesSeen = new WeakMap<Transaction, PostingRules>();

type PostingRules = Pick<BillingRules, "takeContactSnapshot" | "preGenerateInvoicePdf">;

function seen(tx: Transaction, rules: BillingRules): BillingRules {
  const { takeContactSnapshot, preGenerateInvoicePdf } = rules;
  rulesSeen.set(tx, { takeContactSnapshot, preGenerateInvoicePdf });
  return rules;
}

/** What is done beside with documents that are posted. Read once. */
export const findPostingRules = async (tx: Transaction): Promise<PostingRules> =>
  rulesSeen.get(tx) ?? (await findBillingRules(tx));

/** What an order on an account needs to know of its entity. */
export type OrderSettings = {
  readonly rules: BillingRules;
  readonly currency: Currency;
  readonly requiredDates: SubscriptionSettings;
  /** Whether it has a tax code, or taxed once: otherwise nothing of taxes need be read. */
  readonly isTaxed: boolean;
  /** Whether a discount was ever subscribed to: otherwise nothing of discounts need be read. */
  readonly isDiscounted: boolean;
  readonly paymentTerms: PaymentTerms;
  readonly reasonCodes: ReasonCodes;
};

/** In one round trip. */
export async function findOrderSettings(
  tx: Transaction,
  currencyCode: string,
): Promise<OrderSettings> {
  const { rows } = await sql<{ name: SettingName | "taxed" | "discounted" } & SettingRow>`
    select name, value from settings
    where name in ('billing-rules', 'currencies', 'subscription-settings', 'payment-terms',
      'reason-codes')
    union all select 'taxed', 'true'::jsonb where ${IS_TAXED}
    union all select 'discounted', 'true'::jsonb where ${IS_DISCOUNTED}
  `.execute(tx);
  const changed = (wanted: SettingName) => rows.find(({ name }) => name === wanted)?.value ?? {};
  return {
    rules: seen(tx, billingRulesOf(changed("billing-rules"))),
    currency: toCurrency(currencyCode, changed("currencies") as Roundings),
    requiredDates: { ...DEFAULT_SUBSCRIPTION_SETTINGS, ...changed("subscription-settings") },
    isTaxed: rows.some(({ name }) => name === "taxed"),
    isDiscounted: rows.some(({ name }) => name === "discounted"),
    paymentTerms: paymentTermsOf(changed("payment-terms")),
    reasonCodes: changed("reason-codes") as ReasonCodes,
  };
}

/** What of the billing rules bill runs follow, and nothing else does. */
export async function findBillRunRules(tx: Transaction) {
  const changed = await findSetting(tx, "billing-rules");
  return {
    allowAutoPostBillRun: changed.allowAutoPostBillRun !== false,
    catchUpBillRun: changed.catchUpBillRun === true,
  };
}

const IS_DISCOUNTED = sql`exists (select from rate_plan_charges where discount is not null)`;

const IS_TAXED = sql`(exists (select from tax_codes) or exists (select from taxation_items))`;

/** The same by itself, for a bill run. */
export async function findWhetherTaxed(tx: Transaction): Promise<boolean> {
  const { rows } = await sql<{ taxed: boolean }>`select ${IS_TAXED} as taxed`.execute(tx);
  return rows[0]?.taxed ?? false;
}

/** The rules among everything that PUT /settings/billing-rules keeps. */
export function billingRulesOf(changed: SettingValue): BillingRules {
  const rules = Object.entries(DEFAULT_BILLING_RULES).map(([name, otherwise]) => [
    name,
    changed[name] ?? otherwise,
  ]);
  return Object.fromEntries(rules) as BillingRules;
}

/** Whether draft invoices may be split. */
export const isInvoiceSplitAllowed = async (tx: Transaction): Promise<boolean> =>
  (await findSetting(tx, "billing-rules")).invoiceSplit === true;

/** Changes the rules that are given and keeps the others. */
export const saveBillingRules = (tx: Transaction, changed: SettingValue): Promise<void> =>
  saveSetting(tx, "billing-rules", changed);

export const findSubscriptionSettings = async (tx: Transaction): Promise<SubscriptionSettings> => ({
  ...DEFAULT_SUBSCRIPTION_SETTINGS,
  ...(await findSetting(tx, "subscription-settings")),
});

/** Changes the settings that are given and keeps the others. */
export const saveSubscriptionSettings = (
  tx: Transaction,
  changed: {
    readonly [Name in keyof SubscriptionSettings]?: SubscriptionSettings[Name] | undefined;
  },
): Promise<void> => saveSetting(tx, "subscription-settings", changed);

/** How amounts that name no items are spread over them: what the entity has set, else Proration. */
export const findApplicationRules = async (tx: Transaction): Promise<ApplicationRules> => ({
  ...DEFAULT_APPLICATION_RULES,
  ...(await findSetting(tx, "application-rules")),
});

/** Changes the rules that are given and keeps the others. */
export const saveApplicationRules = (tx: Transaction, changed: SettingValue): Promise<void> =>
  saveSetting(tx, "application-rules", changed);

/** How large orders may be: what the entity has set, else DEFAULT_ORDER_LIMITS. */
export const findOrderLimits = async (tx: Transaction): Promise<OrderLimits> => ({
  ...DEFAULT_ORDER_LIMITS,
  ...(await findSetting(tx, "order-limits")),
});

/** Changes the limits that are given and keeps the others. */
export const saveOrderLimits = (tx: Transaction, changed: SettingValue): Promise<void> =>
  saveSetting(tx, "order-limits", changed);

/** Which day decides about tax, by country: changes those that are given and keeps the others. */
export const saveTaxDates = (tx: Transaction, changed: SettingValue): Promise<void> =>
  saveSetting(tx, "tax-dates", changed);

/** How the tenant rounds one currency, as it is stored. */
export type CurrencyRounding = {
  readonly roundingMode: RoundingMode;
  /** Decimal text such as "0.05". */
  readonly roundingIncrement: string;
};

/** What the entity is called on documents. */
export async function findEntityName(tx: Transaction): Promise<string> {
  const { rows } = await sql<{ name: string }>`
    select name from entities where entity_id = current_entity_id()
  `.execute(tx);
  return rows[0]?.name ?? "";
}

/** The currency as the entity rounds it: half up to its minor units, where nothing else is set. */
export async function findCurrency(tx: Transaction, code: string): Promise<Currency> {
  return toCurrency(code, await findRoundings(tx));
}

/** The same of any number of currencies, read once. */
export async function findCurrencies(tx: Transaction): Promise<(code: string) => Currency> {
  const roundings = await findRoundings(tx);
  return (code) => toCurrency(code, roundings);
}

/** ISO 4217, of who names no currency. */
export async function findDefaultCurrency(tx: Transaction): Promise<string> {
  const { rows } = await sql<{ default_currency: string }>`
    select default_currency from entities where entity_id = current_entity_id()
  `.execute(tx);
  return rows[0]?.default_currency ?? "USD";
}

/** The entity's default currency and those whose rounding it has set, by code. */
export async function listCurrencies(tx: Transaction): Promise<Currency[]> {
  const roundings = await findRoundings(tx);
  const codes = new Set([await findDefaultCurrency(tx), ...Object.keys(roundings)]);
  return [...codes].sort().map((code) => toCurrency(code, roundings));
}

type Roundings = Readonly<Record<string, CurrencyRounding>>;

const findRoundings = async (tx: Transaction): Promise<Roundings> =>
  (await findSetting(tx, "currencies")) as Roundings;

function toCurrency(code: string, roundings: Roundings): Currency {
  const rounding = roundings[code];
  if (!rounding) return currency(code);
  return currency(code, {
    mode: rounding.roundingMode,
    increment: decimal(rounding.roundingIncrement),
  });
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

export async function saveSetting(tx: Transaction, name: SettingName, changed: SettingValue) {
  await sql`
    insert into settings (name, value) values (${name}, ${JSON.stringify(changed)}::jsonb)
    on conflict (entity_id, name) do update
      set value = settings.value || excluded.value, updated_at = now()
  `.execute(tx);
}

type SettingRow = { value: SettingValue };
