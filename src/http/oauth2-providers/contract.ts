/** Who gives tokens for callouts. The field sets them up on a page of its own; the endpoints are ours. */
import { z } from "zod";
import { OAUTH2_AUTHENTICATION_METHODS } from "#engine/model/oauth2-provider.ts";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

const tag = "Notifications";
const resource = "540500";
const envelope = "plain" as const;
const PATH = "/notifications/oauth2-providers";

const authenticationMethod = z.enum(OAUTH2_AUTHENTICATION_METHODS);

const provider = z.object({
  id: wire.id,
  name: z.string(),
  tokenUrl: z.string(),
  clientId: z.string(),
  clientSecret: z.null().describe("Never told."),
  authenticationMethod,
  scope: z.string().nullable(),
  audience: z.string().nullable(),
  createdBy: wire.id,
  createdOn: z.string(),
  updatedBy: wire.id,
  updatedOn: z.string(),
});

const fields = {
  name: wire.requiredText(255),
  tokenUrl: wire.requiredText(2000).describe("https; asked for a token by client credentials."),
  clientId: wire.requiredText(255),
  clientSecret: wire.requiredText(2000),
  authenticationMethod: authenticationMethod.describe(
    "Where it is told client and secret: in the header (the default), or in the form.",
  ),
  scope: wire.text(1000).nullable(),
  audience: wire.text(1000).nullable(),
};

const errors = ["INVALID_VALUE", "NUMBER_IN_USE"] as const;

export const listOauth2Providers = contract({
  operation: "listOauth2Providers",
  method: "GET",
  path: PATH,
  summary: "List OAuth 2.0 providers",
  description:
    "Ours alone. Servers that give tokens for callouts (`oauth2ProviderId`), to whoever knows a client's secret. A token is kept in memory until it ends or a callout with it is answered by 401.",
  tag,
  response: z.object({ data: z.array(provider) }),
  errors: [],
  envelope,
});

export const createOauth2Provider = contract({
  operation: "createOauth2Provider",
  method: "POST",
  path: PATH,
  summary: "Create an OAuth 2.0 provider",
  description: "Ours alone.",
  tag,
  request: wire.body({
    ...fields,
    authenticationMethod: fields.authenticationMethod.default("client_secret_basic"),
    scope: fields.scope.default(null),
    audience: fields.audience.default(null),
  }),
  response: provider,
  errors,
  resource,
  envelope,
});

export const getOauth2Provider = contract({
  operation: "getOauth2Provider",
  method: "GET",
  path: `${PATH}/{id}`,
  summary: "Retrieve an OAuth 2.0 provider",
  description: "Ours alone.",
  tag,
  response: provider,
  errors: ["ENTITY_NOT_FOUND"],
  envelope,
});

export const updateOauth2Provider = contract({
  operation: "updateOauth2Provider",
  method: "PUT",
  path: `${PATH}/{id}`,
  summary: "Update an OAuth 2.0 provider",
  description:
    "Ours alone. What is left out stays. Who moves it to another server has to give the secret.",
  tag,
  request: wire.body(z.object(fields).partial().shape),
  response: provider,
  errors: ["ENTITY_NOT_FOUND", "MISSING_FIELD", ...errors],
  resource,
  envelope,
});

export const deleteOauth2Provider = contract({
  operation: "deleteOauth2Provider",
  method: "DELETE",
  path: `${PATH}/{id}`,
  summary: "Delete an OAuth 2.0 provider",
  description: "Ours alone. One that callouts need stays.",
  tag,
  response: z.object({}),
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
  envelope,
});
