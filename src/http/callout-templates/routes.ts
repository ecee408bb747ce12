import { BillingError } from "#engine/errors.ts";
import type { CalloutContent, CalloutHmac } from "#engine/model/callout-template.ts";
import { eventNamed } from "#operations/event-named.ts";
import {
  type ChangedCalloutTemplate,
  createCalloutTemplate,
  deleteCalloutTemplate,
  importCalloutTemplates,
  type NewCalloutTemplate,
  updateCalloutTemplate,
} from "#operations/save-callout-template.ts";
import {
  findCalloutTemplate,
  listCalloutTemplates,
  type StoredCalloutTemplate,
} from "#store/callout-templates.ts";
import { inTransaction } from "#store/database.ts";
import { following } from "../event-triggers/following.ts";
import { namedEvent, namespaceOf } from "../events/told-event.ts";
import { inUtc, plainId } from "../notifications/to-wire.ts";
import { refuseFields } from "../refuse-field.ts";
import { type Call, type Route, route } from "../route.ts";
import * as contract from "./contract.ts";

export const calloutTemplateRoutes: readonly Route[] = [
  route(contract.createCalloutTemplate, async (context, { body }) =>
    toWire(await createCalloutTemplate(context, toTemplate(body))),
  ),
  route(contract.importCalloutTemplates, async (context, { body }) => {
    const { allowPartialSuccess: mayFail, calloutTemplates } = body;
    const imported = calloutTemplates.map(({ id, ...template }) => ({
      id: id ?? undefined,
      template: toTemplate(template, id ?? undefined),
    }));
    const failures = await importCalloutTemplates(context, imported, { mayFail });
    return { reasons: failures.map(({ code, message }) => ({ code, message })) };
  }),
  route(contract.listCalloutTemplates, async ({ database, entityId }, call) => {
    const { eventTypeName, eventCategory, name, start, limit } = call.query;
    const found = await inTransaction(database, entityId, async (tx) => {
      const eventType =
        eventTypeName === undefined ? undefined : await eventNamed(tx, eventTypeName);
      return listCalloutTemplates(tx, { eventType, eventCategory, name, start, limit });
    });
    const data = found.slice(0, limit).map(toWire);
    return found.length > limit ? { data, next: following(call.url, call.query) } : { data };
  }),
  route(contract.getCalloutTemplate, async ({ database, entityId }, { params }) => {
    const found = await inTransaction(database, entityId, (tx) =>
      findCalloutTemplate(tx, params.id),
    );
    if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key: params.id });
    return toWire(found);
  }),
  route(contract.updateCalloutTemplate, async (context, { params, body }) =>
    toWire(await updateCalloutTemplate(context, params.id, toChange(body))),
  ),
  route(contract.deleteCalloutTemplate, async (context, { params }) => {
    await deleteCalloutTemplate(context, params.id);
    return {};
  }),
];

type Created = Call<typeof contract.createCalloutTemplate>["body"];
type Changed = Call<typeof contract.updateCalloutTemplate>["body"];

/** @param id  of one that is there: its event is not asked for */
function toTemplate(body: Created, id?: string): NewCalloutTemplate {
  const { name, active, eventTypeName, eventCategory, calloutBaseurl, httpMethod } = body;
  const event =
    id === undefined
      ? namedEvent({ eventTypeName, eventCategory })
      : { eventName: "", eventCategory: null };
  const { content } = toChange(body);
  return {
    name,
    active,
    ...event,
    content: {
      calloutBaseurl,
      httpMethod,
      description: content.description ?? null,
      calloutParams: content.calloutParams ?? {},
      calloutHeaders: content.calloutHeaders ?? {},
      calloutRetry: content.calloutRetry ?? true,
      requiredAuth: content.requiredAuth ?? false,
      calloutAuth: content.calloutAuth ?? null,
      requiredOauth2: content.requiredOauth2 ?? false,
      oauth2ProviderId: content.oauth2ProviderId ?? null,
      useCustomRequestBody: content.useCustomRequestBody ?? false,
      customRequestBody: content.customRequestBody ?? null,
      hmac: content.hmac ?? null,
    },
  };
}

