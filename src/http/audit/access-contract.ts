/** Who has asked for what. */
import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";
import { idInQuery, moment } from "./moment.ts";

const tag = "Audit";
const method = wire.text(10).transform((name) => name.toUpperCase());

export const listApiAccessLogs = contract({
  operation: "listApiAccessLogs",
  method: "GET",
  path: "/v1/api-access-logs",
  summary: "List API access logs",
  description:
    "Ours alone. Requests of those who had signed in, the latest first; how many days they are kept is a setting. Nothing of a query, a body or a header is kept but the ids that are told here.",
  tag,
  query: wire.page(20).extend({
    from: moment.optional().describe("Answered at this moment and later."),
    to: moment.optional().describe("Answered before this moment."),
    userId: idInQuery.optional(),
    clientId: wire.text(255).optional(),
    httpMethod: method.optional(),
    operation: wire.text(100).optional(),
    path: wire.text(2000).optional().describe("As it was asked for, without a query."),
    status: wire.intBetween(100, 599).optional(),
    requestId: wire.text(200).optional(),
    trackId: wire.text(200).optional(),
  }),
  response: z.object({
    accessLogs: z.array(
      z.object({
        answeredDate: z.string().describe("UTC."),
        requestId: z.string(),
        trackId: z.string().nullable(),
        userId: wire.id,
        clientId: z.string(),
        httpMethod: z.string(),
        operation: z.string().nullable().describe("Null where there is no such operation."),
        route: z.string().describe("The path with the names of its parameters."),
        path: z.string(),
        status: z.number(),
        hasFailed: z.boolean().describe("Also with status 200, as older versions answer."),
        milliseconds: z.number(),
        bytes: z.number().describe("Of the body as it was sent."),
        ip: z.string(),
      }),
    ),
    nextPage: wire.nextPage,
  }),
  errors: [],
});

export const getApiVolume = contract({
  operation: "GET_SystemHealthApiVolumeSummary",
  method: "GET",
  path: "/system-health/api-requests/volume-summary",
  summary: "List API volume summary records",
  description:
    "How many requests of each operation have succeeded and failed between two moments. It counts as far back as the access log is kept.",
  tag: "API Health",
  query: z.object({
    path: wire.text(2000).optional().describe("Such as /v1/accounts/{account-key}."),
    httpMethod: method.optional(),
    startTime: moment.describe("Such as 2022-09-22T09:07+0800."),
    endTime: moment.describe("Such as 2022-09-29T09:07+0800."),
  }),
  response: z.object({
    data: z.array(
      z.object({
        path: z.string(),
        httpMethod: z.string(),
        success: z.number(),
        error: z.number(),
        total: z.number(),
      }),
    ),
  }),
  errors: [],
  envelope: "plain",
});

const settings = {
  daysKept: wire
    .intBetween(1, 3650)
    .describe("Days until an entry of the access log is forgotten."),
};

export const getAccessLogSettings = contract({
  operation: "getApiAccessLogSettings",
  method: "GET",
  path: "/settings/api-access-log",
  summary: "Get a specific setting - API access log",
  description: "Of Quittance's own.",
  tag,
  response: z.object(settings),
  errors: [],
  envelope: "plain",
});

export const updateAccessLogSettings = contract({
  operation: "updateApiAccessLogSettings",
  method: "PUT",
  path: "/settings/api-access-log",
  summary: "Update a specific setting - API access log",
  description: "Of Quittance's own. What is older is forgotten at night.",
  tag,
  request: wire.body(z.object(settings).partial().shape),
  response: z.object(settings),
  errors: [],
  envelope: "plain",
});
