import { BillingError } from "#engine/errors.ts";
import type { EventTrigger } from "#engine/model/event-trigger.ts";
import { createEventTrigger, updateEventTrigger } from "#operations/save-event-trigger.ts";
import { inTransaction } from "#store/database.ts";
import { deleteEventTrigger, findEventTrigger, listEventTriggers } from "#store/event-triggers.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";
import { following } from "./following.ts";

export const eventTriggerRoutes: readonly Route[] = [
  route(contract.createEventTrigger, async (context, { body }) => {
    const { eventType, description = null, ...given } = body;
    const { name, displayName, description: described = null } = eventType;
    const trigger = {
      ...given,
      description,
      eventType: { name, displayName, description: described },
    };
    return toWire(await createEventTrigger(context, trigger));
  }),
  route(contract.listEventTriggers, async ({ database, entityId }, call) => {
    const { query } = call;
    const found = await inTransaction(database, entityId, (tx) => listEventTriggers(tx, query));
    const data = found.slice(0, query.limit).map(toWire);
    return found.length > query.limit ? { data, next: following(call.url, query) } : { data };
  }),
  route(contract.getEventTrigger, async ({ database, entityId }, { params }) => {
    const found = await inTransaction(database, entityId, (tx) => findEventTrigger(tx, params.id));
    if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key: params.id });
    return toWire(found);
  }),
  route(contract.updateEventTrigger, async (context, { params, body }) =>
    toWire(await updateEventTrigger(context, params.id, body)),
  ),
  route(contract.deleteEventTrigger, async ({ database, entityId }, { params }) => {
    const wasThere = await inTransaction(database, entityId, (tx) =>
      deleteEventTrigger(tx, params.id),
    );
    if (!wasThere) throw new BillingError("ENTITY_NOT_FOUND", { key: params.id });
    return {};
  }),
];

function toWire({ eventTriggerId: id, eventType, ...trigger }: EventTrigger) {
  const namespace = contract.USER_NAMESPACE;
  return { id, ...trigger, eventType: { ...eventType, namespace } };
}
