import { BillingError } from "#engine/errors.ts";
import { type EventName, eventTypeNamed, standardBaseObject } from "#engine/model/event.ts";
import { type ConditionObject, isConditionObject } from "#store/conditions/condition-objects.ts";
import { findBaseObject, isCustomEvent } from "#store/custom-events.ts";
import type { Transaction } from "#store/database.ts";

/**
 * The event that a caller means: a standard one, with or without its blanks, or one of the tenant's own.
 *
 * Errors: INVALID_VALUE for a name that no event has.
 */
export async function eventNamed(tx: Transaction, name: string): Promise<EventName> {
  const standard = eventTypeNamed(name);
  if (standard !== undefined) return standard;
  if (await isCustomEvent(tx, name)) return name;
  const message = `There is no event '${name}': it is one of your own, or a standard one as GET /v1/events has them.`;
  throw new BillingError("INVALID_VALUE", { message });
}

/** What conditions and merge fields of an event can name; undefined where it is nothing. */
export async function aboutWhat(
  tx: Transaction,
  eventType: EventName,
): Promise<ConditionObject | undefined> {
  const standard = standardBaseObject(eventType);
  const name = standard === undefined ? await findBaseObject(tx, eventType) : standard;
  return name && isConditionObject(name) ? name : undefined;
}
