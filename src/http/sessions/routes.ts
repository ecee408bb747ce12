/** Signing in and out. As OAuth's, these are no `route`s: they read and set a cookie. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { contextOf } from "#operations/context.ts";
import { createSession, IDLE_SECONDS } from "#operations/create-session.ts";
import { tokenHashOf } from "#operations/create-token.ts";
import { switchEntity } from "#operations/switch-entity.ts";
import { inTransaction } from "#store/database.ts";
import { deleteSession, findEntityName, listEntitiesOfSession } from "#store/sessions.ts";
import { findUser } from "#store/users.ts";
import type { Principal } from "../authentication.ts";
import { JSON_TYPE } from "../errors.ts";
import { notSignedIn, Refused } from "../failure.ts";
import { Invalid } from "../invalid.ts";
import { checkMediaType } from "../request-body.ts";
import { noSuchEntity } from "../request-headers.ts";
import * as contract from "./contract.ts";
import { isSecure, principalOf, type Sessions } from "./cookies.ts";
import { OPEN_ID_PATH, type OpenIdWay, registerOpenId, signOutAddress } from "./open-id-routes.ts";
import { registerOwnSessions } from "./own-sessions.ts";
import { csrfTokenOf, sessionCookie, sessionTokenIn } from "./session-cookie.ts";

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
  app.post(
    contract.switchEntity.path,
    { config: { contract: contract.switchEntity } },
    (request, reply) => goToEntity(sessions, request, reply),
  );
  registerOwnSessions(app, sessions);
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
  const verified = await authentication.usersOf(body.data, request.ip);
  if (verified === undefined) throw notSignedIn();
  const { user, userIds } = verified;
  await endFormer(sessions, request);
  const how = { with: "Password", browser: request.headers["user-agent"] ?? "", userIds } as const;
  return answerEntered(sessions, await createSession(database, user, how), request, reply);
}

/** Of the same browser: its cookie is replaced, so nobody could end it any more. */
async function endFormer({ database, authentication, cookies }: Sessions, request: FastifyRequest) {
  const former = sessionTokenIn(request.headers, cookies);
  if (former === undefined) return;
  await deleteSession(database, tokenHashOf(former));
  authentication.forgetSession(tokenHashOf(former));
}

/** The session that has begun, and its cookie. */
async function answerEntered(
  sessions: Sessions,
  token: string,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const headers = { cookie: sessionCookie(token, { isSecure: true }) };
  const principal = await sessions.authentication.principalOf(headers, request.ip);
  const cookie = sessionCookie(token, { isSecure: isSecure(sessions, request) });
  const text = await sessionText(sessions, principal);
  return reply.header("set-cookie", cookie).type(JSON_TYPE).send(text);
}

async function goToEntity(sessions: Sessions, request: FastifyRequest, reply: FastifyReply) {
  checkMediaType(contract.switchEntity, request);
  const body = contract.switchEntity.request.safeParse(request.body ?? {}, { reportInput: true });
  if (!body.success) throw new Invalid("body", body.error.issues);
  const { entityId } = body.data;
  const { sessionToken } = principalOf(request);
  const token = sessionToken && (await switchEntity(sessions.database, sessionToken, entityId));
  if (sessionToken === undefined || token === undefined) throw noSuchEntity(entityId);
  sessions.authentication.forgetSession(tokenHashOf(sessionToken));
  return answerEntered(sessions, token, request, reply);
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
    sessions.authentication.forgetSession(tokenHashOf(sessionToken));
    if (openId && ended?.with === "OpenID") {
      address = await signOutAddress(sessions, openId, request, ended.idToken);
    }
  }
  const cookie = sessionCookie("", { isSecure: isSecure(sessions, request) });
  const text = JSON.stringify({ success: true, signOutAddress: address });
  return reply.header("set-cookie", cookie).type(JSON_TYPE).send(text);
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
  const entityName = await findEntityName(database, entityId);
  return JSON.stringify({
    success: true,
    ...{ userId, userName, firstName, lastName, roles },
    permissions: [...permissions].sort(),
    entityId,
    entityName,
    entities:
      sessionToken === undefined
        ? [{ entityId, entityName }]
        : (await listEntitiesOfSession(database, tokenHashOf(sessionToken))).map((each) => ({
            entityId: each.entityId,
            entityName: each.name,
          })),
    isDemo: entity.isDemo,
    timeZone: entity.timeZone,
    today: contextOf(caller, Temporal.Now.instant()).today(),
    clockDate: entity.clockDate,
    idleSeconds: IDLE_SECONDS,
    ...(sessionToken !== undefined && { csrfToken: csrfTokenOf(sessionToken) }),
  });
}
