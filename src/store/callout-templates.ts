import type { CalloutContent, CalloutTemplate } from "#engine/model/callout-template.ts";
import { sql, type Transaction } from "./database.ts";
import { isAsked, type TemplateFilter } from "./email-templates.ts";
import { idOf } from "./ids.ts";

export type StoredCalloutTemplate = CalloutTemplate & {
  readonly createdById: string;
  readonly createdAt: Date;
  readonly updatedById: string;
  readonly updatedAt: Date;
};

/** Makes it, or changes what may change of it: the event stays. */
export async function saveCalloutTemplate(
  tx: Transaction,
  template: CalloutTemplate,
  { userId, now }: { readonly userId: string; readonly now: string },
): Promise<void> {
  const { calloutTemplateId, name, active, eventType, eventCategory, content } = template;
  await sql`
    insert into callout_templates (callout_template_id, name, active, event_type, event_category,
      content, created_by_id, created_at, updated_by_id, updated_at)
    values (${calloutTemplateId}, ${name}, ${active}, ${eventType}, ${eventCategory},
      ${JSON.stringify(content)}::jsonb, ${userId}, ${now}, ${userId}, ${now})
    on conflict (entity_id, callout_template_id) do update set name = excluded.name,
      active = excluded.active, content = excluded.content,
      updated_by_id = excluded.updated_by_id, updated_at = excluded.updated_at
  `.execute(tx);
}

export async function findCalloutTemplate(
  tx: Transaction,
  key: string,
): Promise<StoredCalloutTemplate | undefined> {
  const { rows } = await sql<TemplateRow>`
    select * from callout_templates where callout_template_id = ${idOf(key)}::uuid
  `.execute(tx);
  return rows.map(toTemplate)[0];
}

/** The same, locked until the transaction ends. */
export async function lockCalloutTemplate(
  tx: Transaction,
  key: string,
): Promise<StoredCalloutTemplate | undefined> {
  const { rows } = await sql<TemplateRow>`
    select * from callout_templates where callout_template_id = ${idOf(key)}::uuid for update
  `.execute(tx);
  return rows.map(toTemplate)[0];
}

/** In the order of the ids; unknown ones are left out. */
export async function listCalloutTemplatesById(
  tx: Transaction,
  ids: readonly string[],
): Promise<StoredCalloutTemplate[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<TemplateRow>`
    select templates.* from unnest(${[...ids]}::uuid[]) with ordinality wanted (id, place)
    join callout_templates templates on templates.callout_template_id = wanted.id
    order by place
  `.execute(tx);
  return rows.map(toTemplate);
}

export async function isCalloutTemplateNamed(
  tx: Transaction,
  name: string,
  exceptId: string,
): Promise<boolean> {
  const { rows } = await sql`
    select from callout_templates where name = ${name} and callout_template_id <> ${exceptId}::uuid
  `.execute(tx);
  return rows.length > 0;
}

/** In the order in which they were made, one more than `limit` where there are more. */
export async function listCalloutTemplates(
  tx: Transaction,
  filter: TemplateFilter,
): Promise<StoredCalloutTemplate[]> {
  const { rows } = await sql<TemplateRow>`
    select * from callout_templates where ${isAsked(filter)}
    order by callout_template_id limit ${filter.limit + 1} offset ${filter.start - 1}
  `.execute(tx);
  return rows.map(toTemplate);
}

export async function deleteCalloutTemplate(
  tx: Transaction,
  calloutTemplateId: string,
): Promise<void> {
  await sql`
    delete from callout_templates where callout_template_id = ${calloutTemplateId}::uuid
  `.execute(tx);
}

/** Names of notification definitions that call by it. */
export async function listDefinitionsCallingBy(
  tx: Transaction,
  calloutTemplateId: string,
): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select name from notification_definitions
    where ${calloutTemplateId}::uuid = any (callout_template_ids) order by name
  `.execute(tx);
  return rows.map((row) => row.name);
}

type TemplateRow = {
  callout_template_id: string;
  name: string;
  active: boolean;
  event_type: string;
  event_category: number | null;
  content: CalloutContent;
  created_by_id: string;
  created_at: Date;
  updated_by_id: string;
  updated_at: Date;
};

const toTemplate = (row: TemplateRow): StoredCalloutTemplate => ({
  calloutTemplateId: row.callout_template_id,
  name: row.name,
  active: row.active,
  eventType: row.event_type,
  eventCategory: row.event_category,
  content: row.content,
  createdById: row.created_by_id,
  createdAt: row.created_at,
  updatedById: row.updated_by_id,
  updatedAt: row.updated_at,
});
