import { Button, Radio, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { api } from "../../api/client.ts";
import { queryClient } from "../../api/queries.ts";
import { deedInWords, filterInWords } from "../../pages/bulk-cancels/bulk-cancel.ts";
import { useMay, useSession } from "../../shell/session.ts";
import { PageHead } from "../../ui/page-head.tsx";
import { Failed } from "../../ui/states.tsx";
import classes from "./plan-bulk-cancel.module.css";
import { bodyOf, choiceOf, deedOf, filterOf, type PlanChoice, saysNothing } from "./plan-order.ts";
import type { PlanSearch } from "./plan-search.ts";
import { WhatIsDone } from "./what-is-done.tsx";
import { WhichRows } from "./which-rows.tsx";

export type ChangeProps = {
  readonly choice: PlanChoice;
  readonly change: (next: Partial<PlanSearch>) => void;
};

/** Planning a bulk cancel: which rows, what is done to each, and in words what will be planned. */
export function PlanBulkCancelPage() {
  const search = useSearch({ from: "/shell/bulk-cancels/new" });
  const navigate = useNavigate({ from: "/bulk-cancels/new" });
  const { today } = useSession();
  const choice = choiceOf(search, today);
  const change = (next: Partial<PlanSearch>) =>
    void navigate({ search: { ...search, ...next }, replace: true });
  return (
    <>
      <PageHead title="Plan a bulk cancel" tabTitle="Plan a bulk cancel" />
      <form className="stack" onSubmit={(event) => event.preventDefault()}>
        <section className="panel stack" aria-label="Which">
          <Kinds choice={choice} change={change} />
          <WhichRows choice={choice} change={change} />
        </section>
        <section className="panel stack" aria-label="What is done">
          <WhatIsDone choice={choice} change={change} />
          <TextInput
            label="Comment"
            description="On the plan, on its orders and its write-offs."
            placeholder="Closed in May, agreed with sales"
            maxLength={255}
            defaultValue={choice.comment ?? ""}
            onBlur={({ currentTarget: { value } }) => change({ comment: value || undefined })}
          />
        </section>
        <InWords choice={choice} />
        <PlanButtons choice={choice} />
      </form>
    </>
  );
}

const KINDS = [
  ["Cancel", "Cancel subscriptions"],
  ["WriteOff", "Write off documents"],
] as const;

const Kinds = ({ choice, change }: ChangeProps) => (
  <fieldset className={classes.group}>
    <legend>What?</legend>
    <div className="row">
      {KINDS.map(([kind, label]) => (
        <Radio
          key={kind}
          name="kind"
          label={label}
          checked={choice.kind === kind}
          onChange={() => change({ kind: kind === "WriteOff" ? kind : undefined })}
        />
      ))}
    </div>
  </fieldset>
);

/** "Active subscriptions · of Batch3 · overdue by 61 days or more": what will be planned. */
function InWords({ choice }: Pick<ChangeProps, "choice">) {
  const all = choice.kind === "Cancel" ? "Active subscriptions" : "Posted documents that owe";
  const which = [all, ...filterInWords(filterOf(choice))];
  return (
    <section className="panel" aria-labelledby="in-words">
      <h2 id="in-words">What will be planned</h2>
      <p className={classes.sentence}>
        {choice.from === "File"
          ? "What the lines of a file name."
          : saysNothing(choice)
            ? "Say which: nothing is chosen yet."
            : which.map((part) => (
                <span key={part} className={classes.part}>
                  {part}
                </span>
              ))}
      </p>
      <p>{deedInWords(deedOf(choice))}</p>
      <p className="quiet">
        Nothing happens before you have looked at the plan, a second person has approved it, and
        somebody starts it.
      </p>
    </section>
  );
}

function PlanButtons({ choice }: Pick<ChangeProps, "choice">) {
  const navigate = useNavigate();
  const may = [
    useMay("billing.write"),
    useMay("orders.write") || choice.kind === "WriteOff",
    useMay("billing.write-off") || (choice.kind === "Cancel" && !choice.writeOff),
  ].every((one) => one);
  const plan = useMutation({
    mutationFn: () => api.createBulkCancel({ body: bodyOf(choice) }),
    onSuccess: async ({ id }) => {
      await navigate({ to: "/bulk-cancels/$bulkCancelKey", params: { bulkCancelKey: id } });
      await queryClient.invalidateQueries();
    },
  });
  return (
    <div className="stack">
      {plan.error && <Failed error={plan.error} what="the plan" title="It could not be planned" />}
      {!may && (
        <p className="quiet">
          Planning it takes the permission billing.write, and what each row takes:{" "}
          {choice.kind === "Cancel" ? "orders.write" : "billing.write-off"}
          {choice.kind === "Cancel" && choice.writeOff ? " and billing.write-off" : ""}.
        </p>
      )}
      <div className="row">
        <Button
          variant="default"
          onClick={() => void navigate({ to: "/bulk-cancels", search: {} })}
        >
          Plan none
        </Button>
        <Button
          disabled={!may || saysNothing(choice)}
          loading={plan.isPending}
          onClick={() => plan.mutate()}
        >
          {choice.from === "File" ? "Go on to the file" : "Make the plan"}
        </Button>
      </div>
    </div>
  );
}
