import { randomFillSync } from "node:crypto";

/** Of the latest id: its millisecond, also as digits, and which of that millisecond's it is, in 12 bits. */
let millisecond = 0;
let prefix = "";
let sequence = 0;

/** A bill run draws a hundred thousand in a second: chance is fetched for many at once. */
const CHANCE = Buffer.alloc(8 * 1024);
let used = CHANCE.length;

/**
 * A new id, 32 hexadecimal digits: a UUID of version 7. Those of a process sort in the order in which
 * they were drawn, also within a millisecond, so indexes grow at their end and what is listed by id is
 * listed as it came.
 */
export function newId(): string {
  if (used === CHANCE.length) {
    randomFillSync(CHANCE);
    used = 0;
  }
  const start = used;
  used += 8;
  const now = Date.now();
  if (now > millisecond) {
    // Eight bits of chance, so that another process hardly draws the same; the rest is room to count.
    begin(now, CHANCE[start] ?? 0);
  } else if (sequence < 0xfff) sequence += 1;
  else begin(millisecond + 1, 0);
  // The variant of RFC 9562: binary 10, and six bits of chance.
  CHANCE[start] = 0x80 | ((CHANCE[start] ?? 0) & 0x3f);
  return `${prefix}7${COUNTED[sequence]}${CHANCE.toString("hex", start, used)}`;
}

function begin(now: number, first: number): void {
  millisecond = now;
  prefix = now.toString(16).padStart(12, "0");
  sequence = first;
}

const COUNTED = Array.from({ length: 0x1000 }, (_, n) => n.toString(16).padStart(3, "0"));

/** Ids as callers may write them: 32 hexadecimal digits, or with the hyphens of a UUID. */
const ID = /^[0-9a-f]{32}$|^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The id that a key writes, for `where x_id = ${idOf(key)}::uuid or x_number = ${key}`.
 *
 * @returns 32 hexadecimal digits; null, which no row matches, when the key can only be a number.
 */
export const idOf = (key: string): string | null =>
  ID.test(key) ? key.replaceAll("-", "").toLowerCase() : null;
