/** What order actions are given in tests: ordered on 2023-05-01, numbers from 101 on. */
import { NO_TRIGGER_DATES } from "#engine/model/nothing-given.ts";
import type { TriggerDates } from "#engine/model/order.ts";
import { DEFAULT_SUBSCRIPTION_SETTINGS } from "#engine/model/subscription-settings.ts";
import type { OrderContext, Supply } from "#engine/order-actions/order-action.ts";
import { type PlainDate, plainDate } from "#engine/values/plain-date.ts";

export const anOrderContext = (given: Partial<OrderContext> = {}): OrderContext => ({
  orderDate: plainDate("2023-05-01"),
  today: plainDate("2023-05-01"),
  triggerDates: NO_TRIGGER_DATES,
  changeReason: null,
  requiredDates: DEFAULT_SUBSCRIPTION_SETTINGS,
  pendingCharges: "stay",
  accountId: "account-1",
  accountCurrency: "USD",
  accounts: new Map(),
  catalog: new Map(),
  originalRatePlanIds: new Map(),
  supply: aSupply(),
  ...given,
});

export const triggeredOn = (ContractEffective: PlainDate): TriggerDates => ({
  ...NO_TRIGGER_DATES,
  ContractEffective,
});

export function aSupply(): Supply {
  let drawn = 100;
  const next = (prefix: string) => () => {
    drawn += 1;
    return `${prefix}${drawn}`;
  };
  return {
    newId: next("id-"),
    subscriptionNumber: next("A-S"),
    ratePlanNumber: next("SRP-"),
    chargeNumber: next("C-"),
    rampNumber: next("R-"),
  };
}
