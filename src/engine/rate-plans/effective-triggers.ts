import type { TriggerDates } from "../model/order.ts";
import type { PlainDate } from "../values/plain-date.ts";

/** The day of every trigger event, none missing. */
export type EffectiveTriggers = { readonly [Event in keyof TriggerDates]: PlainDate };

/** Those that are not given follow from the one before, the first from the order date. */
export function effectiveTriggers(given: TriggerDates, orderDate: PlainDate): EffectiveTriggers {
  const ContractEffective = given.ContractEffective ?? orderDate;
  const ServiceActivation = given.ServiceActivation ?? ContractEffective;
  const CustomerAcceptance = given.CustomerAcceptance ?? ServiceActivation;
  return { ContractEffective, ServiceActivation, CustomerAcceptance };
}
