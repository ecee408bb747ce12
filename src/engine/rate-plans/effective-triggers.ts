import type { TriggerDates } from "../model/order.ts";
import type { SubscriptionSettings } from "../model/subscription-settings.ts";
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

/** Those that are known: one that the tenant requires is not as long as nobody has given it. */
export type KnownTriggers = EffectiveTriggers | TriggerDates;

export type RequiredDates = Pick<
  SubscriptionSettings,
  "requireServiceActivation" | "requireCustomerAcceptance"
>;

/** Those that are not given follow from the one before, unless they have to be given. */
export function knownTriggers(
  given: TriggerDates,
  orderDate: PlainDate,
  { requireServiceActivation, requireCustomerAcceptance }: RequiredDates,
): TriggerDates & { readonly ContractEffective: PlainDate } {
  const ContractEffective = given.ContractEffective ?? orderDate;
  const ServiceActivation =
    given.ServiceActivation ?? (requireServiceActivation ? null : ContractEffective);
  const CustomerAcceptance =
    given.CustomerAcceptance ?? (requireCustomerAcceptance ? null : ServiceActivation);
  return { ContractEffective, ServiceActivation, CustomerAcceptance };
}
