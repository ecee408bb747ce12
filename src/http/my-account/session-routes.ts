/** How customers come and go. As the sessions of users, these are no `route`s: they read and set a cookie. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import { LANGUAGES } from "#engine/my-account/messages.ts";
import { languageFor } from "#engine/my-account/settings.ts";
import { isEmailAddress } from "#engine/printing/email.ts";
import { contextOf } from "#operations/context.ts";
import {
  EMAILED_LINK_MINUTES,
  sendSignInLinks,
} from "#operations/my-account/send-sign-in-links.ts";
import {
  CUSTOMER_IDLE_SECONDS,
  endCustomerSession,
  findPage,
  signInByLink,
  signInBySignature,
} from "#operations/my-account/sign-in.ts";
import { findAccountMetrics } from "#store/account-metrics.ts";
import { findAccount } from "#store/accounts.ts";
import { type Database, inTransaction } from "#store/database.ts";
import { findLocale } from "#store/my-account/doors.ts";
import { findMyAccount, type StoredMyAccount } from "#store/my-account/settings.ts";
import { findEntityName } from "#store/sessions.ts";
import type { Principal } from "../authentication.ts";
import type { Contract } from "../contract.ts";
import { JSON_TYPE } from "../errors.ts";
import { customerNotSignedIn } from "../failure.ts";
import { Invalid } from "../invalid.ts";
import { checkMediaType } from "../request-body.ts";
import { isSecure, principalOf, type Sessions } from "../sessions/cookies.ts";
import { csrfTokenOf } from "../sessions/session-cookie.ts";
import { customerCookie } from "./customer-cookie.ts";
import * as contract from "./doors-contract.ts";

export function registerCustomerDoors(app: FastifyInstance, doors: Sessions): void {
  const config = (each: Contract) => ({ config: { contract: each } });
  app.get(contract.getMyPage.path, config(contract.getMyPage), (request, reply) =>
    showPage(doors, request, reply),
  );
  app.post(contract.requestSignInLink.path, config(contract.requestSignInLink), (request, reply) =>
    sendLink(doors, request, reply),
  );
  app.post(contract.createMySession.path, config(contract.createMySession), (request, reply) =>
    signIn(doors, request, reply),
  );
  app.get(contract.getMySession.path, config(contract.getMySession), async (request, reply) =>
    reply
      .type(JSON_TYPE)
      .send(JSON.stringify(await sessionOf(doors, request, principalOf(request)))),
  );
  app.delete(contract.deleteMySession.path, config(contract.deleteMySession), (request, reply) =>
    signOut(doors, request, reply),
  );
}

function read<Schema extends z.ZodType>(
  part: "query" | "body",
  schema: Schema,
  value: unknown,
): z.output<Schema> {
  const result = schema.safeParse(value ?? {}, { reportInput: true });
  if (!result.success) throw new Invalid(part, result.error.issues);
  return result.data;
}

const languageAsked = (request: FastifyRequest, asked: string | undefined) => ({
  asked,
  ofBrowser: request.headers["accept-language"],
});

async function showPage(
  { database, ...doors }: Sessions,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const { merchant, lang } = read("query", contract.getMyPage.query, request.query);
  const { entityId, page } = await pageOf(database, merchant);
  const wishes = { ...languageAsked(request, lang), otherwise: page.defaultLanguage };
  const shown = {
    success: true,
    ...(await looksOf(database, entityId, page)),
    language: languageFor(wishes),
    sendsLinks: originOf(doors, page, request) !== undefined,
  };
  return reply.type(JSON_TYPE).send(JSON.stringify(shown));
}

/** Errors: ENTITY_NOT_FOUND, whatever stands behind it. */
async function pageOf(database: Database, merchant: string | undefined) {
  const found = await findPage(database, merchant);
  if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key: merchant ?? "merchant" });
  return found;
}

const looksOf = async (
  database: Database,
  entityId: string,
  { merchantName, logo, colour }: StoredMyAccount,
) => ({
  merchant: entityId,
  merchantName: merchantName ?? (await findEntityName(database, entityId)),
  ...{ logo, colour },
  languages: LANGUAGES,
});

/** Sites that may show the page of a merchant in a frame. */
export const framesOf = async (
  database: Database,
  merchant: string | undefined,
): Promise<readonly string[]> => (await findPage(database, merchant))?.page.embeddingOrigins ?? [];

