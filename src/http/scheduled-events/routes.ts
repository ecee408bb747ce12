import { BillingError } from "#engine/errors.ts";
import { cronExpression, type ScheduledEvent } from "#engine/model/scheduled-event.ts";
import { createScheduledEvent, updateScheduledEvent } from "#operations/save-scheduled-event.ts";
import { inTransaction } from "#store/database.ts";
import {
  deleteScheduledEvent,
  findScheduledEvent,
  listScheduledEvents,
} from "#store/scheduled-events.ts";
import { USER_NAMESPACE } from "../event-triggers/contract.ts";
import { following } from "../event-triggers/following.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";

export const scheduledEventRoutes: readonly Route[] = [
  route(contract.createScheduledEvent, async (context, { body }) => {
    const { condition = null, description = null, parameters = {}, ...given } = body;
    const event = { ...given, condition: condition || null, description, parameters };
    return toWire(await createScheduledEvent(context, event));
  }),
  route(contract.listScheduledEvents, async ({ database, entityId }, call) => {
    const { query } = call;
    const found = await inTransaction(database, entityId, (tx) => listScheduledEvents(tx, query));
    const data = found.slice(0, query.limit).map(toWire);
    return found.length > query.limit ? { data, next: following(call.url, query) } : { data };
  }),
  route(contract.getScheduledEvent, async ({ database, entityId }, { params }) => {
    const found = await inTransaction(database, entityId, (tx) =>
      findScheduledEvent(tx, params.id),
    );
    if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key: params.id });
    return toWire(found);
  }),
  route(contract.updateScheduledEvent, async (context, { params, body }) =>
    toWire(await updateScheduledEvent(context, params.id, body)),
  ),
  route(contract.deleteScheduledEvent, async ({ database, entityId }, { params }) => {
    const wasThere = await inTransaction(database, entityId, (tx) =>
      deleteScheduledEvent(tx, params.id),
    );
    if (!wasThere) throw new BillingError("ENTITY_NOT_FOUND", { key: params.id });
    return {};
  }),
];

const toWire = (event: ScheduledEvent) => {
  const { scheduledEventId: id, name, displayName, description, apiObject, apiField } = event;
  const { condition, parameters, active } = event;
  return {
    ...{ id, name, displayName, description, apiObject, apiField, condition, active },
    namespace: USER_NAMESPACE,
    cronExpression: cronExpression(event),
    parameters: Object.fromEntries(
      Object.entries(parameters).map(([key, { options, ...parameter }]) => [
        key,
        { ...parameter, options: options && [...options] },
      ]),
    ),
  } as const;
};
