import { z } from "zod";
import { contract } from "../contract.ts";
import { eventName, USER_NAMESPACE } from "../event-triggers/contract.ts";
import { count } from "../events/event-type.ts";
import { parameter } from "../notifications/contract.ts";
import * as wire from "../wire.ts";

const tag = "Custom Scheduled Events";
const resource = "540300";
const PATH = "/events/scheduled-events";
const ALIAS = "/v1/events/scheduled-events";

const named = z.string().regex(/^[A-Z][\w-]{0,99}$/, {
  error: "should begin with a capital letter and have letters, digits, '_' and '-'",
});

const condition = wire
  .text(65_535)
  .nullable()
  .describe(
    "In JEXL: fields of the object and of what it belongs to (`Subscription.Status == _STATUS`), as they are when it is told. Without parameters it is asked as the event is told, with them as each notification is.",
  );

const parameters = z
  .record(z.string().regex(/^_\w{1,100}$/), parameter)
  .describe("By name, with '_' before it. Each notification definition gives them their values.");

const description = wire.text(1000).nullable();

const scheduledEvent = z.object({
  id: wire.id,
  name: z.string(),
  displayName: z.string(),
  description: z.string().nullable(),
  namespace: z.literal(USER_NAMESPACE),
  apiObject: z.string(),
  apiField: z.string(),
  condition: z.string().nullable(),
  cronExpression: z.string().describe("When it is told: second, minute and hour of every day."),
  parameters: z.record(
    z.string(),
    z.object({
      displayName: z.string().nullable(),
      description: z.string().nullable(),
      options: z.array(z.string()).nullable(),
      valueType: z.string(),
    }),
  ),
  active: z.boolean(),
});

const errors = ["INVALID_VALUE", "NOT_SUPPORTED", "NUMBER_IN_USE", "NOT_ALLOWED"] as const;

export const createScheduledEvent = contract({
  operation: "createScheduledEvent",
  method: "POST",
  path: PATH,
  aliases: [ALIAS],
  summary: "Create a scheduled event",
  description:
    "Makes an event of your own that a date is the cause of: every day at the given time it is told of each object whose date that day is, once. A notification definition may ask for it so many days before or after the date, by `Days` and `Condition` (Before or After) among its `filterRuleParams`. It is told within a quarter of an hour.",
  tag,
  request: wire.body({
    active: wire.boolean.default(true),
    apiField: named.describe("A day or a moment of the object: TermEndDate, DueDate, CreatedDate."),
    apiObject: named,
    condition: condition.optional(),
    description: description.optional(),
    displayName: wire.requiredText(500),
    hours: wire.intBetween(0, 23).describe("In the entity's time zone."),
    minutes: wire.intBetween(0, 59),
    name: eventName,
    parameters: parameters.optional(),
  }),
  response: scheduledEvent,
  errors,
  resource,
  envelope: "plain",
});

export const listScheduledEvents = contract({
  operation: "listScheduledEvents",
  method: "GET",
  path: PATH,
  aliases: [ALIAS],
  summary: "List all scheduled events",
  tag,
  query: z.object({
    eventTypeName: z.string().optional(),
    apiObject: z.string().optional(),
    apiField: z.string().optional(),
    active: wire.boolean.optional(),
    start: count(0, 1_000_000, 0),
    limit: count(1, 100, 10),
  }),
  response: z.object({
    data: z.array(scheduledEvent),
    next: z.string().optional().describe("The path of what follows."),
  }),
  errors: [],
  envelope: "plain",
});

export const getScheduledEvent = contract({
  operation: "getScheduledEvent",
  method: "GET",
  path: `${PATH}/{id}`,
  aliases: [`${ALIAS}/{id}`],
  summary: "Retrieve a scheduled event by ID",
  tag,
  response: scheduledEvent,
  errors: [],
  envelope: "plain",
});

export const updateScheduledEvent = contract({
  operation: "updateScheduledEvent",
  method: "PUT",
  path: `${PATH}/{id}`,
  aliases: [`${ALIAS}/{id}`],
  summary: "Update a scheduled event by ID",
  description: "Changes what is given; its name, its object and its field stay.",
  tag,
  request: wire.body({
    active: wire.boolean.optional(),
    condition: condition.optional(),
    description: description.optional(),
    displayName: wire.requiredText(500).optional(),
    hours: wire.intBetween(0, 23).optional(),
    minutes: wire.intBetween(0, 59).optional(),
    parameters: parameters.optional(),
  }),
  response: scheduledEvent,
  errors,
  resource,
  envelope: "plain",
});

export const deleteScheduledEvent = contract({
  operation: "deleteScheduledEvent",
  method: "DELETE",
  path: `${PATH}/{id}`,
  aliases: [`${ALIAS}/{id}`],
  summary: "Delete a scheduled event by ID",
  description:
    "What it has told stays in the log; notification definitions of it stay, and tell of nothing new.",
  tag,
  response: z.object({}),
  errors: [],
  status: 204,
});
