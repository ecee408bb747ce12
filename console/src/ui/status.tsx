/** A status in its own word. A colour only where somebody should look. */
const MEANING: Readonly<Record<string, "good" | "waiting" | "bad">> = {
  Active: "good",
  Posted: "good",
  Processed: "good",
  Completed: "good",
  Draft: "waiting",
  Pending: "waiting",
  Suspended: "waiting",
  Scheduled: "waiting",
  Processing: "waiting",
  "Pending Activation": "waiting",
  "Pending Acceptance": "waiting",
  Cancelled: "bad",
  Canceled: "bad",
  Error: "bad",
  Failed: "bad",
  Done: "good",
  Refused: "bad",
  Moved: "bad",
  Stopped: "bad",
};

export const Status = ({ status }: { readonly status: string }) => (
  <span className={`status status-${MEANING[status] ?? "waiting"}`}>{status}</span>
);