function toChange(body: Changed): ChangedCalloutTemplate {
  refuseFields(body, contract.TEMPLATE_NOT_YET);
  const { name, active, calloutBaseurl, httpMethod, calloutRetry, requiredAuth } = body;
  const { useCustomRequestBody, customRequestBody, description, calloutAuth } = body;
  return {
    name,
    active,
    content: {
      ...{ calloutBaseurl, httpMethod, calloutRetry, requiredAuth, useCustomRequestBody },
      ...{ customRequestBody, description },
      calloutParams: body.calloutParams === null ? {} : body.calloutParams,
      calloutHeaders: body.calloutHeaders === null ? {} : body.calloutHeaders,
      calloutAuth: calloutAuth && { ...calloutAuth, domain: calloutAuth.domain ?? null },
      requiredOauth2: body.requiredOauth2,
      oauth2ProviderId: plainId(body.oauth2ProviderId),
      hmac: toHmac(body),
    },
  };
}

const HMAC = [
  ...(["hmacKey", "hmacValue", "hmacData", "hmacAlgorithm"] as const),
  ...(["hmacSecret", "hmacOutputFormat"] as const),
];

/**
 * All of it, or nothing of it; undefined where none is named, null where all are null. Errors:
 * MISSING_FIELD.
 */
function toHmac(body: Changed): CalloutHmac | null | undefined {
  const given = HMAC.filter((name) => body[name] !== undefined && body[name] !== null);
  if (given.length === 0) {
    return HMAC.some((name) => body[name] === null) ? null : undefined;
  }
  const { hmacKey, hmacValue, hmacData, hmacAlgorithm, hmacSecret, hmacOutputFormat } = body;
  if (!(hmacKey && hmacValue && hmacData && hmacAlgorithm && hmacSecret && hmacOutputFormat)) {
    const field = HMAC.find((name) => !body[name]) ?? "hmacKey";
    throw new BillingError("MISSING_FIELD", { field });
  }
  return {
    key: hmacKey,
    value: hmacValue,
    data: hmacData,
    algorithm: hmacAlgorithm,
    secret: hmacSecret,
    outputFormat: hmacOutputFormat,
  };
}

function toWire({ calloutTemplateId: id, content, ...template }: StoredCalloutTemplate) {
  const { eventType: eventTypeName, eventCategory, name, active } = template;
  const { hmac, calloutAuth, calloutParams, calloutHeaders, ...rest } = content;
  return {
    id,
    createdBy: template.createdById,
    createdOn: inUtc(template.createdAt),
    updatedBy: template.updatedById,
    updatedOn: inUtc(template.updatedAt),
    eventTypeNamespace: namespaceOf(eventTypeName),
    ...{ eventTypeName, eventCategory, name, active },
    ...rest,
    calloutParams: unlessEmpty(calloutParams),
    calloutHeaders: unlessEmpty(calloutHeaders),
    calloutAuth: calloutAuth && { ...calloutAuth, password: null },
    requiredOauth2: content.requiredOauth2 ?? false,
    oauth2ProviderId: content.oauth2ProviderId ?? null,
    contentType: "APPLICATION_JSON" as const,
    certificate: null,
    hmacKey: hmac?.key ?? null,
    hmacValue: hmac?.value ?? null,
    hmacData: hmac?.data ?? null,
    hmacAlgorithm: hmac?.algorithm ?? null,
    hmacSecret: null,
    hmacOutputFormat: hmac?.outputFormat ?? null,
  };
}

const unlessEmpty = (texts: CalloutContent["calloutParams"]) =>
  Object.keys(texts).length === 0 ? null : { ...texts };
