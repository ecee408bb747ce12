import type { z } from "zod";

/** The request does not fit its contract. validation.ts says so in the caller's words. */
export class Invalid extends Error {
  override readonly name = "Invalid";
  readonly part: "query" | "body";
  readonly issues: readonly z.core.$ZodIssue[];
  /** What the field's own servers would not say besides: check-versions.ts. */
  readonly notes: readonly string[];
  constructor(
    part: Invalid["part"],
    issues: readonly z.core.$ZodIssue[],
    notes: readonly string[] = [],
  ) {
    super(`invalid ${part}`);
    this.part = part;
    this.issues = issues;
    this.notes = notes;
  }
}
