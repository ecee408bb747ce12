import type { EventContext } from "#engine/callouts/merge-fields.ts";
import { MERGE_FIELDS, type ToldEvent } from "#engine/callouts/merge-fields.ts";
import { BillingError } from "#engine/errors.ts";
import type { EmailContent, EmailTemplate, Recipients } from "#engine/model/email-template.ts";
import type { EventEmail } from "#engine/model/event-email.ts";
import { isEmailAddress } from "#engine/printing/email.ts";
import { asWritten, escapedForHtml, onOneLine, render } from "#engine/templates/render.ts";
import { parseTemplate, type TemplatePart } from "#engine/templates/template.ts";
import type { ConditionObject } from "#store/conditions/condition-objects.ts";
import type { Transaction } from "#store/database.ts";
import {
  type AccountAddresses,
  findTenantName,
  listAccountAddresses,
  listInvoiceOwners,
} from "#store/email-recipients.ts";
import { MergeFields } from "#store/merge-fields.ts";

import type { Context } from "./context.ts";

/** What is known of an event itself, in angle brackets. */
const SYSTEM: ReadonlySet<string> = new Set([...MERGE_FIELDS, "<Tenant.ID>", "<Tenant.Name>"]);

type Parsed = ReturnType<typeof parsed>;

/** The texts of a template, read, with what their merge fields stand for. */
function parsed(content: EmailContent, about: ConditionObject | undefined) {
  const fields = new MergeFields(about, SYSTEM);
  const read = (text: string | null): TemplatePart[] => {
    const parts = parseTemplate(text ?? "");
    fields.add(parts);
    return parts;
  };
  return {
    fields,
    subject: read(content.emailSubject),
    body: read(content.emailBody),
    headers: Object.entries(content.emailHeaders).map(
      ([name, value]) => [name, read(value)] as const,
    ),
    fromName: read(content.fromName),
    to: read(content.toEmailAddress),
    cc: read(content.ccEmailAddress),
    bcc: read(content.bccEmailAddress),
    replyTo: read(content.replyToEmailAddress),
  };
}

/** Errors: INVALID_VALUE for merge fields that stand for nothing, NOT_SUPPORTED for functions. */
export function checkTemplate(content: EmailContent, about: ConditionObject | undefined): void {
  parsed(content, about);
}

type Told = { readonly event: ToldEvent; readonly context: EventContext };

/**
 * E-mails that tell of events, one for each, with merge fields as their objects are now: a query for each
 * kind of thing that a template names, however many events there are.
 */
export async function writeEventEmails(
  tx: Transaction,
  { entityId, today }: Pick<Context, "entityId" | "today">,
  {
    template,
    about,
  }: { readonly template: EmailTemplate; readonly about: ConditionObject | undefined },
  told: readonly Told[],
): Promise<EventEmail[]> {
  const { content } = template;
  const texts = parsed(content, about);
  const ids = told.map(({ event }) => event.objectId);
  const objects = await texts.fields.findAll(tx, [...new Set(ids)], today());
  const owners = await listInvoiceOwners(
    tx,
    told.flatMap(({ event }) => (event.objectType === "Subscription" ? event.objectId : [])),
  );
  const accountIds = told.flatMap(({ event }) => [
    ...(event.accountId === null ? [] : [event.accountId]),
    ...(owners.has(event.objectId) ? [owners.get(event.objectId) ?? ""] : []),
  ]);
  const addresses = await listAccountAddresses(tx, [...new Set(accountIds)]);
  const tenant = { "<Tenant.ID>": entityId, "<Tenant.Name>": await findTenantName(tx) };
  return told.map(({ event, context }) => {
    const lookUp = texts.fields.lookUp({ ...context, ...tenant }, objects.get(event.objectId));
    const fill = (parts: readonly TemplatePart[], write = asWritten) =>
      render(parts, lookUp, write);
    const own = addresses.get(event.accountId ?? "");
    const payer = addresses.get(owners.get(event.objectId) ?? event.accountId ?? "");
    return emailOf(event, content, texts, { fill, own, payer });
  });
}

type Filling = {
  readonly fill: (parts: readonly TemplatePart[], write?: (value: string) => string) => string;
  readonly own: AccountAddresses | undefined;
  readonly payer: AccountAddresses | undefined;
};

function emailOf(
  { accountId, objectType, objectId, eventNumber, eventCategory }: ToldEvent,
  content: EmailContent,
  texts: Parsed,
  { fill, own, payer }: Filling,
): EventEmail {
  const line = (parts: readonly TemplatePart[]): string => onOneLine(fill(parts));
  const named = (type: Recipients, specific: readonly TemplatePart[]): readonly string[] =>
    type === "SpecificEmails"
      ? listed(line(specific))
      : addressesOf(type, type.startsWith("InvoiceOwner") ? payer : own);
  const additional = content.useAdditionalAddresses ? (own?.additional ?? []) : [];
  const to = unique([...named(content.toEmailType, texts.to), ...additional]);
  const [replyTo = null] = listed(line(texts.replyTo));
  return {
    ...{ accountId, objectType, objectId, eventNumber, eventCategory },
    to,
    cc: unique(named(content.ccEmailType, texts.cc)),
    bcc: unique(listed(line(texts.bcc))),
    replyTo: content.replyToEmailType === "SpecificEmail" ? replyTo : null,
    fromAddress: content.fromEmailType === "SpecificEmail" ? content.fromEmailAddress : null,
    fromName: line(texts.fromName) || null,
    subject: line(texts.subject),
    body: fill(texts.body, content.isHtml ? escapedForHtml : asWritten),
    isHtml: content.isHtml,
    headers: Object.fromEntries(texts.headers.map(([name, value]) => [name, line(value)])),
    errorMessage: to.length > 0 ? null : `There is no address for '${content.toEmailType}'.`,
  };
}

const listed = (text: string): string[] => text.split(/[,;]/).map((each) => each.trim());

const unique = (addresses: readonly string[]): string[] => [
  ...new Set(addresses.filter(isEmailAddress)),
];

function addressesOf(type: Recipients, of: AccountAddresses | undefined): readonly string[] {
  switch (type.replace("InvoiceOwner", "")) {
    case "BillToContact":
      return of?.billTo ?? [];
    case "SoldToContact":
      return of?.soldTo ?? [];
    case "BillToAndSoldToContacts":
      return [...(of?.billTo ?? []), ...(of?.soldTo ?? [])];
    case "AllContacts":
      return of?.allContacts ?? [];
    default:
      throw new BillingError("INVALID_VALUE", { message: `'${type}' is nobody.` });
  }
}
