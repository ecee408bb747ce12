import { eventTypeNamed } from "#engine/model/event.ts";
import type { CalloutDelivery } from "#store/callout-deliveries.ts";
import type { StoredDefinition } from "#store/notification-definitions.ts";
import { timestamp } from "../timestamps.ts";

export function toDefinition(definition: StoredDefinition) {
  const { notificationDefinitionId: id, name, description, active, calloutActive } = definition;
  const { eventType: eventTypeName, eventCategory } = definition;
  return {
    id,
    createdBy: definition.createdById,
    createdOn: inUtc(definition.createdAt),
    updatedBy: definition.updatedById,
    updatedOn: inUtc(definition.updatedAt),
    eventTypeNamespace: namespaceOf(eventTypeName),
    eventTypeName,
    eventCategory,
    name,
    description,
    communicationProfileId: null,
    communicationProfileIds: [],
    active,
    emailTemplateId: null,
    callout: calloutOf(definition),
    calloutTemplateIds: [],
    filterRule: null,
    filterRuleParams: null,
    emailActive: false as const,
    calloutActive,
    associatedAccount: null,
  };
}

/** Of a tenant's own events; standard ones are told by their category or their name. */
const namespaceOf = (eventTypeName: string): string | null =>
  eventTypeNamed(eventTypeName) === undefined ? "user.notification" : null;

/** A definition has one callout at most: it has the definition's id. */
function calloutOf({ callout, ...definition }: StoredDefinition) {
  if (callout === null) return null;
  const { notificationDefinitionId: id, eventType: eventTypeName, signingSecret } = definition;
  const { calloutAuth } = callout;
  return {
    id,
    ...callout,
    eventTypeName,
    calloutAuth: calloutAuth && { ...calloutAuth, password: null },
    requiredOauth2: false as const,
    oauth2ProviderId: null,
    signingSecret,
  };
}

/** "2024-11-11T03:00:03.000 UTC" */
const inUtc = (instant: Date): string => instant.toISOString().replace("Z", " UTC");

export function toHistory(
  delivery: CalloutDelivery,
  timeZone: string,
  { includeResponseContent }: { readonly includeResponseContent: boolean },
) {
  const { nextAttemptAt, responseContent } = delivery;
  const at = (instant: Date) => timestamp(instant, timeZone).replace(" ", "T");
  return {
    attemptedNum: delivery.attempts,
    createTime: at(delivery.createdAt),
    eventCategory: delivery.eventCategory,
    eventContext: delivery.eventContext,
    eventNumber: delivery.eventNumber,
    nextAttemptTime: nextAttemptAt && at(nextAttemptAt),
    notification: delivery.notification,
    requestMethod: delivery.requestMethod,
    requestUrl: delivery.requestUrl,
    responseCode: delivery.responseCode,
    ...(includeResponseContent && { responseContent }),
  };
}
