import { z } from "zod";
import * as wire from "../wire.ts";

/**
 * A body of the object CRUD API: fields are written with a capital, and what is not known is dropped
 * unless the caller sends `rejectUnknownFields=true`.
 */
export const crudBody = <Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape> =>
  wire.looseBody(shape).catchall(z.unknown()) as unknown as z.ZodObject<Shape>;

export const crudQuery = z.object({ rejectUnknownFields: wire.boolean.default(false) });
