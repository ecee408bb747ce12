import { BillingError } from "#engine/errors.ts";
import type { EmailContent, EmailTemplate } from "#engine/model/email-template.ts";
import { categoryOfType } from "#engine/model/event.ts";
import { isEmailAddress } from "#engine/printing/email.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import {
  deleteEmailTemplate as deleteRow,
  findEmailTemplate,
  isTemplateNamed,
  listDefinitionsUsing,
  lockEmailTemplate,
  type StoredTemplate,
  saveEmailTemplate,
} from "#store/email-templates.ts";
import { newId } from "#store/ids.ts";
import { authorOf, type Context } from "./context.ts";
import { aboutWhat, eventNamed } from "./event-named.ts";
import { saveEach } from "./save-each.ts";
import { checkTemplate } from "./write-event-emails.ts";

export type NewTemplate = Omit<EmailTemplate, "emailTemplateId" | "eventType"> & {
  readonly eventName: string;
};

/**
 * Errors: INVALID_VALUE for an event that is not there, a merge field that stands for nothing, or what is
 * no address; MISSING_FIELD for an address that is to be named; NOT_SUPPORTED for functions in merge
 * fields; NUMBER_IN_USE for a name that another template has.
 */
export const createEmailTemplate = (
  context: Context,
  given: NewTemplate,
): Promise<StoredTemplate> =>
  inTransaction(context.database, context.entityId, (tx) => create(tx, context, given));

async function create(
  tx: Transaction,
  context: Context,
  { eventName, ...given }: NewTemplate,
): Promise<StoredTemplate> {
  const eventType = await eventNamed(tx, eventName);
  const eventCategory = given.eventCategory ?? categoryOfType(eventType);
  return save(tx, context, { ...given, eventType, eventCategory, emailTemplateId: newId() });
}

export type ChangedTemplate = {
  readonly name?: string | undefined;
  readonly active?: boolean | undefined;
  readonly content: { readonly [Name in keyof EmailContent]?: EmailContent[Name] | undefined };
};

/** What is left out stays. Errors: ENTITY_NOT_FOUND and those of createEmailTemplate. */
export const updateEmailTemplate = (
  context: Context,
  key: string,
  changed: ChangedTemplate,
): Promise<StoredTemplate> =>
  inTransaction(context.database, context.entityId, (tx) => update(tx, context, key, changed));

async function update(
  tx: Transaction,
  context: Context,
  key: string,
  { name, active, content }: ChangedTemplate,
): Promise<StoredTemplate> {
  const before = await lockEmailTemplate(tx, key);
  if (!before) throw new BillingError("ENTITY_NOT_FOUND", { key });
  const given = Object.fromEntries(
    Object.entries(content).filter(([, value]) => value !== undefined),
  );
  return save(tx, context, {
    ...before,
    name: name ?? before.name,
    active: active ?? before.active,
    content: { ...before.content, ...given },
  });
}

/** One to make, or to change where it has an id. */
export type ImportedTemplate = { readonly id: string | undefined; readonly template: NewTemplate };

/**
 * Makes or changes several: all or none, unless some may fail.
 *
 * @returns why those failed that did
 */
export const importEmailTemplates = (
  context: Context,
  imported: readonly ImportedTemplate[],
  may: { readonly mayFail: boolean },
): Promise<BillingError[]> =>
  inTransaction(context.database, context.entityId, (tx) =>
    saveEach(tx, imported, may, (within, { id, template }) =>
      id === undefined ? create(within, context, template) : update(within, context, id, template),
    ),
  );

/** Errors: ENTITY_NOT_FOUND; NOT_ALLOWED while a notification definition writes by it. */
export const deleteEmailTemplate = (context: Context, key: string): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const template = await lockEmailTemplate(tx, key);
    if (!template) throw new BillingError("ENTITY_NOT_FOUND", { key });
    const [used] = await listDefinitionsUsing(tx, template.emailTemplateId);
    if (used !== undefined) {
      const message = `Notification definition '${used}' writes by the template: change it first.`;
      throw new BillingError("NOT_ALLOWED", { message });
    }
    await deleteRow(tx, template.emailTemplateId);
  });

async function save(
  tx: Transaction,
  context: Context,
  template: EmailTemplate,
): Promise<StoredTemplate> {
  const { emailTemplateId, name, content, eventType } = template;
  checkAddresses(content);
  checkTemplate(content, await aboutWhat(tx, eventType));
  if (await isTemplateNamed(tx, name, emailTemplateId)) {
    throw new BillingError("NUMBER_IN_USE", { field: "E-mail template", number: name });
  }
  await saveEmailTemplate(tx, template, authorOf(context));
  const stored = await findEmailTemplate(tx, emailTemplateId);
  if (!stored) throw new BillingError("ENTITY_NOT_FOUND", { key: emailTemplateId });
  return stored;
}

/** Addresses that are written out; those of merge fields are looked at when they are filled in. */
function checkAddresses(content: EmailContent): void {
  const { fromEmailType, fromEmailAddress, replyToEmailType, replyToEmailAddress } = content;
  const { toEmailType, toEmailAddress, ccEmailAddress, bccEmailAddress } = content;
  needed("fromEmailAddress", fromEmailType === "SpecificEmail", fromEmailAddress);
  needed("replyToEmailAddress", replyToEmailType === "SpecificEmail", replyToEmailAddress);
  needed("toEmailAddress", toEmailType === "SpecificEmails", toEmailAddress);
  for (const [field, given] of Object.entries({
    toEmailAddress,
    ccEmailAddress,
    bccEmailAddress,
  })) {
    for (const address of (given ?? "").split(/[,;]/).map((each) => each.trim())) {
      if (address === "" || /[<{]/.test(address) || isEmailAddress(address)) continue;
      throw new BillingError("INVALID_VALUE", {
        message: `'${field}': '${address}' is no e-mail address`,
      });
    }
  }
  if (fromEmailAddress === null || fromEmailAddress === "" || isEmailAddress(fromEmailAddress))
    return;
  const message = `'fromEmailAddress': '${fromEmailAddress}' is no e-mail address`;
  throw new BillingError("INVALID_VALUE", { message });
}

function needed(field: string, isNeeded: boolean, given: string | null): void {
  if (isNeeded && !given) throw new BillingError("MISSING_FIELD", { field });
}
