import { BillingError } from "#engine/errors.ts";
import type { Callout } from "#engine/model/callout.ts";
import type { FilterRule } from "#engine/model/filter-rule.ts";
import { eventNamed } from "#operations/event-named.ts";
import { replayNotifications } from "#operations/replay-notifications.ts";
import {
  createNotificationDefinition,
  updateNotificationDefinition,
} from "#operations/save-notification-definition.ts";
import { inTransaction } from "#store/database.ts";
import {
  deleteDefinition,
  findDefinition,
  listDefinitions,
} from "#store/notification-definitions.ts";
import { namedEvent } from "../events/told-event.ts";
import { refuseField } from "../refuse-field.ts";
import { type Call, type Route, route } from "../route.ts";
import * as contract from "./contract.ts";
import { plainId, toDefinition } from "./to-wire.ts";

export const notificationRoutes: readonly Route[] = [
  route(contract.createNotificationDefinition, async (context, { body }) => {
    const { name, description, active, calloutActive, emailActive } = body;
    const { emailTemplateId = null, filterRuleParams = null } = body;
    const filterRule = toRule(body.filterRule) ?? null;
    const definition = {
      ...{ name, description, active, calloutActive, emailActive, emailTemplateId },
      ...{ filterRule, filterRuleParams },
      communicationProfileIds: profilesOf(body) ?? [],
      calloutTemplateIds: body.calloutTemplateIds ?? [],
      associatedAccount: toAssociated(body.associatedAccount) ?? null,
    };
    const callout = body.callout ? newCallout(body.callout) : null;
    const made = { ...definition, ...namedEvent(body), callout };
    return toDefinition(await createNotificationDefinition(context, made));
  }),
  route(contract.listNotificationDefinitions, async ({ database, entityId }, call) => {
    const { eventTypeName: name, eventCategory, start, limit } = call.query;
    const { profileId, emailTemplateId } = call.query;
    const found = await inTransaction(database, entityId, async (tx) => {
      const eventType = name === undefined ? undefined : await eventNamed(tx, name);
      const filter = { eventType, eventCategory, profileId, emailTemplateId };
      return listDefinitions(tx, { ...filter, start, limit });
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
    const { name, description, active, calloutActive, callout } = body;
    const { emailActive, emailTemplateId, filterRuleParams } = body;
    const filterRule = toRule(body.filterRule);
    const changed = {
      ...{ name, description, active, calloutActive, emailActive, emailTemplateId },
      ...{ filterRule, filterRuleParams },
      communicationProfileIds: profilesOf(body),
      calloutTemplateIds: body.calloutTemplateIds,
      associatedAccount: toAssociated(body.associatedAccount),
    };
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
];

type Created = Call<typeof contract.createNotificationDefinition>["body"];
type CalloutBody = NonNullable<Created["callout"]>;

/** The list is heeded where both are given; undefined: neither is. */
function profilesOf({
  communicationProfileIds: ids,
  communicationProfileId: id,
}: Pick<Created, "communicationProfileIds" | "communicationProfileId">) {
  return ids ?? (id === undefined ? undefined : [id]);
}

/** Errors: NOT_SUPPORTED for another account than the event's. */
function toAssociated(given: Created["associatedAccount"]): "Account.Id" | null | undefined {
  if (given === undefined || given === null) return given;
  if (given !== "Account.Id") refuseField(`associatedAccount: ${given}`, true);
  return "Account.Id";
}

/** What is given with what was read is not heeded. */
function toRule(rule: Created["filterRule"]): FilterRule | null | undefined {
  if (rule === undefined || rule === null) return rule;
  const { condition, description, parameters } = rule;
  return { condition, description, parameters };
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
    requiredOauth2: given.requiredOauth2 ?? false,
    oauth2ProviderId: given.oauth2ProviderId ?? null,
  };
}

/** The event of a callout is that of its definition: one that is named is the same, or not heeded. */
function toCallout(body: CalloutBody) {
  const { name, description, active, calloutBaseurl, httpMethod, calloutParams } = body;
  const { calloutRetry, calloutAttempts, calloutInterval, requiredAuth, calloutAuth } = body;
  return {
    ...{ name, description, active, calloutBaseurl, httpMethod, calloutParams, calloutRetry },
    ...{ calloutAttempts, calloutInterval, requiredAuth },
    requiredOauth2: body.requiredOauth2,
    oauth2ProviderId: plainId(body.oauth2ProviderId),
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
