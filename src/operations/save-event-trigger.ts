import { parseCondition } from "#engine/conditions/parse-condition.ts";
import { BillingError } from "#engine/errors.ts";
import { eventTypeNamed } from "#engine/model/event.ts";
import type { EventTrigger } from "#engine/model/event-trigger.ts";
import { CONDITION_OBJECT_NAMES, isConditionObject } from "#store/conditions/condition-objects.ts";
import { type TriggerStatements, triggerStatements } from "#store/conditions/trigger-statements.ts";
import { isCustomEvent } from "#store/custom-events.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import {
  countEventTriggers,
  findEventTrigger,
  lockEventTrigger,
  saveEventTrigger,
  saveNewEventTrigger,
} from "#store/event-triggers.ts";
import { newId } from "#store/ids.ts";
import { authorOf, type Context } from "./context.ts";

/** Of one entity: the field's limit. */
const MOST = 1000;

/**
 * Tells from now on of changes that meet a condition, in the transactions that make them.
 *
 * Errors: INVALID_VALUE for a condition that cannot be read, or names what the object has not;
 * NOT_SUPPORTED for an object whose changes nobody looks at; NUMBER_IN_USE for the name of an event that
 * there is; NOT_ALLOWED for one trigger too many.
 */
export const createEventTrigger = (
  context: Context,
  given: Omit<EventTrigger, "eventTriggerId">,
): Promise<EventTrigger> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const trigger = { ...given, eventTriggerId: newId() };
    const statements = statementsOf(tx, trigger);
    await refuseKnownEvent(tx, trigger.eventType.name);
    if ((await countEventTriggers(tx)) >= MOST) {
      const message = `There are ${MOST} event triggers: delete one first.`;
      throw new BillingError("NOT_ALLOWED", { message });
    }
    await saveNewEventTrigger(tx, trigger, statements, authorOf(context));
    return saved(tx, trigger.eventTriggerId);
  });

export type ChangedTrigger = {
  readonly [Name in "active" | "condition" | "description"]?: EventTrigger[Name] | undefined;
} & {
  readonly eventType?:
    | {
        readonly displayName?: string | undefined;
        readonly description?: string | null | undefined;
      }
    | undefined;
};

/** What is left out stays. Errors: ENTITY_NOT_FOUND, INVALID_VALUE. */
export const updateEventTrigger = (
  context: Context,
  key: string,
  { active, condition, description, eventType = {} }: ChangedTrigger,
): Promise<EventTrigger> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const before = await lockEventTrigger(tx, key);
    if (!before) throw new BillingError("ENTITY_NOT_FOUND", { key });
    const described = eventType.description;
    const trigger: EventTrigger = {
      ...before,
      active: active ?? before.active,
      condition: condition ?? before.condition,
      description: description === undefined ? before.description : description,
      eventType: {
        name: before.eventType.name,
        displayName: eventType.displayName ?? before.eventType.displayName,
        description: described === undefined ? before.eventType.description : described,
      },
    };
    await saveEventTrigger(tx, trigger, statementsOf(tx, trigger), authorOf(context));
    return saved(tx, before.eventTriggerId);
  });

/** Errors: NUMBER_IN_USE for the name of an event that there is. */
export async function refuseKnownEvent(tx: Transaction, name: string): Promise<void> {
  if (eventTypeNamed(name) === undefined && !(await isCustomEvent(tx, name))) return;
  throw new BillingError("NUMBER_IN_USE", { field: "Event", number: name });
}

function statementsOf(tx: Transaction, { baseObject, condition }: EventTrigger): TriggerStatements {
  if (isConditionObject(baseObject)) {
    return triggerStatements(tx, baseObject, parseCondition(condition));
  }
  const message = `'baseObject' '${baseObject}' is not supported by this version of Quittance: it is one of ${CONDITION_OBJECT_NAMES.join(", ")}.`;
  throw new BillingError("NOT_SUPPORTED", { message });
}

async function saved(tx: Transaction, id: string): Promise<EventTrigger> {
  const trigger = await findEventTrigger(tx, id);
  if (!trigger) throw new BillingError("ENTITY_NOT_FOUND", { key: id });
  return trigger;
}
