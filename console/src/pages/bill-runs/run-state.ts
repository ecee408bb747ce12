import type { Answered } from "../../api/exactly.ts";

export type BillRun = Answered<"getBillRun">;

/** Statuses that pass by themselves. */
export const AT_WORK: readonly string[] = [
  ...["Processing", "PostInProgress", "CancelInProgress", "RemoveInProgress"],
];

/** Whether it changes by itself: one that waits for its time does not, for now. */
export const isUnderWay = ({ status, scheduledExecutionTime }: BillRun): boolean =>
  AT_WORK.includes(status) || (status === "Pending" && scheduledExecutionTime === null);

/** What it is doing, or has done, in words. */
export const STATE_IN_WORDS: Readonly<Record<BillRun["status"], string>> = {
  Pending: "It has not begun.",
  Processing: "Billing the accounts …",
  Completed:
    "It is done. Its documents are drafts: look at them, then post them or cancel the run.",
  Error: "It has stopped with an error. What it has billed are drafts.",
  PostInProgress: "Posting its documents …",
  Posted: "It is done, and its documents are posted.",
  CancelInProgress: "Cancelling its drafts …",
  Canceled: "It was cancelled: what it had billed is due again.",
  RemoveInProgress: "Deleting it with its documents …",
};

/** "1 min 5 s"; seconds are no amount, and may be numbers. */
export function inMinutes(seconds: string): string {
  const all = Math.round(Number(seconds));
  const minutes = Math.floor(all / 60);
  return minutes === 0 ? `${all} s` : `${minutes} min ${all % 60} s`;
}

/** "1 invoice", "2 invoices" */
export const counted = (count: string, one: string, many = `${one}s`): string =>
  `${count.replace(/\B(?=(\d{3})+$)/g, ",")} ${count === "1" ? one : many}`;
