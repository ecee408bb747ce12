/** What a sandbox entity's clock meets on its way, and what becomes of it. */
import type { PlainDate } from "../values/plain-date.ts";

/** What the daily work and the schedulers do when its time has come. */
export const CLOCK_WORK = [
  "Scheduled order",
  "Renewal",
  "Scheduled cancel",
  "Scheduled suspension",
  "Scheduled resumption",
  "Invoice schedule",
  "Payment schedule item",
  "Bill run",
  "Payment run",
  "Event",
  "Daily work",
] as const;
export type ClockWork = (typeof CLOCK_WORK)[number];

/** One thing that was done on the way, or could not be. */
export type ClockStep = {
  /** ISO instant on the entity's clock. */
  readonly doneAt: string;
  readonly work: ClockWork;
  /** The number or name of what it was done to. */
  readonly subject: string;
  /** What it has made: an order's number, a status. */
  readonly result: string | null;
  /** Why it could not be done; null where it was. */
  readonly reason: string | null;
};

export type ClockMoveStatus = "Processing" | "Completed" | "Canceled" | "Error";

/** A clock on its way to a later day. */
export type ClockMove = {
  readonly clockMoveId: string;
  readonly fromDate: PlainDate;
  readonly toDate: PlainDate;
  readonly followsRealClock: boolean;
  readonly status: ClockMoveStatus;
  /** ISO instants on the entity's clock: whose work is being done, and up to which all is done. */
  readonly reachedAt: string;
  readonly workedThrough: string | null;
  readonly reason: string | null;
  readonly createdById: string;
};
