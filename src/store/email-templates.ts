import type { EmailContent, EmailTemplate } from "#engine/model/email-template.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";

export type StoredTemplate = EmailTemplate & {
  readonly createdById: string;
  readonly createdAt: Date;
  readonly updatedById: string;
  readonly updatedAt: Date;
};

/** Makes it, or changes what may change of it: the event stays. */
export async function saveEmailTemplate(
  tx: Transaction,
  template: EmailTemplate,
  { userId, now }: { readonly userId: string; readonly now: string },
): Promise<void> {
  const { emailTemplateId, name, active, eventType, eventCategory, content } = template;
  await sql`
    insert into email_templates (email_template_id, name, active, event_type, event_category,
      content, created_by_id, created_at, updated_by_id, updated_at)
    values (${emailTemplateId}, ${name}, ${active}, ${eventType}, ${eventCategory},
      ${JSON.stringify(content)}::jsonb, ${userId}, ${now}, ${userId}, ${now})
    on conflict (entity_id, email_template_id) do update set name = excluded.name,
      active = excluded.active, content = excluded.content,
      updated_by_id = excluded.updated_by_id, updated_at = excluded.updated_at
  `.execute(tx);
}

export async function findEmailTemplate(
  tx: Transaction,
  key: string,
): Promise<StoredTemplate | undefined> {
  const { rows } = await sql<TemplateRow>`
    select * from email_templates where email_template_id = ${idOf(key)}::uuid
  `.execute(tx);
  return rows.map(toTemplate)[0];
}

/** The same, locked until the transaction ends. */
export async function lockEmailTemplate(
  tx: Transaction,
  key: string,
): Promise<StoredTemplate | undefined> {
  const { rows } = await sql<TemplateRow>`
    select * from email_templates where email_template_id = ${idOf(key)}::uuid for update
  `.execute(tx);
  return rows.map(toTemplate)[0];
}

export async function isTemplateNamed(
  tx: Transaction,
  name: string,
  exceptId: string,
): Promise<boolean> {
  const { rows } = await sql`
    select from email_templates where name = ${name} and email_template_id <> ${exceptId}::uuid
  `.execute(tx);
  return rows.length > 0;
}

export type TemplateFilter = {
  readonly eventType: string | undefined;
  readonly eventCategory: number | undefined;
  readonly name: string | undefined;
  /** From 1. */
  readonly start: number;
  readonly limit: number;
};

/** Of templates, whichever they are. */
export const isAsked = ({ eventType, eventCategory, name }: TemplateFilter) => sql`
  (${eventType ?? null}::text is null or event_type = ${eventType ?? null})
  and (${eventCategory ?? null}::integer is null or event_category = ${eventCategory ?? null})
  and (${name ?? null}::text is null or name = ${name ?? null})`;

/** In the order in which they were made, one more than `limit` where there are more. */
export async function listEmailTemplates(
  tx: Transaction,
  filter: TemplateFilter,
): Promise<StoredTemplate[]> {
  const { rows } = await sql<TemplateRow>`
    select * from email_templates where ${isAsked(filter)}
    order by email_template_id limit ${filter.limit + 1} offset ${filter.start - 1}
  `.execute(tx);
  return rows.map(toTemplate);
}

export async function deleteEmailTemplate(tx: Transaction, emailTemplateId: string): Promise<void> {
  await sql`
    delete from email_templates where email_template_id = ${emailTemplateId}::uuid
  `.execute(tx);
}

/** Names of notification definitions that write by it. */
export async function listDefinitionsUsing(
  tx: Transaction,
  emailTemplateId: string,
): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select name from notification_definitions
    where email_template_id = ${emailTemplateId}::uuid order by name
  `.execute(tx);
  return rows.map((row) => row.name);
}

type TemplateRow = {
  email_template_id: string;
  name: string;
  active: boolean;
  event_type: string;
  event_category: number | null;
  content: EmailContent;
  created_by_id: string;
  created_at: Date;
  updated_by_id: string;
  updated_at: Date;
};

const toTemplate = (row: TemplateRow): StoredTemplate => ({
  emailTemplateId: row.email_template_id,
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
