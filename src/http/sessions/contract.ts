/** Ours: how people sign in to the console. Programs use OAuth. */
import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

const tag = "Sessions";

const session = z.object({
  userId: wire.id,
  userName: z.string(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  roles: z.array(z.string()),
  permissions: z.array(z.string()),
  entityId: wire.id,
  entityName: z.string(),
  isDemo: z.boolean(),
  timeZone: z.string(),
  today: wire.date.describe("In the entity's time zone, or on its own clock."),
  clockDate: wire.date.nullable().describe("Of a sandbox entity whose clock was set."),
  idleSeconds: z.number().describe("So long without a request, and the session ends."),
  csrfToken: z
    .string()
    .optional()
    .describe("For the header X-CSRF-Token of every request that writes; absent without a cookie."),
});

export const getSignInWays = contract({
  operation: "getSignInWays",
  method: "GET",
  path: "/v1/sessions/ways",
  summary: "Retrieve how people sign in",
  tag,
  response: z.object({
    password: z.boolean().describe("Whether user name and password let somebody in."),
    openId: z
      .object({
        label: z.string().describe("What the button says."),
        address: z.string().describe("Where a browser goes; `next` is the path it comes back to."),
      })
      .nullable()
      .describe("The OpenID provider, where one is configured."),
  }),
  errors: [],
  isPublic: true,
});

export const createSession = contract({
  operation: "createSession",
  method: "POST",
  path: "/v1/sessions",
  summary: "Sign in",
  description:
    "With user name and password. The session is a cookie that no script can read; it ends after half an hour without a request, and after twelve hours.",
  tag,
  request: wire.body({ userName: wire.requiredText(254), password: wire.requiredText(200) }),
  response: session,
  errors: [],
  isPublic: true,
});

export const getSession = contract({
  operation: "getSession",
  method: "GET",
  path: "/v1/sessions/current",
  summary: "Retrieve who has signed in",
  description: "And what he may do. For tokens as well.",
  tag,
  response: session,
  errors: [],
});

export const deleteSession = contract({
  operation: "deleteSession",
  method: "DELETE",
  path: "/v1/sessions/current",
  summary: "Sign out",
  description: "Ends the session of the cookie; a token stays.",
  tag,
  response: z.object({
    signOutAddress: z
      .string()
      .optional()
      .describe("Where a browser goes on to, so that it is signed out at the OpenID provider too."),
  }),
  errors: [],
});
