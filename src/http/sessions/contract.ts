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
  entities: z
    .array(z.object({ entityId: wire.id, entityName: z.string() }))
    .describe("Where the same person may go on to, and where he is: by name. Of a token, its own."),
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
  request: wire.body({
    userName: wire.requiredText(254),
    password: wire.requiredText(200),
    entityId: wire
      .text(36)
      .optional()
      .describe("Of whom has the name and the password in several entities: which he enters."),
  }),
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

export const switchEntity = contract({
  operation: "switchEntity",
  method: "POST",
  path: "/v1/sessions/current/entity",
  summary: "Go on to another entity",
  description:
    "As the user of the same name there, whom the password or the OpenID provider has let in as well. The session begins anew, with another cookie; it ends no later than the one before.",
  tag,
  request: wire.body({ entityId: wire.requiredText(36) }),
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

export const listSessions = contract({
  operation: "listSessions",
  method: "GET",
  path: "/v1/sessions",
  summary: "List one's own sessions",
  description: "Where the same user has signed in and has not ended it: the one used last first.",
  tag,
  response: z.object({
    sessions: z.array(
      z.object({
        id: wire.id,
        isCurrent: z.boolean().describe("Whether it is the one that asks."),
        signedInWith: z.enum(["Password", "OpenID"]),
        browser: z.string().describe("What it calls itself."),
        signedInDate: wire.timestamp.describe("By the real clock, as all of these."),
        lastUsedDate: wire.timestamp.describe("Noted twice a minute."),
        expiresDate: wire.timestamp.describe("At the latest."),
      }),
    ),
  }),
  errors: [],
});

export const endSession = contract({
  operation: "endSession",
  method: "DELETE",
  path: "/v1/sessions/{sessionId}",
  summary: "End one of one's own sessions",
  description: "On another machine, say. Servers beside this one notice it within half a minute.",
  tag,
  response: z.object({}),
  errors: [],
});
