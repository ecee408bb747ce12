import { z } from "zod";
import { CALLOUT_METHODS } from "#engine/model/callout.ts";
import { HMAC_ALGORITHMS, HMAC_FORMATS } from "#engine/model/callout-template.ts";
import { contract } from "../contract.ts";
import { count, eventType } from "../events/event-type.ts";
import * as wire from "../wire.ts";

const tag = "Notifications";
const resource = "540300";
const PATH = "/notifications/callout-templates";
const ALIAS = "/v1/notifications/callout-templates";

/** Documented, and refused. */
export const TEMPLATE_NOT_YET = ["certificate"] as const;

/** What says how the request is made, or that it is ours. */
const RESERVED =
  /^(host|connection|content-.*|transfer-encoding|upgrade|te|trailer|expect|keep-alive|proxy-.*|webhook-.*|zuora-.*)$/i;

const headerName = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,76}$/)
  .refine((name) => !RESERVED.test(name), { error: "is a header that is not to be chosen" });

const calloutAuth = wire.body({
  domain: wire.text(255).nullable().optional(),
  username: wire.text(255),
  password: wire.text(255),
  preemptive: wire.boolean.default(false).describe("Send it before it is asked for by 401."),
});

const hmacText = wire.text(2000).nullable();

const content = {
  calloutAuth: calloutAuth.nullable(),
  calloutBaseurl: wire
    .requiredText(2000)
    .describe("https; merge fields such as `{{DataSource.Account.Id}}` after the host."),
  calloutHeaders: z
    .record(headerName, wire.text(1000))
    .nullable()
    .describe("Besides those that every callout has; values have merge fields."),
  calloutParams: z
    .record(z.string().min(1).max(255), wire.text(2000))
    .nullable()
    .describe("In the query of GET and DELETE, else a JSON object; values have merge fields."),
  calloutRetry: wire.boolean,
  customRequestBody: wire
    .text(65_535)
    .nullable()
    .describe("A JSON object with merge fields, whose values are escaped."),
  description: wire.text(255).nullable(),
  hmacAlgorithm: z.enum(HMAC_ALGORITHMS).nullable(),
  hmacData: hmacText.describe(
    "What is signed: `{{Request.Body}}`, `{{Request.Headers.Date}}`, and merge fields.",
  ),
  hmacKey: headerName.nullable().describe("The header that has the signature."),
  hmacOutputFormat: z.enum(HMAC_FORMATS).nullable(),
  hmacSecret: wire.text(255).nullable().describe("Never told."),
  hmacValue: hmacText.describe("Its value; `{{Request.HMAC.Signed}}` is what was signed."),
  httpMethod: z.enum(CALLOUT_METHODS),
  requiredAuth: wire.boolean,
  requiredOauth2: wire.boolean.describe("Sent with a token of its provider's."),
  oauth2ProviderId: wire.key.nullable().describe("See GET /notifications/oauth2-providers."),
  useCustomRequestBody: wire.boolean,
};

const eventCategory = wire.intBetween(1000, 9999);

const whole = {
  ...z.object(content).partial().shape,
  active: wire.boolean.default(true),
  calloutBaseurl: content.calloutBaseurl,
  eventCategory: eventCategory.nullable().optional(),
  eventTypeName: eventType.nullable().optional(),
  eventTypeNamespace: wire.text(255).nullable().optional(),
  httpMethod: content.httpMethod,
  name: wire.requiredText(255),
  ...wire.notYet(TEMPLATE_NOT_YET),
};

const texts = z.record(z.string(), z.string()).nullable();

