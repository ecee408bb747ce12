import { randomUUID } from "node:crypto";
import Fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from "fastify";
import { stopBillRuns } from "#operations/background-bill-runs.ts";
import { stopImports } from "#operations/background-imports.ts";
import { type OpenIdConfig, openIdOf } from "#operations/sign-in-with-open-id.ts";
import type { Database } from "#store/database.ts";
import { answerFailure } from "./answer-failure.ts";
import { registerApi } from "./api.ts";
import { Authentication } from "./authentication.ts";
import { compress } from "./compression.ts";
import { registerConsole } from "./console/routes.ts";
import type { Contract } from "./contract.ts";
import { registerDocs } from "./docs/routes.ts";
import { JSON_TYPE } from "./errors.ts";
import { registerHealth, registerMetrics } from "./health.ts";
import { framesOf, registerCustomerDoors } from "./my-account/session-routes.ts";
import { notFoundAnswer } from "./not-found.ts";
import { registerOauth } from "./oauth/routes.ts";
import { openApiOf } from "./openapi.ts";
import { BODY_LIMIT, registerBodyParsers } from "./request-body.ts";
import { rewriteUrl } from "./rewrite-url.ts";
import type { Route } from "./route.ts";
import { contracts as allContracts, routes as allRoutes } from "./routes.ts";
import { OPEN_ID_PATH } from "./sessions/open-id-routes.ts";
import { registerSessions, type SignInWays } from "./sessions/routes.ts";
import { sealBy } from "./sessions/sealed.ts";
import { hangUpOnSlowRequests, LONGEST_UPLOAD_MS } from "./slow-requests.ts";

export type ServerOptions = {
  readonly database: Database;
  /** pino's: "info", "silent" … */
  readonly logLevel: string;
  /** Only this machine reaches it, over plain http. */
  readonly isLoopback: boolean;
  /** Addresses of proxies in front, between commas, whose X-Forwarded-* are believed. */
  readonly trustProxy?: string | undefined;
  /** Where people reach the server; without it, where each request says. */
  readonly publicUrl?: URL | undefined;
  /** Whether user name and password let somebody in. Default true. */
  readonly passwordSignIn?: boolean;
  /** The provider that may vouch for people. */
  readonly openId?: OpenIdConfig | undefined;
  /** A request that takes longer is answered 504, and goes on. Default 120 seconds. */
  readonly longestMs?: number;
  /** Refuse too many requests of one tenant, a demo apart. Default: they are only counted. */
  readonly enforcesLimits?: boolean;
  /** A request without a large file that takes longer to arrive is hung up on. Default 60 seconds. */
  readonly longestArrivalMs?: number;
  /** Hosts that callouts may go to although they are not public. */
  readonly calloutHosts?: ReadonlySet<string>;
  /** Tests add routes of their own. */
  readonly moreRoutes?: readonly Route[];
};

declare module "fastify" {
  interface FastifyContextConfig {
    contract?: Contract;
  }
}

/** The HTTP server, ready to listen or to be injected into. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { database, isLoopback, moreRoutes = [], longestMs = 120_000 } = options;
  const { calloutHosts = new Set(), enforcesLimits = false } = options;
  const app = newApp(options);
  const { publicUrl } = options;
  const onlySafe = !isLoopback || publicUrl?.protocol === "https:";
  const cookies = { onlySafe };
  const authentication = new Authentication(database, cookies);
  const routes = [...allRoutes, ...moreRoutes];
  const contracts = [...allContracts, ...moreRoutes.map(({ contract }) => contract)];

  app.setErrorHandler(answerFailure);
  app.addHook("onRequest", async (request, reply) => {
    reply.header("zuora-request-id", request.id);
  });
  app.addHook("onSend", compress);
  app.addHook("onResponse", logRequest);
  app.addHook("onClose", () => stopBillRuns(database));
  app.addHook("onClose", () => stopImports(database));
  hangUpOnSlowRequests(app, options.longestArrivalMs ?? 60_000);
  registerBodyParsers(app);
  registerMetrics(app);
  registerHealth(app, database);
  registerApi(app, {
    ...{ database, authentication, routes },
    ...{ longestMs, calloutHosts, enforcesLimits },
  });
  registerOauth(app, { database, authentication, isLoopback });
  const sessions = { database, authentication, isLoopback, publicUrl, cookies };
  registerSessions(app, sessions, waysOf(options));
  registerCustomerDoors(app, sessions);
  registerDocs(app);
  const pagesOr = registerConsole(app, { framesOf: (merchant) => framesOf(database, merchant) });
  app.get("/openapi.json", openApiAnswer(contracts));
  app.setNotFoundHandler(pagesOr(notFoundAnswer(contracts)));
  await app.ready();
  return app;
}

const waysOf = ({ passwordSignIn: password = true, openId }: ServerOptions): SignInWays => ({
  password,
  openId: openId && {
    openId: openIdOf(openId),
    seal: sealBy(openId.provider.clientSecret, "sign in by OpenID"),
  },
});

/** Written when it is first asked for: most processes never are. */
function openApiAnswer(contracts: readonly Contract[]) {
  let text: string | undefined;
  return (_request: FastifyRequest, reply: FastifyReply) => {
    text ??= JSON.stringify(openApiOf(contracts));
    return reply.type(JSON_TYPE).send(text);
  };
}

const newApp = ({ logLevel, trustProxy }: ServerOptions): FastifyInstance =>
  Fastify({
    logger: { level: logLevel },
    // One line for each answer instead of Fastify's two: see logRequest.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    trustProxy: trustProxy ?? false,
    bodyLimit: BODY_LIMIT,
    rewriteUrl: ({ url = "/" }) => rewriteUrl(url),
    routerOptions: { maxParamLength: 1000 },
    exposeHeadRoutes: false,
    // Of uploads; others have less: see hangUpOnSlowRequests.
    requestTimeout: LONGEST_UPLOAD_MS,
    frameworkErrors: answerFailure,
  });

async function logRequest(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { method } = request;
  // What a provider sends back with is a code that somebody could be let in by.
  const url = request.url.startsWith(OPEN_ID_PATH) ? OPEN_ID_PATH : request.url;
  const operation = request.routeOptions.config.contract?.operation;
  const milliseconds = Math.round(reply.elapsedTime * 100) / 100;
  const status = reply.statusCode;
  request.log.info({ method, url, operation, status, milliseconds }, "answered");
}
