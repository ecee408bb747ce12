import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Moment } from "../../ui/moment.tsx";
import { useUserNames } from "../../ui/user-names.ts";
import { type BulkCancel, STATUS_IN_WORDS } from "./bulk-cancel.ts";

type Step = BulkCancel["transitions"][number];

const IN_WORDS: Readonly<Record<string, string>> = {
  Create: "Created",
  Upload: "File uploaded",
  Change: "Changed",
  Rebuild: "Planned anew",
  Plan: "Plan ready",
  Fail: "Plan failed",
  Submit: "Sent for approval",
  Approve: "Approved",
  Reject: "Sent back",
  Start: "Started",
  Pause: "Paused",
  Resume: "Resumed",
  Stop: "Stopped",
  Complete: "Completed",
};

/** Who has done what with it, and when. */
export function BulkCancelSteps({ bulkCancel }: { readonly bulkCancel: BulkCancel }) {
  const nameOf = useUserNames();
  const columns: readonly Column<Step>[] = [
    {
      name: "at",
      title: "When",
      cell: ({ happenedOn }) => <Moment at={happenedOn} />,
    },
    { name: "what", title: "What", cell: ({ action }) => IN_WORDS[action] ?? action },
    { name: "who", title: "Who", cell: ({ userId }) => (userId ? nameOf(userId) : "The server") },
    { name: "status", title: "Then it was", cell: ({ toStatus }) => STATUS_IN_WORDS[toStatus] },
    { name: "plan", title: "Plan", isFigure: true, cell: ({ planNumber }) => planNumber },
    { name: "comment", title: "Comment", cell: ({ comment }) => comment ?? "–" },
  ];
  return (
    <section className="panel" aria-labelledby="steps">
      <h2 id="steps">Steps</h2>
      <DataTable
        caption="Steps that were taken"
        columns={columns}
        rows={bulkCancel.transitions}
        keyOf={({ action, happenedOn, planNumber }) => `${action} ${happenedOn} ${planNumber}`}
      />
    </section>
  );
}
