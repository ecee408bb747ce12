/** What an order says where it says nothing: spread it, and give what it does say. */
import type { ChargeOverride, TriggerDates } from "./order.ts";

/** Each date follows from the order date. */
export const NO_TRIGGER_DATES: TriggerDates = {
  ContractEffective: null,
  ServiceActivation: null,
  CustomerAcceptance: null,
};

/** A charge as the catalog has it. */
export const NOTHING_OVERRIDDEN: Omit<ChargeOverride, "productRatePlanChargeKey"> = {
  chargeNumber: null,
  description: null,
  pricing: null,
  price: null,
  quantity: null,
  recurrence: {},
  triggerEvent: null,
  specificTriggerDate: null,
  estimatedStartDate: null,
  endDate: null,
};
