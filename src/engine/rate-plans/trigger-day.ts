import type { TriggerEvent } from "../model/charge.ts";
import type { PlainDate } from "../values/plain-date.ts";
import type { EffectiveTriggers } from "./effective-triggers.ts";

/**
 * The day on which a change reaches a charge: that of the charge's trigger event. A charge that
 * began on a day of its own has no event that could come again: it changes with the contract.
 */
export const triggerDay = (event: TriggerEvent, triggers: EffectiveTriggers): PlainDate =>
  triggers[event === "SpecificDate" ? "ContractEffective" : event];