/** Never what a request says of its host: a link to there would hand the account to whoever has sent it. */
function originOf(
  { isLoopback, publicUrl }: Pick<Sessions, "isLoopback" | "publicUrl">,
  { pageOrigin }: StoredMyAccount,
  { protocol, host }: FastifyRequest,
): string | undefined {
  const said = pageOrigin ?? publicUrl?.origin;
  if (said !== undefined) return said;
  const isHere = isLoopback && /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host);
  return isHere ? `${protocol}://${host}` : undefined;
}

/** The answer is on its way before anything is looked up: neither what it says nor when tells who is known. */
async function sendLink(doors: Sessions, request: FastifyRequest, reply: FastifyReply) {
  const { database, authentication } = doors;
  checkMediaType(contract.requestSignInLink, request);
  const { lang } = read("query", contract.requestSignInLink.query, request.query);
  const body = read("body", contract.requestSignInLink.request, request.body);
  const { entityId, page } = await pageOf(database, body.merchant);
  // Each counts as a failure: whoever asks again and again waits longer and longer.
  await authentication.knock(`${request.ip} asks`, async () => undefined);
  const origin = originOf(doors, page, request);
  const { emailAddress } = body;
  if (origin !== undefined && isEmailAddress(emailAddress)) {
    const language = languageAsked(request, lang);
    void sendSignInLinks(database, { entityId, page, origin, emailAddress, language }).catch(
      (error: unknown) => request.log.error({ error }, "no link was sent"),
    );
  }
  const answer = { success: true, minutes: EMAILED_LINK_MINUTES };
  return reply.type(JSON_TYPE).send(JSON.stringify(answer));
}

async function signIn(doors: Sessions, request: FastifyRequest, reply: FastifyReply) {
  const { database, authentication } = doors;
  // No form of another site can send JSON.
  checkMediaType(contract.createMySession, request);
  const { link, signed, embedded } = read("body", contract.createMySession.request, request.body);
  const token = await authentication.knock(request.ip, async () => {
    if (link !== undefined) return signInByLink(database, link);
    return signed && signInBySignature(database, signed);
  });
  if (token === undefined) throw customerNotSignedIn();
  const principal = await authentication.customerOf(
    embedded
      ? { authorization: `Bearer ${token}` }
      : { cookie: customerCookie(token, { isSecure: isSecure(doors, request) }) },
  );
  const session = await sessionOf(doors, request, principal);
  if (embedded) return reply.type(JSON_TYPE).send(JSON.stringify({ ...session, token }));
  const cookie = customerCookie(token, { isSecure: isSecure(doors, request) });
  return reply.header("set-cookie", cookie).type(JSON_TYPE).send(JSON.stringify(session));
}

async function signOut(doors: Sessions, request: FastifyRequest, reply: FastifyReply) {
  const { sessionToken } = principalOf(request);
  const bearer = /^bearer +(\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
  await endCustomerSession(doors.database, sessionToken ?? bearer ?? "");
  const cookie = customerCookie("", { isSecure: isSecure(doors, request) });
  return reply.header("set-cookie", cookie).type(JSON_TYPE).send('{"success":true}');
}

/** Errors: 401 for an account that is not there any more. */
async function sessionOf(
  { database, authentication }: Sessions,
  request: FastifyRequest,
  principal: Principal,
) {
  const { entityId, userId, customerAccountId = "", sessionToken } = principal;
  const { lang } = read("query", contract.getMySession.query, request.query);
  const entity = await authentication.entityOf(principal);
  const caller = { database, entity, userId, requestId: "", entityChanged: () => undefined };
  const today = contextOf(caller, Temporal.Now.instant()).today();
  const found = await inTransaction(database, entityId, async (tx) => {
    const account = await findAccount(tx, customerAccountId);
    if (!account) throw customerNotSignedIn();
    const metrics = await findAccountMetrics(tx, account, today);
    const locale = await findLocale(tx, customerAccountId);
    return { account, metrics, locale, page: await findMyAccount(tx) };
  });
  const { account, metrics, locale, page } = found;
  const otherwise = page.defaultLanguage;
  const language = languageFor({ ...languageAsked(request, lang), ofAccount: locale, otherwise });
  const looks = await looksOf(database, entityId, page);
  return {
    success: true,
    page: { ...looks, language, cancelReasons: page.cancelReasons },
    accountNumber: account.accountNumber,
    accountName: account.name,
    currency: account.currency,
    balance: metrics.balance,
    today,
    idleSeconds: CUSTOMER_IDLE_SECONDS,
    ...(sessionToken !== undefined && { csrfToken: csrfTokenOf(sessionToken) }),
  };
}
