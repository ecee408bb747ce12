import type { CalloutDelivery } from "#store/callout-deliveries.ts";
import type { EmailHistory } from "#store/event-emails.ts";
import { idOf } from "#store/ids.ts";
import type { StoredDefinition } from "#store/notification-definitions.ts";
import { namespaceOf } from "../events/told-event.ts";
import { timestamp } from "../timestamps.ts";

export function toDefinition(definition: StoredDefinition) {
  const { notificationDefinitionId: id, name, description, active, calloutActive } = definition;
  const { eventType: eventTypeName, eventCategory, filterRule } = definition;
  const created = {
    createdBy: definition.createdById,
    createdOn: inUtc(definition.createdAt),
  };
  return {
    id,
    ...created,
    updatedBy: definition.updatedById,
    updatedOn: inUtc(definition.updatedAt),
    eventTypeNamespace: namespaceOf(eventTypeName),
    eventTypeName,
    eventCategory,
    name,
    description,
    communicationProfileId: definition.communicationProfileIds[0] ?? "",
    communicationProfileIds: [...definition.communicationProfileIds],
    active,
    emailTemplateId: definition.emailTemplateId,
    callout: calloutOf(definition),
    calloutTemplateIds: [...definition.calloutTemplateIds],
    filterRule: filterRule && {
      id,
      ...filterRule,
      eventTypeName: null,
      scheduled: false,
      ...created,
      updatedBy: null,
      updatedOn: null,
    },
    filterRuleParams: definition.filterRuleParams,
    emailActive: definition.emailActive,
    calloutActive,
    associatedAccount: definition.associatedAccount,
  };
}

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
    requiredOauth2: callout.requiredOauth2 ?? false,
    oauth2ProviderId: callout.oauth2ProviderId ?? null,
    signingSecret,
  };
}

/** As it is kept: ids may be written with hyphens. What is no id is left for whoever looks it up. */
export const plainId = <Key extends string | null | undefined>(key: Key) =>
  typeof key === "string" ? (idOf(key) ?? key) : (key as Exclude<Key, string>);

/** "2024-11-11T03:00:03.000 UTC" */
export const inUtc = (instant: Date): string => instant.toISOString().replace("Z", " UTC");

export function toHistory(
  delivery: CalloutDelivery,
  timeZone: string,
  { includeResponseContent }: { readonly includeResponseContent: boolean },
) {
  const { nextAttemptAt, responseContent } = delivery;
  const at = (instant: Date) => timestamp(instant, timeZone).replace(" ", "T");
  return {
    id: delivery.calloutDeliveryId,
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

export function toEmailHistory(email: EmailHistory, timeZone: string) {
  const { emailId: id, accountId, errorMessage, eventCategory, eventNumber } = email;
  const { notification, replyTo, subject } = email;
  return {
    ...{ id, accountId, errorMessage, eventCategory, eventNumber, notification, replyTo, subject },
    bcc: email.bcc.join(","),
    cc: email.cc.join(","),
    fromEmail: email.fromAddress,
    result: errorMessage === null ? ("OK" as const) : ("Failed" as const),
    sendTime: timestamp(email.createdAt, timeZone).replace(" ", "T"),
    toEmail: email.addresses.join(","),
  };
}
