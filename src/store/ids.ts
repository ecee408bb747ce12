import { randomUUIDv7 } from "node:crypto";

/** A new id, 32 hexadecimal digits: later ones sort after earlier ones, so indexes grow at their end. */
export const newId = (): string => randomUUIDv7().replaceAll("-", "");

/** Ids as callers may write them: 32 hexadecimal digits, or with the hyphens of a UUID. */
const ID = /^[0-9a-f]{32}$|^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The id that a key writes, for `where x_id = ${idOf(key)}::uuid or x_number = ${key}`.
 *
 * @returns 32 hexadecimal digits; null, which no row matches, when the key can only be a number.
 */
export const idOf = (key: string): string | null =>
  ID.test(key) ? key.replaceAll("-", "").toLowerCase() : null;
