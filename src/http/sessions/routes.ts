/** Signing in and out. As OAuth's, these are no `route`s: they read and set a cookie. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { contextOf } from "#operations/context.ts";
import { createSession, IDLE_SECONDS } from "#operations/create-session.ts";
import { tokenHashOf } from "#operations/create-token.ts";
import { inTransaction } from "#store/database.ts";
import { deleteSession, findEntityName } from "#store/sessions.ts";
import { findUser } from "#store/users.ts";
import type { Principal } from "../authentication.ts";
import { JSON_TYPE } from "../errors.ts";
import { notSignedIn, Refused } from "../failure.ts";
import { Invalid } from "../invalid.ts";
import { checkMediaType } from "../request-body.ts";
import * as contract from "./contract.ts";
import { isSecure, type Sessions } from "./cookies.ts";
import { OPEN_ID_PATH, type OpenIdWay, registerOpenId, signOutAddress } from "./open-id-routes.ts";
import { csrfTokenOf, sessionCookie } from "./session-cookie.ts";

/** How people may sign in. */
export type SignInWays = { readonly password: boolean; readonly openId: OpenIdWay | undefined };

export function registerSessions(app: FastifyInstance, sessions: Sessions, ways: SignInWays): void {
  app.get(
    contract.getSignInWays.path,
    { config: { contract: contract.getSignInWays } },
    async (_, reply) => reply.type(JSON_TYPE).send(waysText(ways)),
  );
  app.post(
    contract.createSession.path,
    { config: { contract: contract.createSession } },
    (request, reply) => signIn(sessions, ways, request, reply),
  );
  app.get(
    contract.getSession.path,
    { config: { contract: contract.getSession } },
    async (request, reply) =>
      reply.type(JSON_TYPE).send(await sessionText(sessions, principalOf(request))),
  );
  app.delete(
    contract.deleteSession.path,
    { config: { contract: contract.deleteSession } },
    (request, reply) => signOut(sessions, ways, request, reply),
  );
  if (ways.openId) registerOpenId(app, sessions, ways.openId);
}

const waysText = ({ password, openId }: SignInWays): string =>
  JSON.stringify({
    success: true,
    password,
    openId: openId ? { label: openId.openId.label, address: OPEN_ID_PATH } : null,
  });

async function signIn(
  sessions: Sessions,
  ways: SignInWays,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  if (!ways.password) throw new Refused({ category: 10, message: NO_PASSWORDS }, 403);
  const { authentication, database } = sessions;
  // No form of another site can send JSON.
  checkMediaType(contract.createSession, request);
  const body = contract.createSession.request.safeParse(request.body ?? {}, { reportInput: true });
  if (!body.success) throw new Invalid("body", body.error.issues);
  const { userName: name, password: secret } = body.data;
  const user = await authentication.userOf({ name, secret }, request.ip);
  if (user === undefined) throw notSignedIn();
  const how = { with: "Password", browser: request.headers["user-agent"] ?? "" } as const;
  const token = await createSession(database, user, how);
  const headers = { cookie: sessionCookie(token, { isSecure: false }) };
  const principal = await authentication.principalOf(headers, request.ip);
  const cookie = sessionCookie(token, { isSecure: isSecure(sessions, request) });
  const text = await sessionText(sessions, principal);
  return reply.header("set-cookie", cookie).type(JSON_TYPE).send(text);
}

const NO_PASSWORDS = "Nobody signs in with a password here: use the OpenID provider.";

async function signOut(
  sessions: Sessions,
  { openId }: SignInWays,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const { sessionToken } = principalOf(request);
  let address: string | undefined;
  if (sessionToken !== undefined) {
    const ended = await deleteSession(sessions.database, tokenHashOf(sessionToken));
    sessions.authentication.forgetSession(sessionToken);
    if (openId && ended?.with === "OpenID") {
      address = await signOutAddress(sessions, openId, request, ended.idToken);
    }
  }
  const cookie = sessionCookie("", { isSecure: isSecure(sessions, request) });
  const text = JSON.stringify({ success: true, signOutAddress: address });
  return reply.header("set-cookie", cookie).type(JSON_TYPE).send(text);
}

function principalOf({ principal }: FastifyRequest): Principal {
  if (principal === undefined) throw new Error("the onRequest hook has signed in");
  return principal;
}

async function sessionText(
  { database, authentication }: Sessions,
  principal: Principal,
): Promise<string> {
  const { entityId, userId, permissions, sessionToken } = principal;
  const entity = await authentication.entityOf(principal);
  const user = await inTransaction(database, entityId, (tx) => findUser(tx, userId));
  if (!user) throw notSignedIn();
  const caller = { database, entity, userId, requestId: "", entityChanged: () => undefined };
  const { userName, firstName, lastName, roles } = user;
  return JSON.stringify({
    success: true,
    ...{ userId, userName, firstName, lastName, roles },
    permissions: [...permissions].sort(),
    entityId,
    entityName: await findEntityName(database, entityId),
    isDemo: entity.isDemo,
    timeZone: entity.timeZone,
    today: contextOf(caller, Temporal.Now.instant()).today(),
    clockDate: entity.clockDate,
    idleSeconds: IDLE_SECONDS,
    ...(sessionToken !== undefined && { csrfToken: csrfTokenOf(sessionToken) }),
  });
}
