import { randomUUIDv7 } from "node:crypto";

/** Of the latest id: its millisecond, and which of that millisecond's it is, in 12 bits. */
let millisecond = 0;
let sequence = 0;

/**
 * A new id, 32 hexadecimal digits. Those of a process sort in the order in which they were drawn, also
 * within a millisecond, so indexes grow at their end and what is listed by id is listed as it came.
 */
export function newId(): string {
  const drawn = randomUUIDv7().replaceAll("-", "");
  const now = Number.parseInt(drawn.slice(0, 12), 16);
  if (now > millisecond) {
    millisecond = now;
    // Eight bits of chance, so that another process hardly draws the same; the rest is room to count.
    sequence = Number.parseInt(drawn.slice(13, 15), 16);
  } else if (sequence < 0xfff) sequence += 1;
  else {
    millisecond += 1;
    sequence = 0;
  }
  return `${hex(millisecond, 12)}7${hex(sequence, 3)}${drawn.slice(16)}`;
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, "0");

/** Ids as callers may write them: 32 hexadecimal digits, or with the hyphens of a UUID. */
const ID = /^[0-9a-f]{32}$|^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The id that a key writes, for `where x_id = ${idOf(key)}::uuid or x_number = ${key}`.
 *
 * @returns 32 hexadecimal digits; null, which no row matches, when the key can only be a number.
 */
export const idOf = (key: string): string | null =>
  ID.test(key) ? key.replaceAll("-", "").toLowerCase() : null;
