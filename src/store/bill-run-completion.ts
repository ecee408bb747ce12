import type { Transaction } from "./database.ts";
import { saveEvents } from "./events.ts";

/** Tells that a run has ended. Posting its drafts later is another matter: each document tells of it. */
export async function saveCompletion(
  tx: Transaction,
  objectId: string,
  run: { readonly bill_run_number: string } | undefined,
  relatedEvent: "Success" | "Error",
  now: string,
): Promise<void> {
  if (!run) return;
  const objectNumber = run.bill_run_number;
  const completion = { eventType: "Bill Run Completion", relatedEvent } as const;
  await saveEvents(tx, [{ ...completion, objectType: "BillRun", objectId, objectNumber }], now);
}
