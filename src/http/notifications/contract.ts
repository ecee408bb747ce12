import { z } from "zod";
import { CALLOUT_METHODS } from "#engine/model/callout.ts";
import { contract } from "../contract.ts";
import { count, eventType } from "../events/event-type.ts";
import * as wire from "../wire.ts";

const tag = "Notifications";
const resource = "540000";
const PATH = "/notifications/notification-definitions";

const calloutAuth = wire.body({
  domain: wire.text(255).nullable().optional(),
  username: wire.text(255),
  password: wire.text(255),
  preemptive: wire.boolean.default(false).describe("Send it before it is asked for by 401."),
});

const calloutFields = {
  active: wire.boolean,
  calloutAttempts: wire.intBetween(1, 5).describe("Ours: how often it is tried. Default 3."),
  calloutAuth: calloutAuth.nullable(),
  calloutBaseurl: wire
    .requiredText(2000)
    .describe("https; merge fields such as <Account.Number> after the host."),
  calloutInterval: wire.intBetween(1, 1440).describe("Ours: minutes between attempts. Default 30."),
  calloutParams: z
    .record(z.string().min(1).max(255), wire.text(2000))
    .describe("In the query of GET and DELETE, else a JSON object; values have merge fields."),
  calloutRetry: wire.boolean,
  description: wire.text(255).nullable(),
  eventTypeName: wire.text(255).nullable(),
  httpMethod: z.enum(CALLOUT_METHODS),
  name: wire.requiredText(255),
  requiredAuth: wire.boolean,
  requiredOauth2: wire.boolean.describe("Sent with a token of its provider's."),
  oauth2ProviderId: wire.key.nullable().describe("See GET /notifications/oauth2-providers."),
};

/** Given with what is read, and nothing that could be changed. */
const echoed = { id: wire.text(255).optional() };

const callout = wire.body({
  ...z.object(calloutFields).partial().shape,
  ...echoed,
});

export const parameter = wire.body({
  displayName: wire.text(255).nullable().default(null),
  description: wire.text(1000).nullable().default(null),
  options: z.array(wire.text(255)).max(1000).nullable().default(null),
  valueType: wire.text(50).default("STRING").describe("STRING, BIG_DECIMAL, INTEGER, BOOLEAN …"),
});

const filterRule = wire.body({
  condition: wire
    .requiredText(65_535)
    .describe(
      "In JEXL: fields of what the event is about and of what it belongs to, as they are when it is told (`Invoice.Balance > 0 && Account.Batch == _BATCH`), and `Event.Context`, the event's `relatedEvent`.",
    ),
  description: wire.text(255).nullable().default(null),
  parameters: z.record(z.string().regex(/^_\w{1,100}$/), parameter).default({}),
  ...{
    id: wire.text(255).nullable().optional(),
    eventTypeName: wire.text(255).nullable().optional(),
  },
  scheduled: wire.boolean.optional(),
});

const filterRuleParams = z.record(
  z.string().min(1).max(101),
  z.union([wire.text(1000), z.number(), z.boolean()]),
);

const definition = z.object({
  id: wire.id,
  createdBy: wire.id,
  createdOn: z.string(),
  updatedBy: wire.id,
  updatedOn: z.string(),
  eventTypeNamespace: z.string().nullable(),
  eventTypeName: z.string(),
  eventCategory: z.number().nullable(),
  name: z.string(),
  description: z.string().nullable(),
  communicationProfileId: wire.id.describe("The first of them."),
  communicationProfileIds: z.array(z.string()),
  active: z.boolean(),
  emailTemplateId: z.string().nullable(),
  callout: z
    .object({
      id: wire.id,
      name: z.string(),
      description: z.string().nullable(),
      active: z.boolean(),
      calloutBaseurl: z.string(),
      httpMethod: z.enum(CALLOUT_METHODS),
      calloutParams: z.record(z.string(), z.string()),
      calloutRetry: z.boolean(),
      calloutAttempts: z.number(),
      calloutInterval: z.number(),
      eventTypeName: z.string(),
      requiredAuth: z.boolean(),
      calloutAuth: z
        .object({
          domain: z.string().nullable(),
          username: z.string(),
          password: z.null().describe("Never told."),
          preemptive: z.boolean(),
        })
        .nullable(),
      requiredOauth2: z.boolean(),
      oauth2ProviderId: wire.id.nullable(),
      signingSecret: z
        .string()
        .describe("Ours: what callouts are signed with, https://www.standardwebhooks.com."),
    })
    .nullable(),
  calloutTemplateIds: z.array(z.string()),
  filterRule: z
    .object({
      id: wire.id,
      condition: z.string(),
      description: z.string().nullable(),
      parameters: z.record(
        z.string(),
        z.object({
          displayName: z.string().nullable(),
          description: z.string().nullable(),
          options: z.array(z.string()).readonly().nullable(),
          valueType: z.string(),
        }),
      ),
      eventTypeName: z.null(),
      scheduled: z.boolean(),
      createdBy: wire.id.describe("As of its definition."),
      createdOn: z.string(),
      updatedBy: z.null().describe("A rule is replaced, not updated."),
      updatedOn: z.null(),
    })
    .nullable(),
  filterRuleParams: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).nullable(),
  emailActive: z.boolean(),
  calloutActive: z.boolean(),
  associatedAccount: z.string().nullable(),
});

