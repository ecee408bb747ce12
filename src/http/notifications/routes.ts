import { BillingError } from "#engine/errors.ts";
import type { Callout } from "#engine/model/callout.ts";
import { eventTypeOfCategory } from "#engine/model/event.ts";
import { eventNamed } from "#operations/event-named.ts";
import { replayNotifications } from "#operations/replay-notifications.ts";
import {
  createNotificationDefinition,
  updateNotificationDefinition,
} from "#operations/save-notification-definition.ts";
import { listDeliveries } from "#store/callout-deliveries.ts";
import { inTransaction } from "#store/database.ts";
import {
  deleteDefinition,
  findDefinition,
  listDefinitions,
} from "#store/notification-definitions.ts";
import { nextPage } from "../paging.ts";
import { refuseFields } from "../refuse-field.ts";
import { type Call, type Route, route } from "../route.ts";
import * as contract from "./contract.ts";
import { toDefinition, toHistory } from "./to-wire.ts";

export const notificationRoutes: readonly Route[] = [
  route(contract.createNotificationDefinition, async (context, { body }) => {
    refuseFields(body, contract.NOT_YET);
    const { name, description, active, calloutActive } = body;
    const definition = { name, description, active, calloutActive };
    const callout = body.callout ? newCallout(body.callout) : null;
    const made = { ...definition, ...toldOf(body), callout };
    return toDefinition(await createNotificationDefinition(context, made));
  }),
  route(contract.listNotificationDefinitions, async ({ database, entityId }, call) => {
    const { eventTypeName: name, eventCategory, start, limit } = call.query;
    const found = await inTransaction(database, entityId, async (tx) => {
      const eventType = name === undefined ? undefined : await eventNamed(tx, name);
      return listDefinitions(tx, { eventType, eventCategory, start, limit });
    });
    const data = found.slice(0, limit).map(toDefinition);
    return found.length > limit ? { data, next: following(call) } : { data };
  }),
  route(contract.getNotificationDefinition, async ({ database, entityId }, { params }) => {
    const found = await inTransaction(database, entityId, (tx) => findDefinition(tx, params.id));
    if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key: params.id });
    return toDefinition(found);
  }),
  route(contract.updateNotificationDefinition, async (context, { params, body }) => {
    refuseFields(body, contract.NOT_YET);
    const { name, description, active, calloutActive, callout } = body;
    const changed = { name, description, active, calloutActive };
    return toDefinition(
      await updateNotificationDefinition(context, params.id, {
        ...changed,
        ...(callout && { callout: toCallout(callout) }),
      }),
    );
  }),
  route(contract.deleteNotificationDefinition, async ({ database, entityId }, { params }) => {
    const wasThere = await inTransaction(database, entityId, (tx) =>
      deleteDefinition(tx, params.id),
    );
    if (!wasThere) throw new BillingError("ENTITY_NOT_FOUND", { key: params.id });
    return {};
  }),
  route(contract.replayNotifications, async (context, { params, body }) => {
    const { fromEventNumber, throughEventNumber: through } = body;
    const range = { from: fromEventNumber, through };
    const throughEventNumber = await replayNotifications(context, params.id, range);
    return { fromEventNumber, throughEventNumber };
  }),
  route(contract.listCalloutHistories, async ({ database, entityId, timeZone }, call) => {
    const { query } = call;
    const filter = {
      from: momentIn(query.startTime, timeZone),
      through: momentIn(query.endTime, timeZone),
      objectId: query.objectId,
      eventCategory: query.eventCategory,
      failedOnly: query.failedOnly,
    };
    const found = await inTransaction(database, entityId, (tx) =>
      listDeliveries(tx, filter, query),
    );
    const page = found.slice(0, query.pageSize);
    const calloutHistories = page.map((delivery) => toHistory(delivery, timeZone, query));
    return { calloutHistories, nextPage: nextPage(call, query, found.length > page.length) };
  }),
];

type Created = Call<typeof contract.createNotificationDefinition>["body"];
type CalloutBody = NonNullable<Created["callout"]>;

/** Which event a definition tells of. */
function toldOf({ eventTypeName, eventCategory }: Created): {
  eventName: string;
  eventCategory: number | null;
} {
  if (eventTypeName !== undefined && eventCategory !== undefined) {
    const message = "Give one of 'eventTypeName' and 'eventCategory', not both.";
    throw new BillingError("INVALID_VALUE", { message });
  }
  if (eventTypeName !== undefined) {
    return { eventName: eventTypeName, eventCategory: null };
  }
  if (eventCategory === undefined) {
    throw new BillingError("MISSING_FIELD", { field: "eventTypeName" });
  }
  const eventType = eventTypeOfCategory(eventCategory);
  if (eventType !== undefined) return { eventName: eventType, eventCategory };
  const message = `Events of 'eventCategory' ${eventCategory} are not supported by this version of Quittance.`;
  throw new BillingError("NOT_SUPPORTED", { message });
}

function newCallout(body: CalloutBody): Callout {
  const { name = "", calloutBaseurl = "", httpMethod, ...given } = toCallout(body);
  if (httpMethod === undefined) {
    throw new BillingError("MISSING_FIELD", { field: "callout.httpMethod" });
  }
  return {
    name,
    calloutBaseurl,
    httpMethod,
    description: given.description ?? null,
    active: given.active ?? true,
    calloutParams: given.calloutParams ?? {},
    calloutRetry: given.calloutRetry ?? true,
    calloutAttempts: given.calloutAttempts ?? 3,
    calloutInterval: given.calloutInterval ?? 30,
    requiredAuth: given.requiredAuth ?? false,
    calloutAuth: given.calloutAuth ?? null,
  };
}

/** The event of a callout is that of its definition: one that is named is the same, or not heeded. */
function toCallout(body: CalloutBody) {
  refuseFields(body, contract.CALLOUT_NOT_YET);
  const { name, description, active, calloutBaseurl, httpMethod, calloutParams } = body;
  const { calloutRetry, calloutAttempts, calloutInterval, requiredAuth, calloutAuth } = body;
  return {
    ...{ name, description, active, calloutBaseurl, httpMethod, calloutParams, calloutRetry },
    ...{ calloutAttempts, calloutInterval, requiredAuth },
    calloutAuth: calloutAuth && { ...calloutAuth, domain: calloutAuth.domain ?? null },
  };
}

function following({ url, query }: Call<typeof contract.listNotificationDefinitions>): string {
  const [path = "", search = ""] = url.split("?", 2);
  const next = new URLSearchParams(search);
  next.set("start", String(query.start + query.limit));
  next.set("limit", String(query.limit));
  return `${path.replace(/^\/(notifications|v1)/, "")}?${next}`;
}

/** A moment without an offset is one of the entity's time zone. */
function momentIn(text: string | undefined, timeZone: string): string | undefined {
  if (text === undefined) return undefined;
  try {
    return /(Z|[+-]\d\d:?\d\d)$/.test(text)
      ? Temporal.Instant.from(text).toString()
      : Temporal.PlainDateTime.from(text).toZonedDateTime(timeZone).toInstant().toString();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new BillingError("INVALID_VALUE", { message: `'${text}' is no moment that exists.` });
  }
}
