/** Signing in and out. As OAuth's, these are no `route`s: they read and set a cookie. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { contextOf } from "#operations/context.ts";
import { createSession, IDLE_SECONDS } from "#operations/create-session.ts";
import { tokenHashOf } from "#operations/create-token.ts";
import { type Database, inTransaction } from "#store/database.ts";
import { deleteSession, findEntityName } from "#store/sessions.ts";
import { findUser } from "#store/users.ts";
import type { Authentication, Principal } from "../authentication.ts";
import { JSON_TYPE } from "../errors.ts";
import { notSignedIn } from "../failure.ts";
import { Invalid } from "../invalid.ts";
import { checkMediaType } from "../request-body.ts";
import * as contract from "./contract.ts";
import { csrfTokenOf, sessionCookie } from "./session-cookie.ts";

export type Sessions = {
  readonly database: Database;
  readonly authentication: Authentication;
  /** Only this machine reaches it: over http a Secure cookie would be lost. */
  readonly isLoopback: boolean;
};

export function registerSessions(app: FastifyInstance, sessions: Sessions): void {
  app.post(
    contract.createSession.path,
    { config: { contract: contract.createSession } },
    (request, reply) => signIn(sessions, request, reply),
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
    (request, reply) => signOut(sessions, request, reply),
  );
}

async function signIn(sessions: Sessions, request: FastifyRequest, reply: FastifyReply) {
  const { authentication, database } = sessions;
  // No form of another site can send JSON.
  checkMediaType(contract.createSession, request);
  const body = contract.createSession.request.safeParse(request.body ?? {}, { reportInput: true });
  if (!body.success) throw new Invalid("body", body.error.issues);
  const { userName: name, password: secret } = body.data;
  const user = await authentication.userOf({ name, secret }, request.ip);
  if (user === undefined) throw notSignedIn();
  const token = await createSession(database, user);
  const headers = { cookie: sessionCookie(token, { isSecure: false }) };
  const principal = await authentication.principalOf(headers, request.ip);
  const cookie = sessionCookie(token, { isSecure: isSecure(sessions, request) });
  const text = await sessionText(sessions, principal);
  return reply.header("set-cookie", cookie).type(JSON_TYPE).send(text);
}

async function signOut(sessions: Sessions, request: FastifyRequest, reply: FastifyReply) {
  const { sessionToken } = principalOf(request);
  if (sessionToken !== undefined) {
    await deleteSession(sessions.database, tokenHashOf(sessionToken));
    sessions.authentication.forgetSession(sessionToken);
  }
  const cookie = sessionCookie("", { isSecure: isSecure(sessions, request) });
  return reply.header("set-cookie", cookie).type(JSON_TYPE).send('{"success":true}');
}

const isSecure = ({ isLoopback }: Sessions, { protocol }: FastifyRequest): boolean =>
  !isLoopback || protocol === "https";

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
