import { BillingError } from "#engine/errors.ts";
import { deleteNotificationHistory } from "#operations/delete-notification-history.ts";
import { resendCallouts, resendEmails } from "#operations/resend-notifications.ts";
import { listDeliveries } from "#store/callout-deliveries.ts";
import { inTransaction } from "#store/database.ts";
import { findHistoryDeletion, type HistoryDeletion } from "#store/deleted-histories.ts";
import { listEmailHistory } from "#store/event-emails.ts";
import { nextPage } from "../paging.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./history-contract.ts";
import { toEmailHistory, toHistory } from "./to-wire.ts";

export const notificationHistoryRoutes: readonly Route[] = [
  route(contract.listCalloutHistories, async ({ database, entityId, timeZone }, call) => {
    const { query } = call;
    const filter = {
      from: momentIn(query.startTime, timeZone),
      through: momentIn(query.endTime, timeZone),
      objectId: query.objectId,
      eventCategory: query.eventCategory,
      failedOnly: query.failedOnly,
    };
    const found = await inTransaction(database, entityId, (tx) =>
      listDeliveries(tx, filter, query),
    );
    const page = found.slice(0, query.pageSize);
    const calloutHistories = page.map((delivery) => toHistory(delivery, timeZone, query));
    return { calloutHistories, nextPage: nextPage(call, query, found.length > page.length) };
  }),
  route(contract.listEmailHistories, async ({ database, entityId, timeZone }, call) => {
    const { query } = call;
    const { accountId, objectId, eventCategory, failedOnly } = query;
    const filter = {
      from: momentIn(query.startTime, timeZone),
      through: momentIn(query.endTime, timeZone),
      ...{ accountId, objectId, eventCategory, failedOnly },
    };
    const found = await inTransaction(database, entityId, (tx) =>
      listEmailHistory(tx, filter, query),
    );
    const page = found.slice(0, query.pageSize);
    const emailHistories = page.map((email) => toEmailHistory(email, timeZone));
    return { emailHistories, nextPage: nextPage(call, query, found.length > page.length) };
  }),
  route(contract.resendEmailNotifications, async (context, { body }) =>
    failedOnes(body, await resendEmails(context, body), "E-mail history does not exist."),
  ),
  route(contract.resendCalloutNotifications, async (context, { body }) =>
    failedOnes(body, await resendCallouts(context, body), "Failed callout does not exist."),
  ),
  route(contract.deleteNotificationHistory, async (context, { query }) =>
    toDeletion(context.entityId, await deleteNotificationHistory(context, query.accountId)),
  ),
  route(contract.getNotificationHistoryDeletion, async ({ database, entityId }, { params }) => {
    const found = await inTransaction(database, entityId, (tx) =>
      findHistoryDeletion(tx, params.id),
    );
    if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key: params.id });
    return toDeletion(entityId, found);
  }),
];

/** It is done at once: there is none that goes on. */
const toDeletion = (tenantId: string, deletion: HistoryDeletion) => ({
  id: deletion.deletionId,
  tenantId: tenantId.replaceAll("-", ""),
  accountId: deletion.accountId,
  status: "FINISHED" as const,
  createdBy: deletion.createdById,
  createdOn: deletion.createdAt.getTime(),
});

/** Errors: INVALID_VALUE where none was resent. */
function failedOnes(asked: readonly string[], resent: readonly string[], message: string) {
  if (resent.length === 0) throw new BillingError("INVALID_VALUE", { message });
  const known = new Set(resent);
  const missing = asked.filter((id) => !known.has(id.replaceAll("-", "").toLowerCase()));
  return Object.fromEntries(missing.map((id) => [id, { code: "ObjectNotFound", message }]));
}

/** A moment without an offset is one of the entity's time zone. */
function momentIn(text: string | undefined, timeZone: string): string | undefined {
  if (text === undefined) return undefined;
  try {
    return /(Z|[+-]\d\d:?\d\d)$/.test(text)
      ? Temporal.Instant.from(text).toString()
      : Temporal.PlainDateTime.from(text).toZonedDateTime(timeZone).toInstant().toString();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new BillingError("INVALID_VALUE", { message: `'${text}' is no moment that exists.` });
  }
}
