import { z } from "zod";

/** A plus that was not encoded arrives as a blank. */
const WRITTEN = /^(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)(Z|[+ -]\d\d:?\d\d)$/;

/** A moment in a query, `2022-09-22T09:07+0800` as the field writes it: an ISO instant. */
export const moment = z
  .string()
  .transform((text, context): string => {
    const [, local = "", offset = ""] = WRITTEN.exec(text) ?? [];
    try {
      return Temporal.Instant.from(`${local}${offset.replace(" ", "+")}`).toString();
    } catch {
      const message = "should be a moment such as 2022-09-22T09:07+0800";
      context.addIssue({ code: "custom", message });
      return z.NEVER;
    }
  })
  .meta({ type: "string", examples: ["2022-09-22T09:07+0800", "2022-09-22T01:07:30Z"] });

/** An id in a query, with hyphens or without. */
export const idInQuery = z
  .string()
  .transform((text) => text.replaceAll("-", "").toLowerCase())
  .refine((id) => /^[0-9a-f]{32}$/.test(id), { error: "should be an id" })
  .meta({ type: "string", pattern: "^[0-9a-f]{32}$" });
