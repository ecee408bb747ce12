import { Button, Modal, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { queryClient } from "../../api/queries.ts";
import { useMay, useSession } from "../../shell/session.ts";
import { formatMoney } from "../../ui/money.tsx";
import { Failed } from "../../ui/states.tsx";
import type { BulkCancel } from "./bulk-cancel.ts";

type Step = {
  /** Verb and object: the button that asks, and the one that does. */
  readonly title: string;
  readonly needs: readonly string[];
  readonly isMain?: boolean;
  readonly isOffered: (bulkCancel: BulkCancel, userId: string) => boolean;
  /** What it will do, before it is done. */
  readonly effect: (bulkCancel: BulkCancel) => string;
  readonly takesComment?: boolean;
  readonly send: (bulkCancel: BulkCancel, comment: string) => Promise<unknown>;
};

const whoseIs = ({ id }: BulkCancel) => ({ params: { bulkCancelKey: id } });

const chosen = (bulkCancel: BulkCancel, comment: string) => ({
  ...whoseIs(bulkCancel),
  body: { planNumber: Number(bulkCancel.planNumber), ...(comment && { comment }) },
});

const planned = ({ counts }: BulkCancel) => counts.filter(({ state }) => state === "Planned");

/** "12 rows: credits 93.00 USD, writes off 640.00 USD" */
function sumOfPlan(bulkCancel: BulkCancel): string {
  const own = planned(bulkCancel);
  return own
    .map(
      ({ rows, currency, credited, writtenOff }) =>
        `${rows} ${rows === "1" ? "row" : "rows"}: credits ${formatMoney(credited, currency)} ${currency}, writes off ${formatMoney(writtenOff, currency)} ${currency}`,
    )
    .join("; ");
}

const BEFORE_A_RUN = ["Planned", "AwaitingApproval", "Approved", "Error"];

const STEPS: readonly Step[] = [
  {
    title: "Send for approval",
    needs: ["billing.write"],
    isMain: true,
    isOffered: (bulkCancel) => bulkCancel.status === "Planned" && planned(bulkCancel).length > 0,
    effect: (bulkCancel) =>
      bulkCancel.needsApproval
        ? `Asks a second person to approve plan ${bulkCancel.planNumber}. ${sumOfPlan(bulkCancel)}.`
        : `It gives away so little that it needs no approval. ${sumOfPlan(bulkCancel)}.`,
    takesComment: true,
    send: (bulkCancel, comment) => api.submitBulkCancel(chosen(bulkCancel, comment)),
  },
  {
    title: "Approve the plan",
    needs: ["billing.write", "billing.approve-bulk"],
    isMain: true,
    isOffered: (bulkCancel, userId) =>
      bulkCancel.status === "AwaitingApproval" && !isOwn(bulkCancel, userId),
    effect: (bulkCancel) =>
      `Lets plan ${bulkCancel.planNumber} happen. ${sumOfPlan(bulkCancel)}. It begins when somebody starts it.`,
    takesComment: true,
    send: (bulkCancel, comment) => api.approveBulkCancel(chosen(bulkCancel, comment)),
  },
  {
    title: "Start the run",
    needs: ["billing.write"],
    isMain: true,
    isOffered: ({ status }) => status === "Approved",
    effect: (bulkCancel) =>
      `Does row after row, in your name. ${sumOfPlan(bulkCancel)}. A row that would do anything else by now is set aside.`,
    send: (bulkCancel) => api.startBulkCancel(chosen(bulkCancel, "")),
  },
  {
    title: "Pause the run",
    needs: ["billing.write"],
    isMain: true,
    isOffered: ({ status }) => status === "Running",
    effect: () => "The rows in work are finished; the others wait until somebody resumes it.",
    send: (bulkCancel) => api.pauseBulkCancel({ ...whoseIs(bulkCancel), body: {} }),
  },
  {
    title: "Resume the run",
    needs: ["billing.write"],
    isMain: true,
    isOffered: ({ status }) => status === "Paused",
    effect: ({ progress }) => `Goes on with the ${progress.rowsToDo} rows that are left.`,
    send: (bulkCancel) => api.resumeBulkCancel({ ...whoseIs(bulkCancel), body: {} }),
  },
  {
    title: "Send the plan back",
    needs: ["billing.write", "billing.approve-bulk"],
    isOffered: ({ status }) => status === "AwaitingApproval" || status === "Approved",
    effect: () => "It is not approved: whoever has planned it may change it and send it again.",
    takesComment: true,
    send: (bulkCancel, comment) =>
      api.rejectBulkCancel({ ...whoseIs(bulkCancel), body: comment ? { comment } : {} }),
  },
  {
    title: "Plan it anew",
    needs: ["billing.write"],
    isOffered: ({ status }) => BEFORE_A_RUN.includes(status),
    effect: () =>
      "Reckons the same as everything is now. An approval ends with the plan it was of.",
    send: (bulkCancel) => api.rebuildBulkCancel({ ...whoseIs(bulkCancel), body: {} }),
  },
  {
    title: "Stop it",
    needs: ["billing.write"],
    isOffered: ({ status }) => status !== "Completed" && status !== "Stopped",
    effect: ({ progress }) =>
      `For good: ${progress.rowsDone} rows are done and stay so, the others are left as they are.`,
    takesComment: true,
    send: (bulkCancel, comment) =>
      api.stopBulkCancel({ ...whoseIs(bulkCancel), body: comment ? { comment } : {} }),
  },
];

/** Who has made, changed or submitted the plan does not approve it. */
const isOwn = (bulkCancel: BulkCancel, userId: string): boolean =>
  [bulkCancel.createdById, bulkCancel.plannedById].includes(userId) ||
  bulkCancel.transitions.some(
    (step) =>
      step.action === "Submit" &&
      step.planNumber === bulkCancel.planNumber &&
      step.userId === userId,
  );

/** What can be done with it as it is; each says what it will do, and asks once. */
export function BulkCancelButtons({ bulkCancel }: { readonly bulkCancel: BulkCancel }) {
  const { userId } = useSession();
  return STEPS.filter(({ isOffered }) => isOffered(bulkCancel, userId)).map((step) => (
    <StepButton key={step.title} step={step} bulkCancel={bulkCancel} />
  ));
}

type StepButtonProps = { readonly step: Step; readonly bulkCancel: BulkCancel };

function StepButton({ step, bulkCancel }: StepButtonProps) {
  const { title, needs } = step;
  const [isAsking, setAsking] = useState(false);
  const may = [useMay(needs[0] ?? ""), useMay(needs.at(-1) ?? "")].every((one) => one);
  if (!may) return null;
  return (
    <>
      <Button variant={step.isMain ? "filled" : "default"} onClick={() => setAsking(true)}>
        {title} …
      </Button>
      <Modal
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={`${title}: ${bulkCancel.number}`}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <Asked step={step} bulkCancel={bulkCancel} onClose={() => setAsking(false)} />
      </Modal>
    </>
  );
}

function Asked({ step, bulkCancel, onClose }: StepButtonProps & { readonly onClose: () => void }) {
  const { title, takesComment } = step;
  const [comment, setComment] = useState("");
  const doing = useMutation({
    mutationFn: () => step.send(bulkCancel, comment),
    onSuccess: async () => {
      await queryClient.invalidateQueries();
      onClose();
    },
  });
  return (
    <div className="stack">
      <p className="flush">{step.effect(bulkCancel)}</p>
      {takesComment && (
        <TextInput
          label="Comment"
          maxLength={500}
          value={comment}
          onChange={({ currentTarget: { value } }) => setComment(value)}
        />
      )}
      {doing.error && (
        <Failed error={doing.error} what={bulkCancel.number} title="It was not done" />
      )}
      <div className="row">
        <Button variant="default" onClick={onClose}>
          Leave it as it is
        </Button>
        <Button loading={doing.isPending} onClick={() => doing.mutate()}>
          {title}
        </Button>
      </div>
    </div>
  );
}
