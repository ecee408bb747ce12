import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";
import { count, eventType } from "./event-type.ts";

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
        eventType: z.string(),
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
