import { z } from "zod";
import { contract } from "../contract.ts";

export const createToken = contract({
  operation: "createToken",
  method: "POST",
  path: "/oauth/token",
  summary: "Create an OAuth token",
  description:
    "Client credentials in the form, or as HTTP Basic. The token is valid for one hour; a new one does not end the older ones.",
  tag: "OAuth",
  consumes: "application/x-www-form-urlencoded",
  request: z.looseObject({
    client_id: z.string().optional(),
    client_secret: z.string().optional(),
    grant_type: z.literal("client_credentials").optional(),
    scope: z
      .string()
      .optional()
      .describe(
        "What the token is limited to, divided by spaces: permissions such as orders.read, " +
          "organization.<id>. Without any, it may all that its client may. Ours: the field has no such field.",
      ),
  }),
  response: z.object({
    access_token: z.string(),
    token_type: z.literal("bearer"),
    expires_in: z.number(),
    scope: z.string(),
    jti: z.string(),
  }),
  errors: [],
  envelope: "plain",
  isPublic: true,
});

export const createConnection = contract({
  operation: "createConnection",
  method: "POST",
  path: "/v1/connections",
  summary: "Establish a connection",
  description:
    "For clients from before OAuth: credentials in the headers apiAccessKeyId and apiSecretAccessKey; the session is the cookie ZSession.",
  tag: "OAuth",
  response: z.object({}),
  errors: [],
  isPublic: true,
});
