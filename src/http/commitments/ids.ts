import { createHash } from "node:crypto";
import type { PlainDate } from "#engine/values/plain-date.ts";

/** Periods and schedules are not kept: their ids follow from what they are of. */
export const idFrom = (...parts: readonly (string | number)[]): string =>
  createHash("sha256").update(parts.join(" ")).digest("hex").slice(0, 32);

/** @param start  the first day of the period */
export const commitmentPeriodId = (commitmentId: string, start: PlainDate): string =>
  idFrom("period", commitmentId, start);

/** The commitment that an item of a document makes up for, and the period of it; null of all others. */
export const commitmentOf = (item: {
  readonly commitmentId: string | null;
  readonly serviceStartDate: PlainDate;
}) => ({
  commitmentId: item.commitmentId,
  commitmentPeriodId:
    item.commitmentId && commitmentPeriodId(item.commitmentId, item.serviceStartDate),
});