const eventCategory = wire.intBetween(1000, 9999);

const errors = [
  "NOT_SUPPORTED",
  "NUMBER_IN_USE",
  "INVALID_VALUE",
  "MISSING_FIELD",
  "ENTITY_NOT_FOUND",
] as const;

/** What may be given of a definition's e-mails and of its rule. */
const telling = {
  emailTemplateId: wire.key.nullable().optional(),
  filterRule: filterRule.nullable().optional(),
  filterRuleParams: filterRuleParams.nullable().optional(),
  communicationProfileId: wire.key
    .optional()
    .describe("Whose accounts it tells of; the default profile when absent."),
  communicationProfileIds: z
    .array(wire.key)
    .max(100)
    .optional()
    .describe("Several of them, instead of the one."),
  calloutTemplateIds: z
    .array(wire.key)
    .max(100)
    .optional()
    .describe("Callouts by these templates, instead of one of its own."),
  associatedAccount: wire
    .text(100)
    .nullable()
    .optional()
    .describe("Account.Id, which is as without; others are refused."),
};

export const createNotificationDefinition = contract({
  operation: "createNotificationDefinition",
  method: "POST",
  path: PATH,
  aliases: ["/v1/notification-definitions"],
  summary: "Create a notification definition",
  description:
    "Tells of events by callouts and e-mails, those that happen from now on, in their order; what is tried again may come later than what follows it. An event is named by `eventTypeName` (see GET /v1/events) or, where it is a standard event, by `eventCategory`. Callouts are signed as Standard Webhooks are. They go to https and to public addresses only, but for hosts that the server's operator allows.",
  tag,
  request: wire.body({
    active: wire.boolean.default(true),
    callout: callout.nullable().optional(),
    calloutActive: wire.boolean.default(false),
    description: wire.text(255).nullable().default(null),
    eventCategory: eventCategory.optional(),
    eventTypeName: eventType.optional(),
    eventTypeNamespace: wire.text(255).nullable().optional(),
    name: wire.requiredText(255),
    emailActive: wire.boolean.default(false),
    ...telling,
  }),
  response: definition,
  errors,
  resource,
  envelope: "plain",
});

export const listNotificationDefinitions = contract({
  operation: "listNotificationDefinitions",
  method: "GET",
  path: PATH,
  aliases: ["/v1/notification-definitions"],
  summary: "List notification definitions",
  tag,
  query: z.object({
    start: count(1, 1_000_000, 1),
    limit: count(1, 100, 20),
    eventTypeName: eventType.optional(),
    eventCategory: eventCategory.optional(),
    profileId: wire.key.optional().describe("Of this communication profile."),
    emailTemplateId: wire.key.optional(),
  }),
  response: z.object({
    data: z.array(definition),
    next: z.string().optional().describe("The path of what follows."),
  }),
  errors: [],
  envelope: "plain",
});

export const getNotificationDefinition = contract({
  operation: "getNotificationDefinition",
  method: "GET",
  path: `${PATH}/{id}`,
  aliases: ["/v1/notification-definitions/{id}"],
  summary: "Retrieve a notification definition",
  tag,
  response: definition,
  errors: [],
  envelope: "plain",
});

export const updateNotificationDefinition = contract({
  operation: "updateNotificationDefinition",
  method: "PUT",
  path: `${PATH}/{id}`,
  aliases: ["/v1/notification-definitions/{id}"],
  summary: "Update a notification definition",
  description:
    "Changes what is given; which event it tells of stays. What happened while it told nothing is not told.",
  tag,
  request: wire.body({
    active: wire.boolean.optional(),
    callout: callout.optional(),
    calloutActive: wire.boolean.optional(),
    description: wire.text(255).nullable().optional(),
    name: wire.requiredText(255).optional(),
    emailActive: wire.boolean.optional(),
    ...telling,
  }),
  response: definition,
  errors,
  resource,
  envelope: "plain",
});

export const deleteNotificationDefinition = contract({
  operation: "deleteNotificationDefinition",
  method: "DELETE",
  path: `${PATH}/{id}`,
  aliases: ["/v1/notification-definitions/{id}"],
  summary: "Delete a notification definition",
  description: "Its callouts stay in the history.",
  tag,
  response: z.object({}),
  errors: [],
  status: 204,
});

const eventNumber = wire.intBetween(1, 2_147_483_647);

export const replayNotifications = contract({
  operation: "replayNotifications",
  method: "POST",
  path: `${PATH}/{id}/replay`,
  aliases: ["/v1/notification-definitions/{id}/replay"],
  summary: "Replay events",
  description:
    "Quittance's own: tells once again of events by their numbers, with the `webhook-id` that each had or would have had.",
  tag,
  request: wire.body({
    fromEventNumber: eventNumber,
    throughEventNumber: eventNumber.optional().describe("Default: the last one there is."),
  }),
  response: z.object({ fromEventNumber: z.number(), throughEventNumber: z.number() }),
  errors: ["NOT_ALLOWED", "INVALID_VALUE"],
  resource,
  status: 202,
});
