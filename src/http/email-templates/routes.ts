import { BillingError } from "#engine/errors.ts";
import { eventNamed } from "#operations/event-named.ts";
import {
  createEmailTemplate,
  deleteEmailTemplate,
  importEmailTemplates,
  type NewTemplate,
  updateEmailTemplate,
} from "#operations/save-email-template.ts";
import { inTransaction } from "#store/database.ts";
import {
  findEmailTemplate,
  listEmailTemplates,
  type StoredTemplate,
} from "#store/email-templates.ts";
import { following } from "../event-triggers/following.ts";
import { namedEvent, namespaceOf } from "../events/told-event.ts";
import { inUtc } from "../notifications/to-wire.ts";
import { type Call, type Route, route } from "../route.ts";
import * as contract from "./contract.ts";

export const emailTemplateRoutes: readonly Route[] = [
  route(contract.createEmailTemplate, async (context, { body }) =>
    toWire(await createEmailTemplate(context, toTemplate(body))),
  ),
  route(contract.importEmailTemplates, async (context, { body }) => {
    const { allowPartialSuccess: mayFail, emailTemplates } = body;
    const imported = emailTemplates.map(({ id, ...template }) => ({
      id: id ?? undefined,
      template: toTemplate(template, id ?? undefined),
    }));
    const failures = await importEmailTemplates(context, imported, { mayFail });
    return { reasons: failures.map(({ code, message }) => ({ code, message })) };
  }),
  route(contract.listEmailTemplates, async ({ database, entityId }, call) => {
    const { eventTypeName, eventCategory, name, start, limit } = call.query;
    const found = await inTransaction(database, entityId, async (tx) => {
      const eventType =
        eventTypeName === undefined ? undefined : await eventNamed(tx, eventTypeName);
      return listEmailTemplates(tx, { eventType, eventCategory, name, start, limit });
    });
    const data = found.slice(0, limit).map(toWire);
    return found.length > limit ? { data, next: following(call.url, call.query) } : { data };
  }),
  route(contract.getEmailTemplate, async ({ database, entityId }, { params }) => {
    const found = await inTransaction(database, entityId, (tx) => findEmailTemplate(tx, params.id));
    if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key: params.id });
    return toWire(found);
  }),
  route(contract.updateEmailTemplate, async (context, { params, body }) => {
    const { name, active, encodingType: _, ...content } = body;
    return toWire(await updateEmailTemplate(context, params.id, { name, active, content }));
  }),
  route(contract.deleteEmailTemplate, async (context, { params }) => {
    await deleteEmailTemplate(context, params.id);
    return {};
  }),
];

type Body = Call<typeof contract.createEmailTemplate>["body"];

/** @param id  of one that is there: its event is not asked for */
function toTemplate(body: Body, id?: string): NewTemplate {
  const { name, active, eventTypeName, eventCategory, eventTypeNamespace: _, ...rest } = body;
  const { encodingType: __, ...content } = rest;
  const event =
    id === undefined
      ? namedEvent({ eventTypeName, eventCategory })
      : { eventName: "", eventCategory: null };
  return { name, active, ...event, content };
}

function toWire({ emailTemplateId: id, content, ...template }: StoredTemplate) {
  const { eventType: eventTypeName, eventCategory, name, active } = template;
  return {
    id,
    createdBy: template.createdById,
    createdOn: inUtc(template.createdAt),
    updatedBy: template.updatedById,
    updatedOn: inUtc(template.updatedAt),
    fileId: null,
    eventTypeNamespace: namespaceOf(eventTypeName),
    ...{ eventTypeName, eventCategory, name, active },
    ...content,
    encodingType: "UTF8" as const,
  };
}
