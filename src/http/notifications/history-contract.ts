import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

const tag = "Notifications";
const resource = "540000";
const eventCategory = wire.intBetween(1000, 9999);

/** "2015-01-13T03:33:51" in the entity's time zone, or with an offset. */
const moment = z.string().regex(/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?$/, {
  error: "should be a moment such as 2024-05-20T13:03:38",
});

export const listCalloutHistories = contract({
  operation: "listCalloutHistories",
  method: "GET",
  path: "/v1/notification-history/callout",
  summary: "List callout notification histories",
  description: "The latest first; they are kept for 90 days.",
  tag,
  query: wire.page(20).extend({
    startTime: moment.optional(),
    endTime: moment.optional(),
    objectId: wire.key.optional(),
    failedOnly: wire.boolean.default(false),
    eventCategory: eventCategory.optional(),
    includeResponseContent: wire.boolean.default(false),
  }),
  response: z.object({
    calloutHistories: z.array(
      z.object({
        id: wire.id.describe("Ours: what it is resent by."),
        attemptedNum: z.number(),
        createTime: z.string(),
        eventCategory: z.number().nullable(),
        eventContext: z.record(z.string(), z.string()),
        eventNumber: z.number().describe("Ours: see GET /v1/events."),
        nextAttemptTime: z.string().nullable().describe("Ours."),
        notification: z.string(),
        requestMethod: z.string(),
        requestUrl: z.string(),
        responseCode: z.number().describe("An HTTP status; below 0 when there was no answer."),
        responseContent: z.string().optional().describe("At most 60 KB of it."),
      }),
    ),
    nextPage: wire.nextPage,
  }),
  errors: [],
});

export const listEmailHistories = contract({
  operation: "listEmailHistories",
  method: "GET",
  path: "/v1/notification-history/email",
  summary: "List e-mail notification histories",
  description: "Of all e-mails, those of events and those of documents, the latest first.",
  tag,
  query: wire.page(20).extend({
    accountId: wire.key.optional(),
    startTime: moment.optional(),
    endTime: moment.optional(),
    objectId: wire.key.optional(),
    failedOnly: wire.boolean.default(false),
    eventCategory: eventCategory.optional(),
  }),
  response: z.object({
    emailHistories: z.array(
      z.object({
        id: wire.id.describe("Ours: what it is resent by."),
        accountId: wire.id.nullable(),
        bcc: z.string(),
        cc: z.string(),
        errorMessage: z.string().nullable(),
        eventCategory: z.number().nullable(),
        eventNumber: z.number().nullable().describe("Ours: see GET /v1/events."),
        fromEmail: z.string().nullable().describe("Null: as the mail server is set up."),
        notification: z.string().nullable().describe("Null of a document that was sent."),
        replyTo: z.string().nullable(),
        result: z.enum(["OK", "Failed"]),
        sendTime: z.string(),
        subject: z.string(),
        toEmail: z.string(),
      }),
    ),
    nextPage: wire.nextPage,
  }),
  errors: [],
});

const resent = {
  tag,
  request: z.array(wire.key).min(1).max(1000).describe("Ids of the history."),
  response: z.record(z.string(), z.object({ code: z.string(), message: z.string() })),
  errors: ["INVALID_VALUE"],
  resource,
  envelope: "plain",
  status: 202,
} as const;

export const resendEmailNotifications = contract({
  operation: "resendEmailNotifications",
  method: "POST",
  path: "/notifications/email-histories/resend",
  aliases: ["/v1/notifications/email-histories/resend"],
  summary: "Resend e-mail notifications",
  description:
    "Sends e-mails once more, as they were written. Answers with those that could not be; refused where none could.",
  ...resent,
});

export const resendCalloutNotifications = contract({
  operation: "resendCalloutNotifications",
  method: "POST",
  path: "/notifications/callout-histories/resend",
  aliases: ["/v1/notifications/callout-histories/resend"],
  summary: "Resend callout notifications",
  description:
    "Makes failed callouts once more, with the definition as it is now. Answers with those that could not be; refused where none could.",
  ...resent,
});

const deletion = z.object({
  id: wire.id,
  tenantId: wire.id,
  accountId: wire.id,
  status: z.literal("FINISHED"),
  createdBy: wire.id,
  createdOn: z.number().describe("Milliseconds since 1970."),
});

export const deleteNotificationHistory = contract({
  operation: "deleteNotificationHistory",
  method: "DELETE",
  path: "/notifications/history",
  aliases: ["/v1/notifications/history"],
  summary: "Delete notification histories for an account",
  description:
    "Its e-mails and callouts, at once. What is still to be sent, or to be tried again, stays.",
  tag,
  query: z.object({ accountId: wire.key }),
  response: deletion,
  errors: ["ENTITY_NOT_FOUND"],
  envelope: "plain",
  status: 202,
});

export const getNotificationHistoryDeletion = contract({
  operation: "getNotificationHistoryDeletion",
  method: "GET",
  path: "/notifications/history/tasks/{id}",
  aliases: ["/v1/notifications/history/tasks/{id}"],
  summary: "Retrieve a notification history deletion task",
  tag,
  response: deletion,
  errors: ["ENTITY_NOT_FOUND"],
  envelope: "plain",
});
