import type { EventContext } from "#engine/callouts/merge-fields.ts";
import type { CalloutAnswer } from "#engine/model/callout.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";

/** A callout of one event, before its first attempt has been saved. */
export type NewDelivery = {
  readonly calloutDeliveryId: string;
  readonly notificationDefinitionId: string;
  /** Null: the definition's own callout. */
  readonly calloutTemplateId: string | null;
  /** The definition's name then. */
  readonly notification: string;
  readonly eventNumber: number;
  readonly eventCategory: number | null;
  readonly objectId: string;
  readonly eventContext: EventContext;
  readonly requestMethod: string;
  readonly requestUrl: string;
};

/** What an attempt has come to. */
export type Attempted = CalloutAnswer & {
  readonly attempts: number;
  readonly succeeded: boolean;
  /** Undefined when there will be none. */
  readonly minutesToNext: number | undefined;
};

export type CalloutDelivery = NewDelivery &
  CalloutAnswer & {
    readonly attempts: number;
    readonly succeeded: boolean;
    readonly nextAttemptAt: Date | null;
    readonly createdAt: Date;
  };

/** Saves a delivery with its first attempt. Times are real ones, whatever the entity's clock says. */
export async function saveNewDelivery(
  tx: Transaction,
  delivery: NewDelivery,
  attempted: Attempted,
): Promise<void> {
  const { calloutDeliveryId, notificationDefinitionId, notification, eventNumber } = delivery;
  const { eventCategory, objectId, eventContext, requestMethod, requestUrl } = delivery;
  const { attempts, responseCode, responseContent, succeeded } = attempted;
  await sql`
    insert into callout_deliveries (callout_delivery_id, notification_definition_id, notification,
      event_number, event_category, object_id, event_context, request_method, request_url,
      attempts, response_code, response_content, succeeded, next_attempt_at, callout_template_id)
    values (${calloutDeliveryId}, ${notificationDefinitionId}, ${notification}, ${eventNumber},
      ${eventCategory}, ${objectId}, ${JSON.stringify(eventContext)}::jsonb, ${requestMethod},
      ${requestUrl}, ${attempts}, ${responseCode}, ${responseContent}, ${succeeded},
      ${nextAttempt(attempted)}, ${delivery.calloutTemplateId})
  `.execute(tx);
}

export async function saveAttempt(
  tx: Transaction,
  calloutDeliveryId: string,
  attempted: Attempted,
): Promise<void> {
  const { attempts, responseCode, responseContent, succeeded } = attempted;
  await sql`
    update callout_deliveries set attempts = ${attempts}, response_code = ${responseCode},
      response_content = ${responseContent}, succeeded = ${succeeded},
      next_attempt_at = ${nextAttempt(attempted)}, updated_at = now()
    where callout_delivery_id = ${calloutDeliveryId}::uuid
  `.execute(tx);
}

const nextAttempt = ({ minutesToNext = null }: { minutesToNext?: number | undefined | null }) =>
  sql`now() + ${minutesToNext}::integer * interval '1 minute'`;

/** Its definition is gone, or tells nothing any more. */
export async function giveUpDelivery(tx: Transaction, calloutDeliveryId: string): Promise<void> {
  await sql`
    update callout_deliveries set next_attempt_at = null, updated_at = now()
    where callout_delivery_id = ${calloutDeliveryId}::uuid
  `.execute(tx);
}

/** Failed callouts, to be made once more; whoever tries them finds them due. */
export async function reviveDeliveries(
  tx: Transaction,
  ids: readonly string[],
): Promise<{ calloutDeliveryId: string; notificationDefinitionId: string }[]> {
  const known = ids.flatMap((id) => idOf(id) ?? []);
  const { rows } = await sql<{ callout_delivery_id: string; notification_definition_id: string }>`
    update callout_deliveries set next_attempt_at = now(), updated_at = now()
    where callout_delivery_id = any (${known}::uuid[]) and not succeeded
    returning callout_delivery_id, notification_definition_id
  `.execute(tx);
  return rows.map((row) => ({
    calloutDeliveryId: row.callout_delivery_id,
    notificationDefinitionId: row.notification_definition_id,
  }));
}

export async function findDelivery(
  tx: Transaction,
  calloutDeliveryId: string,
): Promise<CalloutDelivery | undefined> {
  const { rows } = await sql<DeliveryRow>`
    select * from callout_deliveries where callout_delivery_id = ${calloutDeliveryId}::uuid
  `.execute(tx);
  return rows.map(toDelivery)[0];
}

export type DeliveryFilter = {
  /** ISO instants. */
  readonly from: string | undefined;
  readonly through: string | undefined;
  readonly objectId: string | undefined;
  readonly eventCategory: number | undefined;
  readonly failedOnly: boolean;
};

/** The latest first, one more than fits on the page where there are more. */
export async function listDeliveries(
  tx: Transaction,
  filter: DeliveryFilter,
  { page, pageSize }: { readonly page: number; readonly pageSize: number },
): Promise<CalloutDelivery[]> {
  const { from = null, through = null, objectId, eventCategory = null, failedOnly } = filter;
  const { rows } = await sql<DeliveryRow>`
    select * from callout_deliveries
    where (${from}::timestamptz is null or created_at >= ${from})
    and (${through}::timestamptz is null or created_at <= ${through})
    and (${objectId ?? null}::text is null or object_id = ${idOf(objectId ?? "")}::uuid)
    and (${eventCategory}::integer is null or event_category = ${eventCategory})
    and not (${failedOnly} and succeeded)
    order by created_at desc, callout_delivery_id desc
    limit ${pageSize + 1} offset ${(page - 1) * pageSize}
  `.execute(tx);
  return rows.map(toDelivery);
}

type DeliveryRow = {
  callout_delivery_id: string;
  notification_definition_id: string;
  callout_template_id: string | null;
  notification: string;
  event_number: number;
  event_category: number | null;
  object_id: string;
  event_context: EventContext;
  request_method: string;
  request_url: string;
  attempts: number;
  response_code: number;
  response_content: string;
  succeeded: boolean;
  next_attempt_at: Date | null;
  created_at: Date;
};

const toDelivery = (row: DeliveryRow): CalloutDelivery => ({
  calloutDeliveryId: row.callout_delivery_id,
  notificationDefinitionId: row.notification_definition_id,
  calloutTemplateId: row.callout_template_id,
  notification: row.notification,
  eventNumber: row.event_number,
  eventCategory: row.event_category,
  objectId: row.object_id,
  eventContext: row.event_context,
  requestMethod: row.request_method,
  requestUrl: row.request_url,
  attempts: row.attempts,
  responseCode: row.response_code,
  responseContent: row.response_content,
  succeeded: row.succeeded,
  nextAttemptAt: row.next_attempt_at,
  createdAt: row.created_at,
});
