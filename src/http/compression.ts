import { promisify } from "node:util";
import { constants, gzip } from "node:zlib";
import type { FastifyReply, FastifyRequest } from "fastify";

const gzipped = promisify(gzip) as (
  content: string | Uint8Array,
  options: { level: number },
) => Promise<Buffer>;

/** Bytes; smaller answers fit into one packet anyway. */
const SMALLEST = 1000;
const COMPRESSIBLE = /^(application\/(json|xml)|text\/(html|csv|plain|xml|javascript))\b/;
const ACCEPTS_GZIP = /(^|[\s,])(gzip|x-gzip|\*)(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i;

/** Fastify's onSend: gzips what is large enough, in zlib's own threads, for who asked for it. */
export async function compress(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): Promise<unknown> {
  if (typeof payload !== "string" && !(payload instanceof Uint8Array)) return payload;
  if (payload.length <= SMALLEST) return payload;
  if (reply.hasHeader("content-encoding")) return payload;
  if (!COMPRESSIBLE.test(String(reply.getHeader("content-type")))) return payload;
  reply.header("vary", "Accept-Encoding");
  const accepted = request.headers["accept-encoding"];
  if (typeof accepted !== "string" || !ACCEPTS_GZIP.test(accepted)) return payload;
  const content = await gzipped(payload, { level: constants.Z_BEST_SPEED });
  reply.header("content-encoding", "gzip");
  reply.header("content-length", content.length);
  return content;
}
