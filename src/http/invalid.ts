import type { z } from "zod";

/** The request does not fit its contract. validation.ts says so in the caller's words. */
export class Invalid extends Error {
  override readonly name = "Invalid";
  readonly part: "query" | "body";
  readonly issues: readonly z.core.$ZodIssue[];
  constructor(part: Invalid["part"], issues: readonly z.core.$ZodIssue[]) {
    super(`invalid ${part}`);
    this.part = part;
    this.issues = issues;
  }
}