const template = z.object({
  id: wire.id,
  createdBy: wire.id,
  createdOn: z.string(),
  updatedBy: wire.id,
  updatedOn: z.string(),
  eventTypeName: z.string(),
  eventTypeNamespace: z.string().nullable(),
  eventCategory: z.number().nullable(),
  name: z.string(),
  description: z.string().nullable(),
  active: z.boolean(),
  calloutBaseurl: z.string(),
  calloutParams: texts,
  calloutHeaders: texts,
  httpMethod: z.enum(CALLOUT_METHODS),
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
  calloutRetry: z.boolean(),
  contentType: z.literal("APPLICATION_JSON"),
  useCustomRequestBody: z.boolean(),
  customRequestBody: z.string().nullable(),
  certificate: z.null(),
  hmacKey: z.string().nullable(),
  hmacValue: z.string().nullable(),
  hmacData: z.string().nullable(),
  hmacAlgorithm: z.enum(HMAC_ALGORITHMS).nullable(),
  hmacSecret: z.null().describe("Never told."),
  hmacOutputFormat: z.enum(HMAC_FORMATS).nullable(),
});

const errors = ["INVALID_VALUE", "MISSING_FIELD", "NUMBER_IN_USE", "NOT_SUPPORTED"] as const;

export const createCalloutTemplate = contract({
  operation: "createCalloutTemplate",
  method: "POST",
  path: PATH,
  aliases: [ALIAS],
  summary: "Create a callout template",
  description:
    "How callouts of one event are made; notification definitions name it in `calloutTemplateIds`. The event is named by `eventTypeName` or, where it is a standard event, by `eventCategory`; merge fields are of what it is about and of what that belongs to. An HMAC has all of its six fields.",
  tag,
  request: wire.body(whole),
  response: template,
  errors,
  resource,
  envelope: "plain",
});

export const importCalloutTemplates = contract({
  operation: "importCalloutTemplates",
  method: "POST",
  path: `${PATH}/import`,
  aliases: [`${ALIAS}/import`],
  summary: "Create or update callout templates",
  description:
    "Those with an id are changed, but for their event. All or none, unless `allowPartialSuccess`.",
  tag,
  request: wire.body({
    allowPartialSuccess: wire.boolean.default(false),
    calloutTemplates: z
      .array(wire.body({ id: wire.key.nullable().optional(), ...whole }))
      .min(1)
      .max(1000),
  }),
  response: z.object({
    reasons: z.array(z.object({ code: z.string(), message: z.string() })),
  }),
  errors: [...errors, "ENTITY_NOT_FOUND"],
  resource,
  envelope: "plain",
});

export const listCalloutTemplates = contract({
  operation: "listCalloutTemplates",
  method: "GET",
  path: PATH,
  aliases: [ALIAS],
  summary: "List callout templates",
  tag,
  query: z.object({
    start: count(1, 1_000_000, 1),
    limit: count(1, 100, 20),
    eventCategory: eventCategory.optional(),
    eventTypeName: eventType.optional(),
    name: z.string().optional(),
  }),
  response: z.object({
    data: z.array(template),
    next: z.string().optional().describe("The path of what follows."),
  }),
  errors: [],
  envelope: "plain",
});

export const getCalloutTemplate = contract({
  operation: "getCalloutTemplate",
  method: "GET",
  path: `${PATH}/{id}`,
  aliases: [`${ALIAS}/{id}`],
  summary: "Retrieve a callout template",
  tag,
  response: template,
  errors: [],
  envelope: "plain",
});

export const updateCalloutTemplate = contract({
  operation: "updateCalloutTemplate",
  method: "PUT",
  path: `${PATH}/{id}`,
  aliases: [`${ALIAS}/{id}`],
  summary: "Update a callout template",
  description: "Changes what is given; the event stays.",
  tag,
  request: wire.body({
    ...z.object(content).partial().shape,
    active: wire.boolean.optional(),
    name: wire.requiredText(255).optional(),
    ...wire.notYet(TEMPLATE_NOT_YET),
  }),
  response: template,
  errors,
  resource,
  envelope: "plain",
});

export const deleteCalloutTemplate = contract({
  operation: "deleteCalloutTemplate",
  method: "DELETE",
  path: `${PATH}/{id}`,
  aliases: [`${ALIAS}/{id}`],
  summary: "Delete a callout template",
  description: "Refused while a notification definition calls by it.",
  tag,
  response: z.object({}),
  errors: ["NOT_ALLOWED"],
  status: 204,
});
