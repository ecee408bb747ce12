import { BillingError } from "#engine/errors.ts";
import { eventTypeNamed, eventTypeOfCategory } from "#engine/model/event.ts";

/**
 * Which event is meant by its name or, where it is a standard one, by its category.
 *
 * Errors: INVALID_VALUE for both, MISSING_FIELD for neither, NOT_SUPPORTED for a category that nothing is
 * told of.
 */
export function namedEvent({
  eventTypeName,
  eventCategory,
}: {
  readonly eventTypeName?: string | null | undefined;
  readonly eventCategory?: number | null | undefined;
}): { eventName: string; eventCategory: number | null } {
  const [name, category] = [eventTypeName ?? undefined, eventCategory ?? undefined];
  if (name !== undefined && category !== undefined) {
    const message = "Give one of 'eventTypeName' and 'eventCategory', not both.";
    throw new BillingError("INVALID_VALUE", { message });
  }
  if (name !== undefined) return { eventName: name, eventCategory: null };
  if (category === undefined) throw new BillingError("MISSING_FIELD", { field: "eventTypeName" });
  const eventType = eventTypeOfCategory(category);
  if (eventType !== undefined) return { eventName: eventType, eventCategory: category };
  const message = `Events of 'eventCategory' ${category} are not supported by this version of Quittance.`;
  throw new BillingError("NOT_SUPPORTED", { message });
}

/** Of a tenant's own events; standard ones are told by their category or their name. */
export const namespaceOf = (eventTypeName: string): string | null =>
  eventTypeNamed(eventTypeName) === undefined ? "user.notification" : null;
