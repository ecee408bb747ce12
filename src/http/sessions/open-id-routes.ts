/**
 * Signing in by an OpenID provider: a browser goes there, and comes back with a code. These are no part of
 * the API: what they answer is where the browser goes next, and what went wrong is told there in words.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { OpenIdFailure } from "#engine/rights/open-id-failure.ts";
import { type OpenId, signInWithOpenId } from "#operations/sign-in-with-open-id.ts";
import { isSecure, type Sessions } from "./cookies.ts";
import { ownPath } from "./own-path.ts";
import type { Seal } from "./sealed.ts";
import { sessionCookie } from "./session-cookie.ts";
import { SIGN_IN_SECONDS, signInCookie, signInRequestIn } from "./sign-in-request.ts";

/** A provider, and what seals what browsers keep meanwhile. */
export type OpenIdWay = { readonly openId: OpenId; readonly seal: Seal };

export const OPEN_ID_PATH = "/sign-in/openid";
const CALLBACK = `${OPEN_ID_PATH}/callback`;

/** What the console has words for: pages/sign-in/problems.ts. */
type Problem = OpenIdFailure["reason"] | "lost";

type Asked = FastifyRequest<{ Querystring: Readonly<Record<string, unknown>> }>;

export function registerOpenId(app: FastifyInstance, sessions: Sessions, way: OpenIdWay): void {
  app.get(OPEN_ID_PATH, (request: Asked, reply) => begin(sessions, way, request, reply));
  app.get(CALLBACK, (request: Asked, reply) => comeBack(sessions, way, request, reply));
}

async function begin(sessions: Sessions, way: OpenIdWay, request: Asked, reply: FastifyReply) {
  const { openId, seal } = way;
  const next = ownPath(request.query.next);
  const callback = new URL(CALLBACK, addressOf(sessions, request));
  const address = await addressAfter(request, next, async () => {
    const { address, request: asked } = await openId.provider.begin(callback);
    const until = Date.now() + SIGN_IN_SECONDS * 1000;
    const options = { isSecure: isSecure(sessions, request) };
    reply.header("set-cookie", signInCookie({ ...asked, next, until }, seal, options));
    return address.href;
  });
  return reply.headers(UNSEEN).redirect(address, 303);
}

async function comeBack(sessions: Sessions, way: OpenIdWay, request: Asked, reply: FastifyReply) {
  const { openId, seal } = way;
  const options = { isSecure: isSecure(sessions, request) };
  const asked = signInRequestIn(request.headers, seal, options);
  // Whatever comes of it, it is for once.
  const cookies = [signInCookie(undefined, seal, options)];
  const address = await addressAfter(request, asked?.next ?? "/", async () => {
    // Somebody else's code, or an old one: this browser has not asked for it.
    if (asked === undefined || request.query.state !== asked.state) return problemAddress("lost");
    const came = new URL(request.url, addressOf(sessions, request));
    const browser = request.headers["user-agent"] ?? "";
    const given = { address: came, asked, browser };
    const token = await signInWithOpenId(sessions.database, openId, given);
    cookies.push(sessionCookie(token, options));
    return asked.next;
  });
  return reply.headers(UNSEEN).header("set-cookie", cookies).redirect(address, 303);
}

const UNSEEN = { "cache-control": "no-store", "referrer-policy": "no-referrer" };

/** Where the browser goes on to, or the page where one signs in, which says what has happened. */
async function addressAfter(
  request: FastifyRequest,
  next: string,
  work: () => Promise<string>,
): Promise<string> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof OpenIdFailure)) throw error;
    const { reason: problem } = error;
    request.log.warn({ problem, reason: String(error) }, "not signed in by OpenID");
    return problemAddress(problem, next);
  }
}

function problemAddress(problem: Problem, next = "/"): string {
  const search = new URLSearchParams({ problem, ...(next !== "/" && { next }) });
  return `/sign-in?${search}`;
}

/** Where people reach this server. */
export const addressOf = ({ publicUrl }: Sessions, { protocol, host }: FastifyRequest): URL =>
  publicUrl ?? new URL(`${protocol}://${host}`);

/**
 * Where who had signed in by the provider signs out there as well; undefined where it has no such place, or
 * does not answer: here he is out all the same.
 */
export async function signOutAddress(
  sessions: Sessions,
  { openId: { provider } }: OpenIdWay,
  request: FastifyRequest,
  idToken: string | null,
): Promise<string | undefined> {
  try {
    const back = new URL("/sign-in", addressOf(sessions, request));
    return (await provider.signOutAddress(idToken, back))?.href;
  } catch (error) {
    if (!(error instanceof OpenIdFailure)) throw error;
    request.log.warn({ reason: String(error) }, "the OpenID provider does not answer");
    return undefined;
  }
}
