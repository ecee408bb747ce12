import { moveClock } from "#operations/move-clock.ts";
import type { Database } from "#store/database.ts";
import type { ClockWork } from "#store/job-queue.ts";

/** Takes a clock on its way until it has arrived. What it throws is tried again, and goes on there. */
export async function goOnWithClock(
  database: Database,
  work: ClockWork,
  signal: AbortSignal,
): Promise<void> {
  const hasEnded = await moveClock(database, work, signal);
  // Somebody else, or this process when it starts again, takes it further.
  if (!hasEnded) throw new Error("The clock was stopped with its server, and goes on later.");
}
