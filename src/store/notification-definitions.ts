import type { Callout } from "#engine/model/callout.ts";
import type { EventName } from "#engine/model/event.ts";
import type { FilterRule, ParameterValues } from "#engine/model/filter-rule.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";

/** Who is told of which events. */
export type NotificationDefinition = {
  readonly notificationDefinitionId: string;
  readonly name: string;
  readonly description: string | null;
  readonly active: boolean;
  readonly eventType: EventName;
  /** Of a standard event; null where the type was named. */
  readonly eventCategory: number | null;
  readonly calloutActive: boolean;
  readonly callout: Callout | null;
  /** Instead of a callout of its own. */
  readonly calloutTemplateIds: readonly string[];
  readonly signingSecret: string;
  readonly emailActive: boolean;
  readonly emailTemplateId: string | null;
  /** Null: it tells of all events of its type. */
  readonly filterRule: FilterRule | null;
  readonly filterRuleParams: ParameterValues | null;
  /** It tells of accounts of these, and with the default of what is no account's. */
  readonly communicationProfileIds: readonly string[];
  /** As the caller has said: the account whose history shows it. */
  readonly associatedAccount: "Account.Id" | null;
};

export type StoredDefinition = NotificationDefinition & {
  /** The number of the last event that was told, or was none to tell. */
  readonly deliveredThrough: number;
  readonly createdById: string;
  readonly createdAt: Date;
  readonly updatedById: string;
  readonly updatedAt: Date;
};

type Authorship = { readonly userId: string; readonly now: string };

/** @param deliveredThrough  events after this one are told */
export async function saveNewDefinition(
  tx: Transaction,
  definition: NotificationDefinition,
  deliveredThrough: number,
  { userId, now }: Authorship,
): Promise<void> {
  const { notificationDefinitionId, name, description, active, callout } = definition;
  const { eventType, eventCategory, calloutActive, signingSecret } = definition;
  await sql`
    insert into notification_definitions (notification_definition_id, name, description, active,
      event_type, event_category, callout_active, callout, signing_secret, delivered_through,
      email_active, email_template_id, filter_rule, filter_rule_params,
      communication_profile_ids, associated_account, callout_template_ids,
      created_by_id, created_at, updated_by_id, updated_at)
    values (${notificationDefinitionId}, ${name}, ${description}, ${active}, ${eventType},
      ${eventCategory}, ${calloutActive}, ${asJson(callout)}::jsonb, ${signingSecret},
      ${deliveredThrough}, ${definition.emailActive}, ${definition.emailTemplateId},
      ${asJson(definition.filterRule)}::jsonb, ${asJson(definition.filterRuleParams)}::jsonb,
      ${[...definition.communicationProfileIds]}::uuid[], ${definition.associatedAccount},
      ${[...definition.calloutTemplateIds]}::uuid[],
      ${userId}, ${now}, ${userId}, ${now})
  `.execute(tx);
}

/** What it tells of stays; `deliveredThrough` where it begins to tell. */
export async function saveDefinition(
  tx: Transaction,
  definition: NotificationDefinition,
  deliveredThrough: number | undefined,
  { userId, now }: Authorship,
): Promise<void> {
  const { notificationDefinitionId, name, description, active, calloutActive } = definition;
  await sql`
    update notification_definitions set name = ${name}, description = ${description},
      active = ${active}, callout_active = ${calloutActive},
      callout = ${asJson(definition.callout)}::jsonb,
      email_active = ${definition.emailActive}, email_template_id = ${definition.emailTemplateId},
      filter_rule = ${asJson(definition.filterRule)}::jsonb,
      filter_rule_params = ${asJson(definition.filterRuleParams)}::jsonb,
      communication_profile_ids = ${[...definition.communicationProfileIds]}::uuid[],
      associated_account = ${definition.associatedAccount},
      callout_template_ids = ${[...definition.calloutTemplateIds]}::uuid[],
      delivered_through = coalesce(${deliveredThrough ?? null}::bigint, delivered_through),
      updated_by_id = ${userId}, updated_at = ${now}
    where notification_definition_id = ${notificationDefinitionId}::uuid
  `.execute(tx);
}

const asJson = (given: object | null): string | null =>
  given === null ? null : JSON.stringify(given);

export async function findDefinition(
  tx: Transaction,
  key: string,
): Promise<StoredDefinition | undefined> {
  const { rows } = await sql<DefinitionRow>`
    select * from notification_definitions where notification_definition_id = ${idOf(key)}::uuid
  `.execute(tx);
  return rows.map(toDefinition)[0];
}

/** The same, locked until the transaction ends. */
export async function lockDefinition(
  tx: Transaction,
  key: string,
): Promise<StoredDefinition | undefined> {
  const { rows } = await sql<DefinitionRow>`
    select * from notification_definitions where notification_definition_id = ${idOf(key)}::uuid
    for update
  `.execute(tx);
  return rows.map(toDefinition)[0];
}

/**
 * Whether another definition of one of its profiles has its name. Nobody else saves one until the
 * transaction ends.
 */
