import { z } from "zod";
import { EVENT_CATEGORIES } from "#engine/model/event.ts";

const NAMES = Object.keys(EVENT_CATEGORIES).join(", ");

/** The name of an event, with or without its blanks; the operation knows the tenant's own ones. */
export const eventType = z
  .string()
  .min(1)
  .max(200)
  .describe(`One of your own, or one of: ${NAMES}. Blanks may be left out.`);

/** A whole number in a query; `otherwise` where it is not given. */
export const count = (minimum: number, maximum: number, otherwise: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, { error: "should be a whole number" })
    .transform(Number)
    .refine((number) => number >= minimum && number <= maximum, {
      error: `should be from ${minimum} to ${maximum}`,
    })
    .default(otherwise)
    .meta({ type: "integer", minimum, maximum, default: otherwise });
