import { z } from "zod";
import * as wire from "../wire.ts";
import { type Keeps, keeping } from "../wire-custom-fields.ts";

/**
 * A body of the object CRUD API: fields are written with a capital, and what is not known is dropped
 * unless the caller sends `rejectUnknownFields=true`. Its custom fields stand among the others.
 */
export const crudBody = <Shape extends z.ZodRawShape>(
  shape: Shape,
  keeps?: Keeps,
): z.ZodObject<Shape> =>
  keeping(
    wire.looseBody(shape).catchall(z.unknown()) as unknown as z.ZodObject<Shape>,
    keeps,
    "top",
  );

export const crudQuery = z.object({ rejectUnknownFields: wire.boolean.default(false) });
