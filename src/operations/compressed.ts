/** Files that are compressed as they come, in a memory that does not grow with them. */
import { Readable } from "node:stream";
import { crc32, createDeflateRaw, createGzip } from "node:zlib";
import type { QueryOutput } from "#store/data-query/jobs.ts";

/** @param fileName  of the one file that a ZIP archive holds */
export async function* compressed(
  source: AsyncIterable<Uint8Array>,
  compression: QueryOutput["compression"],
  fileName: string,
): AsyncGenerator<Uint8Array> {
  switch (compression) {
    case "NONE":
      yield* source;
      return;
    case "GZIP":
      yield* through(source, createGzip());
      return;
    case "ZIP":
      yield* zipped(source, fileName);
  }
}

async function* through(
  source: AsyncIterable<Uint8Array>,
  transform: ReturnType<typeof createGzip | typeof createDeflateRaw>,
): AsyncGenerator<Uint8Array> {
  const read = Readable.from(source);
  // What goes wrong before it goes wrong in what is read of it.
  read.on("error", (error) => transform.destroy(error));
  read.pipe(transform);
  yield* transform as AsyncIterable<Uint8Array>;
}

/** Flags: sizes follow the content (bit 3), names are UTF-8 (bit 11). Method 8: deflate. */
const FLAGS = 0x0808;
const DEFLATE = 8;
/** Version 2.0 of the format; 1980-01-01, as no clock is asked. */
const [VERSION, TIME, DAY] = [20, 0, 0x21];

/** Of PKWARE's APPNOTE.TXT 4.3: one local file, its data descriptor, the directory, its end. */
async function* zipped(
  source: AsyncIterable<Uint8Array>,
  fileName: string,
): AsyncGenerator<Uint8Array> {
  const name = Buffer.from(fileName);
  let [checksum, size, packed] = [0, 0, 0];
  const counted = async function* () {
    for await (const piece of source) {
      checksum = crc32(piece, checksum);
      size += piece.length;
      yield piece;
    }
  };
  const local = Buffer.concat([
    bytes([0x04034b50, 4], [VERSION, 2], [FLAGS, 2], [DEFLATE, 2], [TIME, 2], [DAY, 2]),
    bytes([0, 4], [0, 4], [0, 4], [name.length, 2], [0, 2]),
    name,
  ]);
  yield local;
  for await (const piece of through(counted(), createDeflateRaw())) {
    packed += piece.length;
    yield piece;
  }
  const descriptor = bytes([0x08074b50, 4], [checksum, 4], [packed, 4], [size, 4]);
  yield descriptor;
  const directory = Buffer.concat([
    bytes([0x02014b50, 4], [VERSION, 2], [VERSION, 2], [FLAGS, 2], [DEFLATE, 2]),
    bytes([TIME, 2], [DAY, 2], [checksum, 4], [packed, 4], [size, 4], [name.length, 2]),
    bytes([0, 2], [0, 2], [0, 2], [0, 2], [0, 4], [0, 4]),
    name,
  ]);
  yield directory;
  const begins = local.length + packed + descriptor.length;
  yield bytes(
    ...([
      [0x06054b50, 4],
      [0, 2],
      [0, 2],
      [1, 2],
      [1, 2],
    ] as const),
    ...([
      [directory.length, 4],
      [begins, 4],
      [0, 2],
    ] as const),
  );
}

/** Numbers in so many bytes each, the lowest first. */
function bytes(...fields: readonly (readonly [value: number, length: 2 | 4])[]): Buffer {
  return Buffer.concat(
    fields.map(([value, length]) => {
      const field = Buffer.alloc(length);
      field.writeUIntLE(value, 0, length);
      return field;
    }),
  );
}

const PIECE_BYTES = 512 * 1024;

/** What came in bits of any length, as it is kept: row by row of the database. */
export async function* inPieces(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  let length = 0;
  for await (const piece of source) {
    held.push(piece);
    length += piece.length;
    if (length < PIECE_BYTES) continue;
    yield Buffer.concat(held);
    held = [];
    length = 0;
  }
  if (length > 0) yield Buffer.concat(held);
}
