/**
 * `nextPage` of one answer and `cursor` of the next request: base64 of the vendor's form, so that
 * clients which look into it find what they know.
 */
import { z } from "zod";
import type { Position } from "#store/object-query/conditions.ts";

export type SortName = { readonly name: string; readonly order: "ASC" | "DESC" };

const place = z.object({
  value: z.string().nullable(),
  orderBy: z.object({ field: z.string(), order: z.enum(["ASC", "DESC"]) }),
});
const places = z.tuple([place, place]);

export function writeCursor({ name, order }: SortName, { value, id }: Position): string {
  const written: z.input<typeof places> = [
    { value, orderBy: { field: pascalCase(name), order } },
    { value: id, orderBy: { field: "Id", order } },
  ];
  return Buffer.from(JSON.stringify(written)).toString("base64");
}

/** Undefined when `text` is no cursor, or one of another sort. */
export function readCursor(text: string, { name, order }: SortName): Position | undefined {
  const parsed = places.safeParse(jsonOf(Buffer.from(text, "base64").toString()));
  if (!parsed.success) return undefined;
  const [{ value, orderBy }, { value: id }] = parsed.data;
  const isOfSort = orderBy.field === pascalCase(name) && orderBy.order === order;
  return isOfSort && id !== null && ID.test(id) && isStorable(value) ? { value, id } : undefined;
}

const ID = /^[0-9a-f]{32}$/;

const isStorable = (text: string | null): boolean =>
  text === null || (text.isWellFormed() && !text.includes("\0"));

const pascalCase = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}
