/** All routes of the API in Fastify: signed in, told apart by version, answered in their envelope. */
import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { CustomFieldRules } from "#engine/custom-fields/custom-field.ts";
import { withEmptyFields } from "#engine/custom-fields/shown-fields.ts";
import { BillingError, type ErrorCode } from "#engine/errors.ts";
import type { OrganizationLimit } from "#engine/rights/organizations.ts";
import { writeAccessLog } from "#operations/access-log.ts";
import { type Context, contextOf } from "#operations/context.ts";
import { withOutsideTaxes } from "#operations/with-outside-taxes.ts";
import { actingAs, type Database, limitedTo } from "#store/database.ts";
import type { KeptAnswer } from "#store/idempotency-keys.ts";
import type { EntityRow } from "#store/oauth.ts";
import type { Authentication, Principal } from "./authentication.ts";
import type { Contract } from "./contract.ts";
import { JSON_TYPE } from "./errors.ts";
import { answeredOnce } from "./idempotency.ts";
import { inTime } from "./in-time.ts";
import { Limits } from "./limits.ts";
import { isUnderV1 } from "./not-found.ts";
import { accessNoter } from "./note-access.ts";
import { checkMediaType } from "./request-body.ts";
import {
  checkEntity,
  checkIdempotencyKey,
  idempotencyKeyOf,
  keyWithin,
  trackIdOf,
  versionOf,
  workingOrganizationOf,
} from "./request-headers.ts";
import { checkRights, checkRightsToAsk } from "./rights/check-rights.ts";
import type { RawCall, Route } from "./route.ts";
import { checkCsrf } from "./sessions/session-cookie.ts";
import { LONGEST_UPLOAD_MS } from "./slow-requests.ts";
import type { Version } from "./version.ts";
import type * as wire from "./wire.ts";

export type Api = {
  readonly database: Database;
  readonly authentication: Authentication;
  readonly routes: readonly Route[];
  /** Whether too many requests of one tenant are refused, rather than only counted. */
  readonly enforcesLimits: boolean;
  /** A request that takes longer is answered 504, and goes on. */
  readonly longestMs: number;
  /** See Context. */
  readonly calloutHosts: ReadonlySet<string>;
};

/** What the headers said; set before the body is read. */
type SignedIn = {
  readonly version: Version;
  readonly principal: Principal;
  readonly entity: EntityRow;
  readonly organizationIds: OrganizationLimit;
};

declare module "fastify" {
  interface FastifyRequest {
    signedIn: SignedIn | undefined;
    /** Who asks, also where he may not. */
    principal: Principal | undefined;
    /** Whatever the status says. */
    hasFailed: boolean;
  }
}

export function registerApi(app: FastifyInstance, api: Api): void {
  const limits = new Limits(api.enforcesLimits);
  app.decorateRequest("signedIn", undefined);
  app.decorateRequest("principal", undefined);
  app.decorateRequest("hasFailed", false);
  app.addHook("onResponse", accessNoter(api.database));
  app.addHook("onClose", () => writeAccessLog(api.database));
  app.addHook("onRequest", async (request, reply) => {
    const { contract } = request.routeOptions.config;
    const isApi = contract !== undefined || isUnderV1(request.url);
    if (isApi) await enter(api.authentication, request, reply, contract);
  });
  for (const route of api.routes) {
    const { method, path, aliases } = route.contract;
    for (const spelling of [path, ...aliases]) {
      app.route({
        method,
        url: spelling.replace(/\{(\w+)\}/g, ":$1"),
        config: { contract: route.contract },
        handler: (request, reply) => answer(api, limits, route, request, reply),
      });
    }
  }
}

/** The part of a request that does not depend on its operation. */
async function enter(
  authentication: Authentication,
  request: FastifyRequest,
  reply: FastifyReply,
  contract: Contract | undefined,
): Promise<void> {
  const { headers } = request;
  reply.header("cache-control", "max-age=0, no-cache, no-store");
  reply.header("pragma", "no-cache");
  const trackId = trackIdOf(headers);
  if (trackId !== undefined) reply.header("zuora-track-id", trackId);
  const version = versionOf(headers);
  if (contract?.isPublic) return;
  const principal = contract?.isForCustomers
    ? await authentication.customerOf(headers)
    : await authentication.principalOf(headers, request.ip);
  request.principal = principal;
  checkCsrf(request.method, headers, principal.sessionToken);
  checkEntity(headers, principal);
  if (contract) checkRights(contract, principal);
  checkIdempotencyKey(request.method, headers);
  const entity = await authentication.entityOf(principal);
  const organizationIds = await authentication.organizationsOf(headers, principal);
  request.signedIn = { version, principal, entity, organizationIds };
}

