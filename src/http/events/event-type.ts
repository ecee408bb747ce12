import { z } from "zod";
import { EVENT_CATEGORIES, eventTypeNamed } from "#engine/model/event.ts";

export const EVENT_NAMES = Object.keys(EVENT_CATEGORIES);

/** The name of an event, with or without its blanks. */
export const eventType = z
  .string()
  .transform((name, check) => {
    const type = eventTypeNamed(name);
    if (type !== undefined) return type;
    const message = `value should be one of: ${EVENT_NAMES.join(", ")}`;
    check.issues.push({ code: "custom", message, input: name });
    return z.NEVER;
  })
  .meta({ type: "string", enum: EVENT_NAMES });

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
