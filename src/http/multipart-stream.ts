/** A form with one large file, read as it comes: the file is never in memory as a whole (RFC 7578). */
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { bodyTooLarge } from "./failure.ts";
import { JsonRefused } from "./json.ts";
import { boundaryOf, malformedForm, nameOf } from "./multipart.ts";

/** The texts of a form up to its first file, and this file. */
type StreamedForm = Readonly<Record<string, FileStream | string>>;

/** A file that is still coming: its content can be read once. */
type FileStream = { readonly fileName: string; readonly content: AsyncIterable<Buffer> };

/** Bytes of one upload, also after gunzipping. */
const UPLOAD_LIMIT = 1024 * 1024 * 1024;

/** Bytes of what stands before the file: other fields, and the heads of parts. */
const MOST_BEFORE = 64 * 1024;

/**
 * Reads a form up to the content of its first file, which is read on demand; what comes behind it is
 * not looked at. `release` lets go of a body that nobody reads to its end.
 *
 * Errors: JsonRefused, for what is no form or no gzip, also while the content is read; 413 there.
 */
export async function streamedForm(
  contentType: string,
  body: Readable,
  encoding: "gzip" | "identity",
): Promise<{ form: StreamedForm; release: () => void }> {
  const reader = new Reader(encoding === "gzip" ? gunzipped(body) : bytesOf(body));
  const release = () => void reader.end().then(() => body.unpipe().resume());
  try {
    return { form: await formOf(reader, `--${boundaryOf(contentType)}`), release };
  } catch (error) {
    release();
    throw error;
  }
}

async function formOf(reader: Reader, delimiter: string): Promise<StreamedForm> {
  const form: Record<string, FileStream | string> = {};
  await reader.through(delimiter);
  while ((await reader.next(2)) !== "--") {
    const { name, fileName } = nameOf(await reader.through("\r\n\r\n"));
    if (fileName !== undefined) {
      return { ...form, [name]: { fileName, content: reader.last(`\r\n${delimiter}`) } };
    }
    form[name] = await reader.through(`\r\n${delimiter}`);
  }
  return form;
}

/** The answer goes over the same connection: who stops reading does not close it. */
async function* bytesOf(body: Readable): AsyncGenerator<Buffer> {
  try {
    yield* body.iterator({ destroyOnReturn: false });
  } catch (error) {
    // As of bodies that are read at once: the caller has hung up.
    throw error instanceof Error ? Object.assign(error, { statusCode: 400 }) : error;
  }
}

async function* gunzipped(body: Readable): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  body.once("error", (error) => gunzip.destroy(error));
  try {
    yield* bytesOf(body.pipe(gunzip));
  } catch (error) {
    const isNoGzip = error instanceof Error && "code" in error && /^Z_/.test(String(error.code));
    throw isNoGzip ? new JsonRefused("malformed", "The request body is not valid gzip.") : error;
  }
}

/** Holds no more than one chunk and the beginning of what might be a delimiter. */
class Reader {
  readonly #source: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);
  #read = 0;

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Nothing more is read. */
  async end(): Promise<void> {
    await this.#source.return?.();
  }

  /** So many bytes as text. */
  async next(length: number): Promise<string> {
    while (this.#held.length < length) await this.#more();
    const text = this.#held.toString("latin1", 0, length);
    this.#held = this.#held.subarray(length);
    return text;
  }

  /** What comes before a delimiter, which is read too. */
  async through(delimiter: string): Promise<string> {
    const parts: Buffer[] = [];
    let length = 0;
    for await (const part of this.upTo(delimiter)) {
      parts.push(part);
      length += part.length;
      if (length > MOST_BEFORE) throw malformedForm();
    }
    return Buffer.concat(parts).toString("utf8");
  }

  /** The same, piece by piece. */
  async *upTo(delimiter: string): AsyncGenerator<Buffer> {
    const wanted = Buffer.from(delimiter);
    for (;;) {
      const at = this.#held.indexOf(wanted);
      if (at >= 0) {
        const last = this.#held.subarray(0, at);
        this.#held = this.#held.subarray(at + wanted.length);
        if (last.length > 0) yield last;
        return;
      }
      const safe = this.#held.length - wanted.length + 1;
      if (safe > 0) {
        const piece = this.#held.subarray(0, safe);
        this.#held = this.#held.subarray(safe);
        yield piece;
      }
      await this.#more();
    }
  }

  /** The same, and then the rest of the body, which is nobody's. */
  async *last(delimiter: string): AsyncGenerator<Buffer> {
    yield* this.upTo(delimiter);
    for (let rest = await this.#source.next(); !rest.done; rest = await this.#source.next()) {
      this.#count(rest.value);
    }
  }

  async #more(): Promise<void> {
    const { done, value } = await this.#source.next();
    if (done) throw malformedForm();
    this.#count(value);
    this.#held = this.#held.length === 0 ? value : Buffer.concat([this.#held, value]);
  }

  #count({ length }: Buffer): void {
    this.#read += length;
    if (this.#read > UPLOAD_LIMIT) throw bodyTooLarge(UPLOAD_LIMIT);
  }
}
