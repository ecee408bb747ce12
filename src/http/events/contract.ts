import { z } from "zod";
import { EVENT_CATEGORIES, eventTypeNamed } from "#engine/model/event.ts";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

const NAMES = Object.keys(EVENT_CATEGORIES);

const eventType = z
  .string()
  .transform((name, check) => {
    const type = eventTypeNamed(name);
    if (type !== undefined) return type;
    const message = `value should be one of: ${NAMES.join(", ")}`;
    check.issues.push({ code: "custom", message, input: name });
    return z.NEVER;
  })
  .meta({ type: "string", enum: NAMES });

const count = (minimum: number, maximum: number, otherwise: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, { error: "should be a whole number" })
    .transform(Number)
    .refine((number) => number >= minimum && number <= maximum, {
      error: `should be from ${minimum} to ${maximum}`,
    })
    .default(otherwise)
    .meta({ type: "integer", minimum, maximum, default: otherwise });

export const listEvents = contract({
  operation: "listEvents",
  method: "GET",
  path: "/v1/events",
  summary: "List events",
  description:
    "Quittance's own: what has happened, numbered from 1 without gaps. Numbers are given to what is committed, so who has read up to one has missed nothing before it: go on with `after`. Events of one account are in the order in which they happened. A name of `type` may be written without blanks.",
  tag: "Events",
  query: z.object({
    after: count(0, 999_999_999_999_999, 0).describe("Events with greater numbers."),
    limit: count(1, 1000, 100),
    type: eventType.optional(),
  }),
  response: z.object({
    events: z.array(
      z.object({
        eventNumber: z.number(),
        eventType: z.enum(NAMES),
        eventCategory: z.number().nullable().describe("The code of a standard event."),
        relatedEvent: z.string().nullable(),
        accountId: wire.id.nullable(),
        objectType: z.string(),
        objectId: wire.id,
        objectNumber: z.string().nullable(),
        amount: wire.money.nullable().describe("Of the document, or of what was applied."),
        currency: z.string().nullable(),
        details: z.record(z.string(), z.string()),
        occurredDate: wire.timestamp,
      }),
    ),
    lastEventNumber: z.number().describe("The number of the latest event, of whatever type."),
  }),
  errors: [],
});
