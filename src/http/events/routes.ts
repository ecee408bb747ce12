import { eventNamed } from "#operations/event-named.ts";
import { numberEvents } from "#operations/number-events.ts";
import { inTransaction } from "#store/database.ts";
import { type LoggedEvent, listEvents } from "#store/events.ts";
import { type Route, route } from "../route.ts";
import { timestamp } from "../timestamps.ts";
import * as contract from "./contract.ts";

export const eventRoutes: readonly Route[] = [
  route(contract.listEvents, ({ database, entityId, timeZone }, { query }) =>
    inTransaction(database, entityId, async (tx) => {
      const { after, limit, type } = query;
      const eventType = type === undefined ? undefined : await eventNamed(tx, type);
      const lastEventNumber = await numberEvents(tx, entityId);
      const events = await listEvents(tx, { after, limit, eventType });
      return { events: events.map((event) => toWire(event, timeZone)), lastEventNumber };
    }),
  ),
];

const toWire = ({ occurredAt, ...event }: LoggedEvent, timeZone: string) => ({
  ...event,
  occurredDate: timestamp(occurredAt, timeZone),
});
