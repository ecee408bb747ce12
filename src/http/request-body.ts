/** Bodies of requests: gunzipped, decoded, parsed; limited in each step. */
import { isUtf8 } from "node:buffer";
import type { IncomingMessage } from "node:http";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Contract } from "./contract.ts";
import { bodyTooLarge, Refused, unsupportedMediaType } from "./failure.ts";
import { JsonRefused, parseJson } from "./json.ts";
import { formOf } from "./multipart.ts";
import { streamedForm } from "./multipart-stream.ts";

/** Bytes, also after gunzipping: an order with 100 subscriptions is a tenth of it. */
export const BODY_LIMIT = 4 * 1024 * 1024;

export function registerBodyParsers(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  const options = { parseAs: "buffer" } as const;
  app.addContentTypeParser(
    "application/json",
    options,
    async (request: FastifyRequest, body: Buffer) => {
      const text = await textOf(request, body);
      return text.trim() === "" ? undefined : parseJson(text);
    },
  );
  app.addContentTypeParser(FORM, options, async (request: FastifyRequest, body: Buffer) =>
    Object.fromEntries(new URLSearchParams(await textOf(request, body))),
  );
  app.decorateRequest("releaseBody", undefined);
  app.addHook("onResponse", async ({ releaseBody }) => releaseBody?.());
  app.addContentTypeParser(MULTIPART, parseForm);
  app.addContentTypeParser("*", options, async (request: FastifyRequest) => {
    // A DELETE has no payload; what generated clients declare for it does not matter.
    if (request.method === "DELETE") return undefined;
    throw unsupportedMediaType(request.routeOptions.config.contract?.consumes);
  });
}

declare module "fastify" {
  interface FastifyRequest {
    /** Of a body that is read while it comes: lets go of what is left of it. */
    releaseBody: (() => void) | undefined;
  }
}

async function parseForm(request: FastifyRequest, body: IncomingMessage): Promise<unknown> {
  const { headers, routeOptions } = request;
  const { contract } = routeOptions.config;
  if (contract?.consumes !== MULTIPART) throw unsupportedMediaType(contract?.consumes);
  const contentType = headers["content-type"] ?? "";
  const encoding = encodingOf(headers["content-encoding"]);
  if (!contract.isStreamed) {
    const bytes = await collected(body);
    return formOf(contentType, encoding === "gzip" ? await gunzipLimited(bytes) : bytes);
  }
  const { form, release } = await streamedForm(contentType, body, encoding);
  request.releaseBody = release;
  return form;
}

async function collected(body: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > BODY_LIMIT) throw bodyTooLarge(BODY_LIMIT);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** POST and PUT must say what they send even when they send nothing. */
export function checkMediaType({ method, consumes }: Contract, { headers }: FastifyRequest): void {
  if (method === "GET" || method === "DELETE") return;
  const [mediaType = ""] = (headers["content-type"] ?? "").split(";", 1);
  if (mediaType.trim().toLowerCase() !== consumes) throw unsupportedMediaType(consumes);
}

const MULTIPART = "multipart/form-data";
const FORM = "application/x-www-form-urlencoded";

async function textOf(request: FastifyRequest, body: Buffer): Promise<string> {
  const bytes = await inflated(request.headers["content-encoding"], body);
  if (!isUtf8(bytes)) throw new JsonRefused("malformed", "The request body is not valid UTF-8.");
  const text = bytes.toString("utf8");
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

const gunzipped = promisify(gunzip) as (
  body: Buffer,
  options: { maxOutputLength: number },
) => Promise<Buffer>;

const inflated = async (encoding: string | undefined, body: Buffer): Promise<Buffer> =>
  encodingOf(encoding) === "gzip" && body.length > 0 ? gunzipLimited(body) : body;

/** Errors: 415. */
function encodingOf(encoding: string | undefined): "gzip" | "identity" {
  switch (encoding?.trim().toLowerCase()) {
    case undefined:
    case "":
    case "identity":
      return "identity";
    case "gzip":
    case "x-gzip":
      return "gzip";
    default:
      throw new Refused(
        { category: 45, message: "Content-Encoding should be gzip", code: 50000045 },
        415,
      );
  }
}

async function gunzipLimited(body: Buffer): Promise<Buffer> {
  try {
    return await gunzipped(body, { maxOutputLength: BODY_LIMIT });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (code === "ERR_BUFFER_TOO_LARGE") throw bodyTooLarge(BODY_LIMIT);
    if (!code.startsWith("Z_")) throw error;
    throw new JsonRefused("malformed", "The request body is not valid gzip.");
  }
}