async function answer(
  { database, authentication, longestMs, calloutHosts }: Api,
  limits: Limits,
  { contract, answer }: Route,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { signedIn } = request;
  if (signedIn === undefined) throw new Error("the onRequest hook has signed in");
  checkMediaType(contract, request);
  const { version, principal, entity, organizationIds } = signedIn;
  checkRightsToAsk(contract, principal, request.body);
  const { userId, permissions, customerAccountId } = principal;
  const { headers, done } = limits.enter(entity, contract);
  reply.headers(headers);
  const entityChanged = () => authentication.forgetEntity(entity.entityId);
  const requestId = request.id;
  const { operation } = contract;
  const acting = actingAs(database, { userId, request: { requestId, operation } });
  const workingOrganization = workingOrganizationOf(request.headers);
  const caller = {
    database: limitedTo(acting, organizationIds),
    ...{ entity, userId, permissions },
    ...(customerAccountId !== undefined && { customerAccountId }),
    ...(workingOrganization !== undefined && { workingOrganization }),
    ...{ requestId, entityChanged, calloutHosts },
  };
  const work = async (context: Context): Promise<Answered> => {
    try {
      const result = await answer(context, rawCall(request, version));
      return answered(contract, result, context.customFieldRules);
    } catch (error) {
      warnOfUndeclared(error, contract, request);
      throw error;
    }
  };
  const context = contextOf(caller, Temporal.Now.instant());
  const key = keyWithin(idempotencyKeyOf(request.headers), organizationIds);
  const isOutside = isObject(request.body) && contract.callsGateway(request.body);
  const working = withOutsideTaxes(context, (taxed) =>
    key === undefined
      ? work(taxed)
      : answeredOnce(taxed, key, request, keptBy(work), { isOutside }),
  );
  const patience = contract.isStreamed ? Math.max(longestMs, LONGEST_UPLOAD_MS) : longestMs;
  const sent = await inTime(working.finally(done), patience, request.log);
  if (changesRights(contract)) authentication.forgetCallers();
  return send(reply, sent);
}

/** Whoever is refused from now on is refused here at once; elsewhere when it forgets by itself. */
const changesRights = ({ tag, method }: Contract): boolean => tag === "Rights" && method !== "GET";

const isObject = (body: unknown): body is Readonly<Record<string, unknown>> =>
  typeof body === "object" && body !== null;

/** What a handler has answered, as it is sent. */
type Answered = {
  readonly status: number;
  readonly contentType: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer | Readable;
};

/** No POST answers a file. */
const keptBy =
  (work: (context: Context) => Promise<Answered>) =>
  async (context: Context): Promise<KeptAnswer> => {
    const { status, contentType, body } = await work(context);
    return { status, contentType, body: body.toString() };
  };

function rawCall(request: FastifyRequest, version: Version): RawCall {
  const { params, query, body, url, protocol, host } = request;
  // HTTP/1.0 has no Host: links in the answer are paths then.
  const baseUrl = host === "" ? "" : `${protocol}://${host}`;
  return { params, query, body, version, url, baseUrl };
}

function send(reply: FastifyReply, { status, contentType, headers = {}, body }: Answered) {
  reply.code(status).headers(headers);
  return status === 204 ? reply.send() : reply.type(contentType).send(body);
}

function answered(
  contract: Contract,
  result: unknown,
  rules: CustomFieldRules | undefined,
): Answered {
  const { status } = contract;
  if (contract.envelope === "file") return { status, ...fileOf(result as wire.File) };
  const shown = rules ? withEmptyFields(result, rules) : result;
  const body = status === 204 ? "" : JSON.stringify(enveloped(contract, shown));
  return { status, contentType: JSON_TYPE, body };
}

/** Recordings have `success` first in what a change answers and last in what is read. */
function enveloped({ envelope, method }: Contract, result: unknown): unknown {
  if (envelope !== "v1") return result;
  return method === "GET"
    ? { ...(result as object), success: true }
    : { success: true, ...(result as object) };
}

function fileOf({ contentType, fileName, content }: wire.File): Omit<Answered, "status"> {
  const body = sendable(content);
  // What somebody has uploaded is what it is said to be, whatever a browser makes of it.
  const headers = { "x-content-type-options": "nosniff" };
  if (fileName === undefined) return { contentType, headers, body };
  const name = encodeURIComponent(fileName);
  const disposition = { "content-disposition": `attachment; filename*=UTF-8''${name}` };
  return { contentType, headers: { ...headers, ...disposition }, body };
}

function sendable(content: wire.File["content"]): string | Buffer | Readable {
  if (typeof content === "string") return content;
  return content instanceof Uint8Array ? Buffer.from(content) : Readable.from(content);
}

/** Any operation may throw these. */
const EVERYWHERE: ReadonlySet<ErrorCode> = new Set([
  "ENTITY_NOT_FOUND",
  "LOCK_CONTENTION",
  "ACCOUNTING_PERIOD_CLOSED",
  "TAX_ENGINE_FAILED",
  "UNRECOGNISED_FIELDS",
]);

/** A contract that does not name an error is a contract that is wrong. */
function warnOfUndeclared(error: unknown, contract: Contract, request: FastifyRequest): void {
  if (!(error instanceof BillingError) || EVERYWHERE.has(error.code)) return;
  if (contract.errors.includes(error.code)) return;
  const { operation } = contract;
  request.log.warn({ operation, code: error.code }, "error code is not in the contract");
}
