/** Signing in. These answer before anybody is known, so they are no `route`s: they have no Context. */
import { randomBytes } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import { scopeOf, type TokenScope, wordsOf } from "#engine/rights/scopes.ts";
import { createToken, TOKEN_SECONDS } from "#operations/create-token.ts";
import type { Database } from "#store/database.ts";
import type { OauthClient } from "#store/oauth.ts";
import { type Authentication, basicCredentials, legacyCredentials } from "../authentication.ts";
import { JSON_TYPE } from "../errors.ts";
import { notSignedIn } from "../failure.ts";
import { checkMediaType } from "../request-body.ts";
import * as contract from "./contract.ts";

export type SigningIn = {
  readonly database: Database;
  readonly authentication: Authentication;
  /** Plain http: a Secure cookie would be lost. */
  readonly isLoopback: boolean;
};

export function registerOauth(app: FastifyInstance, signingIn: SigningIn): void {
  app.post(
    contract.createToken.path,
    { config: { contract: contract.createToken } },
    (request, reply) => answerToken(signingIn, request, reply),
  );
  app.post(
    contract.createConnection.path,
    { config: { contract: contract.createConnection } },
    (request, reply) => answerConnection(signingIn, request, reply),
  );
}

async function answerToken(
  { database, authentication }: SigningIn,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  checkMediaType(contract.createToken, request);
  const form = contract.createToken.request.safeParse(request.body ?? {});
  if (!form.success) return refuseToken(reply, 400, wrongIn(form.error));
  const { client_id: name, client_secret: secret, scope: words = "" } = form.data;
  const inForm = name !== undefined && secret !== undefined ? { name, secret } : undefined;
  const credentials = inForm ?? basicCredentials(request.headers);
  const client = credentials && (await authentication.clientOf(credentials, request.ip));
  if (client === undefined) return refuseToken(reply, 401, "invalid_client");
  const scope = scopeOf(words, client);
  if (scope === undefined) return refuseToken(reply, 400, "invalid_scope");
  const token = await createToken(database, client, scope);
  return reply.type(JSON_TYPE).send(JSON.stringify(tokenAnswer(token, client, scope)));
}

const wrongIn = ({ issues }: z.ZodError): string =>
  issues.some(({ path }) => path[0] === "scope") ? "invalid_scope" : "unsupported_grant_type";

/** RFC 6749, 5.2 */
function refuseToken(reply: FastifyReply, status: 400 | 401, error: string): FastifyReply {
  if (status === 401) reply.header("www-authenticate", "Basic realm=Zuora API");
  return reply.code(status).type(JSON_TYPE).send(JSON.stringify({ error }));
}

const tokenAnswer = (token: string, client: OauthClient, scope: TokenScope) => ({
  access_token: token,
  token_type: "bearer",
  expires_in: TOKEN_SECONDS - 1,
  scope: wordsOf(scope, client),
  jti: randomBytes(16).toString("hex"),
});

async function answerConnection(
  { database, authentication, isLoopback }: SigningIn,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const credentials = legacyCredentials(request.headers) ?? basicCredentials(request.headers);
  const client = credentials && (await authentication.clientOf(credentials, request.ip));
  if (client === undefined) throw notSignedIn();
  const token = await createToken(database, client);
  const secure = isLoopback ? "" : " Secure;";
  return reply
    .header("set-cookie", `ZSession=${token}; Path=/;${secure} HttpOnly`)
    .type(JSON_TYPE)
    .send('{"success":true}');
}