export async function isDefinitionNamed(
  tx: Transaction,
  {
    name,
    communicationProfileIds,
    notificationDefinitionId: ownId,
  }: Pick<NotificationDefinition, "name" | "communicationProfileIds" | "notificationDefinitionId">,
): Promise<boolean> {
  await sql`select from communication_profiles where is_default for update`.execute(tx);
  const { rows } = await sql`
    select from notification_definitions
    where name = ${name} and notification_definition_id <> ${ownId}::uuid
    and communication_profile_ids && ${[...communicationProfileIds]}::uuid[]
  `.execute(tx);
  return rows.length > 0;
}

export type DefinitionFilter = {
  readonly eventType: EventName | undefined;
  readonly eventCategory: number | undefined;
  readonly profileId: string | undefined;
  readonly emailTemplateId: string | undefined;
  /** From 1. */
  readonly start: number;
  readonly limit: number;
};

/** In the order in which they were made, one more than `limit` where there are more. */
export async function listDefinitions(
  tx: Transaction,
  { eventType, eventCategory, profileId, emailTemplateId, start, limit }: DefinitionFilter,
): Promise<StoredDefinition[]> {
  const { rows } = await sql<DefinitionRow>`
    select * from notification_definitions
    where (${eventType ?? null}::text is null or event_type = ${eventType ?? null})
    and (${eventCategory ?? null}::integer is null or event_category = ${eventCategory ?? null})
    and (${profileId ?? null}::text is null
      or ${idOf(profileId ?? "")}::uuid = any (communication_profile_ids))
    and (${emailTemplateId ?? null}::text is null
      or email_template_id = ${idOf(emailTemplateId ?? "")}::uuid)
    order by notification_definition_id limit ${limit + 1} offset ${start - 1}
  `.execute(tx);
  return rows.map(toDefinition);
}

export async function deleteDefinition(tx: Transaction, key: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    delete from notification_definitions where notification_definition_id = ${idOf(key)}::uuid
  `.execute(tx);
  return Boolean(numAffectedRows);
}

/** Ids of those that may have something to tell. */
export async function listDefinitionsBehind(
  tx: Transaction,
  lastEventNumber: number,
): Promise<string[]> {
  const { rows } = await sql<{ notification_definition_id: string }>`
    select notification_definition_id from notification_definitions
    where active and (email_active
      or callout_active and (callout is not null or callout_template_ids <> '{}'))
    and delivered_through < ${lastEventNumber}
  `.execute(tx);
  return rows.map((row) => row.notification_definition_id);
}

export type TellingDefinition = Pick<
  StoredDefinition,
  "eventType" | "filterRuleParams" | "updatedAt"
>;

/** All that tell of their events at present. */
export async function listTellingDefinitions(tx: Transaction): Promise<TellingDefinition[]> {
  const { rows } = await sql<DefinitionRow>`
    select event_type, filter_rule_params, updated_at from notification_definitions
    where active and (email_active or callout_active and callout is not null)
  `.execute(tx);
  return rows.map((row) => ({
    eventType: row.event_type,
    filterRuleParams: row.filter_rule_params,
    updatedAt: row.updated_at,
  }));
}

export async function saveDeliveredThrough(
  tx: Transaction,
  notificationDefinitionId: string,
  eventNumber: number,
): Promise<void> {
  await sql`
    update notification_definitions set delivered_through = ${eventNumber}
    where notification_definition_id = ${notificationDefinitionId}::uuid
    and delivered_through < ${eventNumber}
  `.execute(tx);
}

type DefinitionRow = {
  notification_definition_id: string;
  name: string;
  description: string | null;
  active: boolean;
  event_type: EventName;
  event_category: number | null;
  callout_active: boolean;
  callout: Callout | null;
  signing_secret: string;
  email_active: boolean;
  email_template_id: string | null;
  filter_rule: FilterRule | null;
  filter_rule_params: ParameterValues | null;
  communication_profile_ids: string[];
  associated_account: "Account.Id" | null;
  callout_template_ids: string[];
  delivered_through: number;
  created_by_id: string;
  created_at: Date;
  updated_by_id: string;
  updated_at: Date;
};

const toDefinition = (row: DefinitionRow): StoredDefinition => ({
  notificationDefinitionId: row.notification_definition_id,
  name: row.name,
  description: row.description,
  active: row.active,
  eventType: row.event_type,
  eventCategory: row.event_category,
  calloutActive: row.callout_active,
  callout: row.callout,
  signingSecret: row.signing_secret,
  emailActive: row.email_active,
  emailTemplateId: row.email_template_id,
  filterRule: row.filter_rule,
  filterRuleParams: row.filter_rule_params,
  communicationProfileIds: row.communication_profile_ids.map((id) => id.replaceAll("-", "")),
  associatedAccount: row.associated_account,
  calloutTemplateIds: row.callout_template_ids.map((id) => id.replaceAll("-", "")),
  deliveredThrough: row.delivered_through,
  createdById: row.created_by_id,
  createdAt: row.created_at,
  updatedById: row.updated_by_id,
  updatedAt: row.updated_at,
});
