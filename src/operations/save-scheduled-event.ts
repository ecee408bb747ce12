import { parseCondition } from "#engine/conditions/parse-condition.ts";
import { BillingError } from "#engine/errors.ts";
import { parameterValues, type RuleParameter } from "#engine/model/filter-rule.ts";
import { type ScheduledEvent, saysDays } from "#engine/model/scheduled-event.ts";
import {
  CONDITION_OBJECT_NAMES,
  type ConditionObject,
  isConditionObject,
} from "#store/conditions/condition-objects.ts";
import { dateField } from "#store/conditions/dated-objects.ts";
import { checkCondition } from "#store/conditions/filter-objects.ts";
import { inTransaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import {
  countScheduledEvents,
  lockScheduledEvent,
  saveScheduledEvent,
} from "#store/scheduled-events.ts";
import { authorOf, type Context } from "./context.ts";
import { refuseKnownEvent } from "./save-event-trigger.ts";

/** Of one entity: the field's limit. */
const MOST = 1000;

/**
 * Tells from now on of objects whose date has come, every day at the given time.
 *
 * Errors: NOT_SUPPORTED for an object that cannot be looked through; INVALID_VALUE for a field that is no
 * date, a condition that cannot be read or asked of the object, or parameters that it cannot have;
 * NUMBER_IN_USE for the name of an event that there is; NOT_ALLOWED for one event too many.
 */
export const createScheduledEvent = (
  context: Context,
  given: Omit<ScheduledEvent, "scheduledEventId">,
): Promise<ScheduledEvent> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const event = { ...given, scheduledEventId: newId() };
    check(event);
    await refuseKnownEvent(tx, event.name);
    if ((await countScheduledEvents(tx)) >= MOST) {
      const message = `There are ${MOST} scheduled events: delete one first.`;
      throw new BillingError("NOT_ALLOWED", { message });
    }
    await saveScheduledEvent(tx, event, authorOf(context));
    return event;
  });

type Changeable =
  | "active"
  | "condition"
  | "description"
  | "displayName"
  | "hours"
  | "minutes"
  | "parameters";

/** What is left out stays. Errors: ENTITY_NOT_FOUND, and those of createScheduledEvent. */
export const updateScheduledEvent = (
  context: Context,
  key: string,
  changes: { readonly [Name in Changeable]?: ScheduledEvent[Name] | undefined },
): Promise<ScheduledEvent> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const before = await lockScheduledEvent(tx, key);
    if (!before) throw new BillingError("ENTITY_NOT_FOUND", { key });
    const given = Object.entries(changes).filter(([, value]) => value !== undefined);
    const event: ScheduledEvent = { ...before, ...Object.fromEntries(given) };
    check(event);
    await saveScheduledEvent(tx, event, authorOf(context));
    return event;
  });

function check({ apiObject, apiField, condition, parameters }: ScheduledEvent): void {
  const object = knownObject(apiObject);
  dateField(object, apiField);
  if (Object.keys(parameters).some(saysDays)) {
    const message = "'parameters' has no 'Days' or 'Condition': every definition has these.";
    throw new BillingError("INVALID_VALUE", { message });
  }
  const values = Object.entries(parameters).map(
    ([name, parameter]) => [name, anyValueOf(parameter)] as const,
  );
  const known = parameterValues(parameters, Object.fromEntries(values));
  if (condition !== null) checkCondition(object, parseCondition(condition), known);
}

/** One that the parameter may have, to see whether the condition can compare it. */
function anyValueOf({ options, valueType }: RuleParameter): string {
  const [first] = options ?? [];
  if (first !== undefined) return first;
  if (/^BOOLEAN$/i.test(valueType)) return "true";
  return /^(BIG_?|INT|LONG|SHORT|DOUBLE|FLOAT|NUMBER|DECIMAL)/i.test(valueType) ? "0" : "";
}

function knownObject(apiObject: string): ConditionObject {
  if (isConditionObject(apiObject)) return apiObject;
  const message = `'apiObject' '${apiObject}' is not supported by this version of Quittance: it is one of ${CONDITION_OBJECT_NAMES.join(", ")}.`;
  throw new BillingError("NOT_SUPPORTED", { message });
}
