import { BillingError } from "#engine/errors.ts";
import type { CalloutContent, CalloutTemplate } from "#engine/model/callout-template.ts";
import { categoryOfType } from "#engine/model/event.ts";
import {
  deleteCalloutTemplate as deleteRow,
  findCalloutTemplate,
  isCalloutTemplateNamed,
  listDefinitionsCallingBy,
  lockCalloutTemplate,
  type StoredCalloutTemplate,
  saveCalloutTemplate,
} from "#store/callout-templates.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { checkAddress, refuseOldPasswordElsewhere } from "./check-callout.ts";
import { authorOf, type Context } from "./context.ts";
import { aboutWhat, eventNamed } from "./event-named.ts";
import { saveEach } from "./save-each.ts";
import { checkTokensOf } from "./save-oauth2-provider.ts";
import { checkCalloutTemplate } from "./write-callouts.ts";

export type NewCalloutTemplate = Omit<CalloutTemplate, "calloutTemplateId" | "eventType"> & {
  readonly eventName: string;
};

/**
 * Errors: INVALID_VALUE for an event that is not there, an address that no callout may go to, a merge
 * field that stands for nothing, or a body that is no JSON; MISSING_FIELD for credentials; NOT_SUPPORTED
 * for functions in merge fields; NUMBER_IN_USE for a name that another template has.
 */
export const createCalloutTemplate = (
  context: Context,
  given: NewCalloutTemplate,
): Promise<StoredCalloutTemplate> =>
  inTransaction(context.database, context.entityId, (tx) => create(tx, context, given));

async function create(
  tx: Transaction,
  context: Context,
  { eventName, ...given }: NewCalloutTemplate,
): Promise<StoredCalloutTemplate> {
  const eventType = await eventNamed(tx, eventName);
  const eventCategory = given.eventCategory ?? categoryOfType(eventType);
  return save(tx, context, { ...given, eventType, eventCategory, calloutTemplateId: newId() });
}

export type ChangedCalloutTemplate = {
  readonly name?: string | undefined;
  readonly active?: boolean | undefined;
  readonly content: { readonly [Name in keyof CalloutContent]?: CalloutContent[Name] | undefined };
};

/** What is left out stays. Errors: ENTITY_NOT_FOUND and those of createCalloutTemplate. */
export const updateCalloutTemplate = (
  context: Context,
  key: string,
  changed: ChangedCalloutTemplate,
): Promise<StoredCalloutTemplate> =>
  inTransaction(context.database, context.entityId, (tx) => update(tx, context, key, changed));

async function update(
  tx: Transaction,
  context: Context,
  key: string,
  { name, active, content }: ChangedCalloutTemplate,
): Promise<StoredCalloutTemplate> {
  const before = await lockCalloutTemplate(tx, key);
  if (!before) throw new BillingError("ENTITY_NOT_FOUND", { key });
  const given = Object.fromEntries(
    Object.entries(content).filter(([, value]) => value !== undefined),
  );
  refuseOldPasswordElsewhere(before.content, content, "");
  return save(tx, context, {
    ...before,
    name: name ?? before.name,
    active: active ?? before.active,
    content: { ...before.content, ...given },
  });
}

/** One to make, or to change where it has an id. */
export type ImportedCalloutTemplate = {
  readonly id: string | undefined;
  readonly template: NewCalloutTemplate;
};

/**
 * Makes or changes several: all or none, unless some may fail.
 *
 * @returns why those failed that did
 */
export const importCalloutTemplates = (
  context: Context,
  imported: readonly ImportedCalloutTemplate[],
  may: { readonly mayFail: boolean },
): Promise<BillingError[]> =>
  inTransaction(context.database, context.entityId, (tx) =>
    saveEach(tx, imported, may, (within, { id, template }) =>
      id === undefined ? create(within, context, template) : update(within, context, id, template),
    ),
  );

/** Errors: ENTITY_NOT_FOUND; NOT_ALLOWED while a notification definition calls by it. */
export const deleteCalloutTemplate = (context: Context, key: string): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const template = await lockCalloutTemplate(tx, key);
    if (!template) throw new BillingError("ENTITY_NOT_FOUND", { key });
    const [used] = await listDefinitionsCallingBy(tx, template.calloutTemplateId);
    if (used !== undefined) {
      const message = `Notification definition '${used}' calls by the template: change it first.`;
      throw new BillingError("NOT_ALLOWED", { message });
    }
    await deleteRow(tx, template.calloutTemplateId);
  });

async function save(
  tx: Transaction,
  context: Context,
  template: CalloutTemplate,
): Promise<StoredCalloutTemplate> {
  const { calloutTemplateId, name, content, eventType } = template;
  checkAddress(content, "", context.calloutHosts ?? new Set());
  await checkTokensOf(tx, content, "");
  checkCalloutTemplate(content, await aboutWhat(tx, eventType));
  if (content.useCustomRequestBody && content.customRequestBody === null) {
    throw new BillingError("MISSING_FIELD", { field: "customRequestBody" });
  }
  if (await isCalloutTemplateNamed(tx, name, calloutTemplateId)) {
    throw new BillingError("NUMBER_IN_USE", { field: "Callout template", number: name });
  }
  await saveCalloutTemplate(tx, template, authorOf(context));
  const saved = await findCalloutTemplate(tx, calloutTemplateId);
  if (!saved) throw new BillingError("ENTITY_NOT_FOUND", { key: calloutTemplateId });
  return saved;
}
