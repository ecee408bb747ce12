/**
 * The console at /: files that `npm run build:console` has made, and one page for all of its addresses.
 * It is a client of the API like any other; nothing here knows what it shows.
 */
import { randomBytes } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { isUnderV1 } from "../not-found.ts";
import { type BuiltConsole, readBuiltConsole } from "./built-console.ts";

type Answer = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/** A year: the name of a file changes with its content. */
const FOR_EVER = "public, max-age=31536000, immutable";

export type ConsoleOptions = {
  /** Sites that may show the page of a merchant's customers in a frame: "https://shop.example". */
  readonly framesOf: (merchant: string | undefined) => Promise<readonly string[]>;
};

/**
 * Serves the console's files and the page of customers, and returns what answers the addresses of its pages: those that no route
 * of the API takes, where a browser asks for a page. All others are answered by `otherwise`.
 */
export function registerConsole(
  app: FastifyInstance,
  { framesOf }: ConsoleOptions,
): (otherwise: Answer) => Answer {
  let built: Promise<BuiltConsole | undefined> | undefined;
  const read = () => {
    built ??= readBuiltConsole();
    return built;
  };
  app.get("/", async (_, reply) => answerPage((await read())?.page, reply));
  app.get("/my", async (_, reply) => answerPage((await read())?.myAccount, reply));
  app.get<{ Querystring: { merchant?: unknown } }>("/my/embed", async ({ query }, reply) => {
    const { merchant } = query;
    const origins = await framesOf(typeof merchant === "string" ? merchant : undefined);
    return answerPage((await read())?.myAccount, reply, origins);
  });
  app.get<{ Params: { name: string } }>("/assets/:name", async (request, reply) => {
    const file = (await read())?.files.get(request.params.name);
    if (file === undefined) return reply.code(404).type("text/plain").send("no such file");
    const accepted = String(request.headers["accept-encoding"] ?? "");
    const encoding = (["br", "gzip"] as const).find((each) => isAccepted(each, accepted));
    reply.headers({ ...SAFE, "cache-control": FOR_EVER, vary: "Accept-Encoding" });
    reply.type(file.contentType);
    const compressed = encoding && file[encoding];
    if (!compressed) return reply.send(file.plain);
    return reply.header("content-encoding", encoding).send(compressed);
  });
  return (otherwise) => async (request, reply) =>
    isPage(request) ? answerPage((await read())?.page, reply) : otherwise(request, reply);
}

const isAccepted = (encoding: string, accepted: string): boolean =>
  new RegExp(`(^|[\\s,])${encoding}(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$))`).test(accepted);

/** A browser that goes to an address says so; a client of the API does not. */
function isPage({ method, url, headers: { accept = "" } }: FastifyRequest): boolean {
  const [path = ""] = url.split("?", 1);
  return method === "GET" && accept.includes("text/html") && !isUnderV1(path);
}

const SAFE = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};

/** Mantine writes a few styles of its own into the page: those that know the nonce of this answer. */
const policyFor = (nonce: string, frames: readonly string[]): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${frames.length === 0 ? "'none'" : frames.join(" ")}`,
  ].join("; ");

/** @param frames  origins that may show it in a frame; nobody, where nothing is said */
function answerPage(
  page: string | undefined,
  reply: FastifyReply,
  frames: readonly string[] = [],
): FastifyReply {
  const nonce = randomBytes(16).toString("base64");
  reply.headers({
    ...SAFE,
    "cache-control": "no-store",
    "content-security-policy": policyFor(nonce, frames),
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
    // Older browsers know of no origins: they show it to nobody, or to everybody.
    ...(frames.length === 0 && { "x-frame-options": "DENY" }),
  });
  reply.type("text/html; charset=utf-8");
  if (page === undefined) return reply.code(503).send(NOT_BUILT);
  return reply.send(page.replaceAll(NONCE, nonce));
}

/** What Vite writes where the nonce belongs: vite.config.ts. */
const NONCE = "NONCE-OF-THIS-ANSWER";

const NOT_BUILT = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Quittance</title></head>
<body>
<h1>The console is not built yet</h1>
<p>Run <code>npm run build:console</code> beside this server and reload. The API works without it:
<a href="/docs">reference</a>, <a href="/docs/guides">guides</a>.</p>
</body>
</html>
`;
