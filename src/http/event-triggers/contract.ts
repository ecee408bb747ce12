import { z } from "zod";
import { contract } from "../contract.ts";
import { count } from "../events/event-type.ts";
import * as wire from "../wire.ts";

const tag = "Custom event triggers";
const resource = "540100";
const PATH = "/events/event-triggers";
const ALIAS = "/v1/events/event-triggers";

/** The namespace of events that a tenant makes. */
export const USER_NAMESPACE = "user.notification";

export const eventName = z.string().regex(/^[A-Za-z][\w-]{0,199}$/, {
  error: "should begin with a letter and have letters, digits, '_' and '-', 200 at most",
});

const condition = wire
  .requiredText(5000)
  .describe(
    "In JEXL: fields of the object as they are after the change (`Invoice.Status`), before it (`Invoice.Status_old`), and `changeType`, which is INSERT, UPDATE or DELETE.",
  );

const trigger = z.object({
  id: wire.id,
  baseObject: z.string(),
  condition: z.string(),
  description: z.string().nullable(),
  eventType: z.object({
    name: z.string(),
    displayName: z.string(),
    description: z.string().nullable(),
    namespace: z.string(),
  }),
  active: z.boolean(),
});

const errors = ["INVALID_VALUE", "NOT_SUPPORTED", "NUMBER_IN_USE", "NOT_ALLOWED"] as const;

export const createEventTrigger = contract({
  operation: "createEventTrigger",
  method: "POST",
  path: PATH,
  aliases: [ALIAS],
  summary: "Create an event trigger",
  description:
    "Makes an event of your own: it is told whenever an object changes so that the condition holds, as part of the change. What an object's condition looks at is what is kept with it; balances of accounts are not, so that a payment changes no account.",
  tag,
  request: wire.body({
    active: wire.boolean,
    baseObject: wire.requiredText(100),
    condition,
    description: wire.text(1000).nullable().optional(),
    eventType: wire.body({
      name: eventName,
      displayName: wire.requiredText(500),
      description: wire.text(1000).nullable().optional(),
      namespace: z.literal(USER_NAMESPACE).nullable().optional(),
    }),
  }),
  response: trigger,
  errors,
  resource,
  envelope: "plain",
});

export const listEventTriggers = contract({
  operation: "listEventTriggers",
  method: "GET",
  path: PATH,
  aliases: [ALIAS],
  summary: "List event triggers",
  tag,
  query: z.object({
    baseObject: z.string().optional(),
    eventTypeName: z.string().optional(),
    active: wire.boolean.optional(),
    start: count(0, 1_000_000, 0),
    limit: count(1, 100, 10),
  }),
  response: z.object({
    data: z.array(trigger),
    next: z.string().optional().describe("The path of what follows."),
  }),
  errors: [],
  envelope: "plain",
});

export const getEventTrigger = contract({
  operation: "getEventTrigger",
  method: "GET",
  path: `${PATH}/{id}`,
  aliases: [`${ALIAS}/{id}`],
  summary: "Retrieve an event trigger",
  tag,
  response: trigger,
  errors: [],
  envelope: "plain",
});

export const updateEventTrigger = contract({
  operation: "updateEventTrigger",
  method: "PUT",
  path: `${PATH}/{id}`,
  aliases: [`${ALIAS}/{id}`],
  summary: "Update an event trigger",
  description: "Changes what is given; the object and the name of the event stay.",
  tag,
  request: wire.body({
    active: wire.boolean.optional(),
    condition: condition.optional(),
    description: wire.text(1000).nullable().optional(),
    eventType: wire
      .body({
        displayName: wire.requiredText(500).optional(),
        description: wire.text(1000).nullable().optional(),
      })
      .optional(),
  }),
  response: trigger,
  errors,
  resource,
  envelope: "plain",
});

export const deleteEventTrigger = contract({
  operation: "deleteEventTrigger",
  method: "DELETE",
  path: `${PATH}/{id}`,
  aliases: [`${ALIAS}/{id}`],
  summary: "Delete an event trigger",
  description:
    "Its events stay in the log; notification definitions of it stay, and tell of nothing new.",
  tag,
  response: z.object({}),
  errors: [],
  status: 204,
});
