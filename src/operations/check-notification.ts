/** What a notification definition needs besides its callout: a rule that can be asked, a template. */
import { BillingError } from "#engine/errors.ts";
import { listCalloutTemplatesById } from "#store/callout-templates.ts";
import { checkCondition } from "#store/conditions/filter-objects.ts";
import type { Transaction } from "#store/database.ts";
import { findEmailTemplate } from "#store/email-templates.ts";
import { idOf } from "#store/ids.ts";
import type { NotificationDefinition } from "#store/notification-definitions.ts";
import { aboutWhat } from "./event-named.ts";
import { ruleOf } from "./notification-rule.ts";

/**
 * Errors: INVALID_VALUE for a condition that cannot be read or names what the event's object has not, and
 * for values that are none of its parameters; MISSING_FIELD for a parameter without a value; NOT_SUPPORTED
 * for an event that is about nothing that can be asked for.
 */
export async function checkRule(
  tx: Transaction,
  definition: NotificationDefinition,
): Promise<void> {
  const { eventType } = definition;
  const { condition, parameters } = await ruleOf(tx, definition);
  if (condition === undefined) return;
  const about = await aboutWhat(tx, eventType);
  if (about === undefined) {
    const message = `Events '${eventType}' have no 'filterRule' in this version of Quittance.`;
    throw new BillingError("NOT_SUPPORTED", { message });
  }
  checkCondition(about, condition, parameters);
}

/**
 * Errors: MISSING_FIELD where e-mails are active and there is no template, ENTITY_NOT_FOUND, and
 * INVALID_VALUE for a template that is not active or of another event.
 */
export async function checkEmail(
  tx: Transaction,
  { emailActive, emailTemplateId: key, eventType, eventCategory }: NotificationDefinition,
): Promise<void> {
  if (key === null) {
    if (emailActive) throw new BillingError("MISSING_FIELD", { field: "emailTemplateId" });
    return;
  }
  const template = await findEmailTemplate(tx, key);
  if (!template) throw new BillingError("ENTITY_NOT_FOUND", { key });
  const isOfEvent =
    template.eventType === eventType &&
    (template.eventCategory === null || template.eventCategory === eventCategory);
  if (isOfEvent && template.active) return;
  const why = isOfEvent ? "is not active" : `is of the event '${template.eventType}'`;
  const message = `E-mail template '${template.name}' ${why}.`;
  throw new BillingError("INVALID_VALUE", { message });
}

/**
 * Errors: ENTITY_NOT_FOUND, and INVALID_VALUE for a template of another event. One that is not active
 * calls nobody until it is.
 */
export async function checkCalloutTemplates(
  tx: Transaction,
  { calloutTemplateIds: keys, eventType, eventCategory }: NotificationDefinition,
): Promise<void> {
  const ids = keys.flatMap((key) => idOf(key) ?? []);
  const templates = await listCalloutTemplatesById(tx, ids);
  const known = new Set(templates.map(({ calloutTemplateId }) => calloutTemplateId));
  for (const key of keys) {
    if (!known.has(idOf(key) ?? "")) throw new BillingError("ENTITY_NOT_FOUND", { key });
  }
  for (const template of templates) {
    const isOfEvent =
      template.eventType === eventType &&
      (template.eventCategory === null || template.eventCategory === eventCategory);
    if (isOfEvent) continue;
    const message = `Callout template '${template.name}' is of the event '${template.eventType}'.`;
    throw new BillingError("INVALID_VALUE", { message });
  }
}
