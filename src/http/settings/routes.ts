import type { Currency } from "#engine/values/currency.ts";
import { refuseMoved } from "#operations/refuse-moved.ts";
import { updateBillingRules } from "#operations/update-billing-rules.ts";
import { updateCurrency } from "#operations/update-currency.ts";
import { inTransaction } from "#store/database.ts";
import {
  findApplicationRules,
  findOrderLimits,
  findSetting,
  findSubscriptionSettings,
  listCurrencies,
  lockSetting,
  type SettingValue,
  saveApplicationRules,
  saveOrderLimits,
  saveSubscriptionSettings,
} from "#store/settings.ts";
import { type Route, route } from "../route.ts";
import { type AllBillingRules, DEFAULTS } from "./billing-rules.ts";
import * as contract from "./contract.ts";

export const settingsRoutes: readonly Route[] = [
  route(contract.getBillingRules, async ({ database, entityId }) =>
    allRules(await inTransaction(database, entityId, (tx) => findSetting(tx, "billing-rules"))),
  ),
  route(contract.updateBillingRules, async (context, { body: { ifUnchanged, ...rules } }) =>
    allRules(await updateBillingRules(context, rules, { ifUnchanged, otherwise: DEFAULTS })),
  ),
  route(contract.getSubscriptionSettings, ({ database, entityId }) =>
    inTransaction(database, entityId, findSubscriptionSettings),
  ),
  route(
    contract.updateSubscriptionSettings,
    ({ database, entityId }, { body: { ifUnchanged, ...changed } }) =>
      inTransaction(database, entityId, async (tx) => {
        await lockSetting(tx, "subscription-settings");
        refuseMoved(await findSubscriptionSettings(tx), ifUnchanged);
        await saveSubscriptionSettings(tx, changed);
        return findSubscriptionSettings(tx);
      }),
  ),
  route(contract.getApplicationRules, ({ database, entityId }) =>
    inTransaction(database, entityId, findApplicationRules),
  ),
  route(
    contract.updateApplicationRules,
    ({ database, entityId }, { body: { ifUnchanged, ...changed } }) =>
      inTransaction(database, entityId, async (tx) => {
        await lockSetting(tx, "application-rules");
        refuseMoved(await findApplicationRules(tx), ifUnchanged);
        await saveApplicationRules(tx, changed);
        return findApplicationRules(tx);
      }),
  ),
  route(contract.getOrderLimits, ({ database, entityId }) =>
    inTransaction(database, entityId, findOrderLimits),
  ),
  route(
    contract.updateOrderLimits,
    ({ database, entityId }, { body: { ifUnchanged, ...changed } }) =>
      inTransaction(database, entityId, async (tx) => {
        await lockSetting(tx, "order-limits");
        refuseMoved(await findOrderLimits(tx), ifUnchanged);
        await saveOrderLimits(tx, changed);
        return findOrderLimits(tx);
      }),
  ),
  route(contract.listCurrencies, async ({ database, entityId }) => {
    const currencies = await inTransaction(database, entityId, listCurrencies);
    return { currencies: currencies.map(toWire) };
  }),
  route(contract.updateCurrency, async (context, { params, body }) =>
    toWire(await updateCurrency(context, params.currencyCode, body)),
  ),
];

const allRules = (changed: SettingValue): AllBillingRules => ({ ...DEFAULTS, ...changed });

const toWire = ({ code, minorUnits, roundingMode, roundingIncrement }: Currency) => ({
  currencyCode: code,
  decimalPlaces: minorUnits,
  roundingMode,
  roundingIncrement,
});
