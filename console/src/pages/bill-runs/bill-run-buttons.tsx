import { Button, Modal } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { queryClient } from "../../api/queries.ts";
import { useMay } from "../../shell/session.ts";
import { inWords } from "../../ui/days.tsx";
import { Failed } from "../../ui/states.tsx";
import { type BillRun, counted } from "./run-state.ts";

type Step = {
  /** Verb and object: the button that asks, and the one that does. */
  readonly title: string;
  readonly needs: readonly string[];
  readonly isOffered: (run: BillRun) => boolean;
  /** What it will do, before it is done. */
  readonly effect: (run: BillRun) => string;
  /** Id of the run to go on with; undefined: this one is gone. */
  readonly send: (run: BillRun) => Promise<string | undefined>;
};

const documentsOf = ({ invoicesGenerated, creditMemosGenerated }: BillRun): string =>
  [
    counted(invoicesGenerated, "invoice"),
    ...(creditMemosGenerated === "0" ? [] : [counted(creditMemosGenerated, "credit memo")]),
  ].join(" and ");

const sent = async ({ id }: BillRun, sending: Promise<unknown>): Promise<string> => {
  await sending;
  return id;
};

const STEPS: readonly Step[] = [
  {
    title: "Post the documents",
    needs: ["billing.write", "billing.post"],
    isOffered: ({ status }) => status === "Completed" || status === "Error",
    effect: (run) =>
      `Posts ${documentsOf(run)}, dated ${inWords(run.invoiceDate ?? run.createdDate.slice(0, 10))}: customers owe them from then on.`,
    send: (run) => sent(run, api.postBillRun({ params: { billRunId: run.id }, body: {} })),
  },
  {
    title: "Retry what failed",
    needs: ["billing.write"],
    isOffered: ({ status, errors }) =>
      (status === "Completed" || status === "Posted") &&
      errors.some(({ accountId }) => accountId !== null),
    effect: ({ errors }) =>
      `Starts another run, as this one was asked for, for ${counted(String(errors.length), "account")} that could not be billed.`,
    send: async ({ id }) => (await api.retryBillRun({ params: { billRunId: id }, body: {} })).id,
  },
  {
    title: "Cancel the bill run",
    needs: ["billing.write"],
    isOffered: ({ status }) => status === "Pending" || status === "Completed",
    effect: (run) =>
      run.status === "Pending"
        ? "It has billed nothing yet, and will not."
        : `Cancels ${documentsOf(run)}, which are drafts: what they bill is due again.`,
    send: (run) => sent(run, api.cancelBillRun({ params: { billRunId: run.id }, body: {} })),
  },
  {
    title: "Delete the bill run",
    needs: ["billing.write"],
    isOffered: ({ status }) => status === "Canceled" || status === "Error",
    effect: () => "Deletes it with the documents that it has made. They cannot be brought back.",
    send: async ({ id }) => {
      await api.deleteBillRun({ params: { billRunId: id } });
      return undefined;
    },
  },
];

/** What can be done with a run as it is; each says what it will do, and asks once. */
export function BillRunButtons({ run }: { readonly run: BillRun }) {
  return STEPS.filter(({ isOffered }) => isOffered(run)).map((step) => (
    <StepButton key={step.title} step={step} run={run} />
  ));
}

function StepButton({ step, run }: { readonly step: Step; readonly run: BillRun }) {
  const { title, needs } = step;
  const [isAsking, setAsking] = useState(false);
  const may = [useMay(needs[0] ?? ""), useMay(needs.at(-1) ?? "")].every((one) => one);
  const navigate = useNavigate();
  const doing = useMutation({
    mutationFn: () => step.send(run),
    onSuccess: async (billRunKey) => {
      setAsking(false);
      if (billRunKey === undefined) await navigate({ to: "/bill-runs" });
      else await navigate({ to: "/bill-runs/$billRunKey", params: { billRunKey } });
      await queryClient.invalidateQueries();
    },
  });
  if (!may) return null;
  const isMain = title.startsWith("Post");
  return (
    <>
      <Button variant={isMain ? "filled" : "default"} onClick={() => setAsking(true)}>
        {title} …
      </Button>
      <Modal
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={`${title}: ${run.billRunNumber}`}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <p>{step.effect(run)}</p>
        {doing.error && <Failed error={doing.error} what={run.billRunNumber} />}
        <div className="row">
          <Button variant="default" onClick={() => setAsking(false)}>
            Leave it as it is
          </Button>
          <Button loading={doing.isPending} onClick={() => doing.mutate()}>
            {title}
          </Button>
        </div>
      </Modal>
    </>
  );
}
