/**
 * Where a query goes on: the query itself, its entity and the last id, so that nothing has to be kept
 * for a reader who may never come back (docs/decisions/0630-zoql.md). Who makes one up reads no more
 * than he could have asked for.
 */
import { z } from "zod";
import { BillingError } from "#engine/errors.ts";

const locator = z.object({
  queryString: z.string(),
  entityId: z.string(),
  /** How many matched when the query was sent. */
  size: z.int().min(0),
  lastId: z.string().regex(/^[0-9a-f]{32}$/),
  /** Seconds since 1970 on the entity's clock. */
  expires: z.int(),
});

export type QueryLocator = Omit<z.output<typeof locator>, "expires">;

type Surroundings = { readonly entityId: string; readonly now: Temporal.Instant };

const LIFE_SECONDS = 24 * 60 * 60;

export const writeLocator = (position: QueryLocator, { now }: Surroundings): string =>
  Buffer.from(JSON.stringify({ ...position, expires: seconds(now) + LIFE_SECONDS })).toString(
    "base64url",
  );

/** Errors: INVALID_QUERY_LOCATOR for what is none, has expired, or is of another entity. */
export function readLocator(text: string, { entityId, now }: Surroundings): QueryLocator {
  const read = locator.safeParse(jsonOf(Buffer.from(text, "base64url").toString()));
  if (!read.success) throw new BillingError("INVALID_QUERY_LOCATOR");
  const { expires, ...position } = read.data;
  if (expires < seconds(now) || position.entityId !== entityId) {
    throw new BillingError("INVALID_QUERY_LOCATOR");
  }
  return position;
}

const seconds = (now: Temporal.Instant): number => Math.floor(now.epochMilliseconds / 1000);

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}
