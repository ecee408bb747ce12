/** Where somebody has signed in: for himself alone, whatever he may. */
import type { FastifyInstance } from "fastify";
import { BillingError } from "#engine/errors.ts";
import { IDLE_SECONDS } from "#operations/create-session.ts";
import { tokenHashOf } from "#operations/create-token.ts";
import { deleteSession, listSessions, type OwnSession } from "#store/sessions.ts";
import type { Principal } from "../authentication.ts";
import { JSON_TYPE } from "../errors.ts";
import { timestamp } from "../timestamps.ts";
import * as contract from "./contract.ts";
import { principalOf, type Sessions } from "./cookies.ts";

export function registerOwnSessions(app: FastifyInstance, sessions: Sessions): void {
  const { database, authentication } = sessions;
  app.get(
    contract.listSessions.path,
    { config: { contract: contract.listSessions } },
    async (request, reply) => {
      const principal = principalOf(request);
      const { timeZone } = await authentication.entityOf(principal);
      const own = await listSessions(database, principal, IDLE_SECONDS);
      const told = own.map((session) => toSession(session, principal, timeZone));
      return reply.type(JSON_TYPE).send(JSON.stringify({ sessions: told, success: true }));
    },
  );
  app.delete<{ Params: { sessionId: string } }>(
    contract.endSession.path.replace("{sessionId}", ":sessionId"),
    { config: { contract: contract.endSession } },
    async (request, reply) => {
      const { sessionId: key } = request.params;
      const own = await listSessions(database, principalOf(request), IDLE_SECONDS);
      const session = own.find(({ sessionId }) => sessionId === key);
      if (!session) throw new BillingError("ENTITY_NOT_FOUND", { key });
      await deleteSession(database, session.sessionHash);
      authentication.forgetSession(session.sessionHash);
      return reply.type(JSON_TYPE).send('{"success":true}');
    },
  );
}

const toSession = (session: OwnSession, { sessionToken }: Principal, timeZone: string) => ({
  id: session.sessionId,
  isCurrent: sessionToken !== undefined && session.sessionHash.equals(tokenHashOf(sessionToken)),
  signedInWith: session.with,
  browser: session.browser,
  signedInDate: timestamp(session.signedInAt, timeZone),
  lastUsedDate: timestamp(session.lastUsedAt, timeZone),
  expiresDate: timestamp(session.expiresAt, timeZone),
});
