/** Bodies of requests: gunzipped, decoded, parsed; limited in each step. */
import { isUtf8 } from "node:buffer";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Contract } from "./contract.ts";
import { Refused, unsupportedMediaType } from "./failure.ts";
import { JsonRefused, parseJson } from "./json.ts";
import { formOf } from "./multipart.ts";

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
  app.addContentTypeParser(
    MULTIPART,
    options,
    async ({ headers, routeOptions }: FastifyRequest, body: Buffer) => {
      if (routeOptions.config.contract?.consumes !== MULTIPART) throw unsupportedMediaType();
      return formOf(
        headers["content-type"] ?? "",
        await inflated(headers["content-encoding"], body),
      );
    },
  );
  app.addContentTypeParser("*", options, async (request: FastifyRequest) => {
    // A DELETE has no payload; what generated clients declare for it does not matter.
    if (request.method === "DELETE") return undefined;
    throw unsupportedMediaType();
  });
}

/** POST and PUT must say what they send even when they send nothing. */
export function checkMediaType({ method, consumes }: Contract, { headers }: FastifyRequest): void {
  if (method === "GET" || method === "DELETE") return;
  const [mediaType = ""] = (headers["content-type"] ?? "").split(";", 1);
  if (mediaType.trim().toLowerCase() !== consumes) throw unsupportedMediaType();
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

async function inflated(encoding: string | undefined, body: Buffer): Promise<Buffer> {
  switch (encoding?.trim().toLowerCase()) {
    case undefined:
    case "":
    case "identity":
      return body;
    case "gzip":
    case "x-gzip":
      return body.length === 0 ? body : gunzipLimited(body);
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
    if (code === "ERR_BUFFER_TOO_LARGE") throw bodyTooLarge();
    if (!code.startsWith("Z_")) throw error;
    throw new JsonRefused("malformed", "The request body is not valid gzip.");
  }
}

export const bodyTooLarge = (): Refused =>
  new Refused(
    { category: 20, message: `The request body is larger than ${BODY_LIMIT / 1024 / 1024} MB.` },
    413,
  );
