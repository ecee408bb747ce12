import { Button, Checkbox, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { api } from "../../api/client.ts";
import { queryClient } from "../../api/queries.ts";
import { useMay, useSession } from "../../shell/session.ts";
import { MayOnly } from "../../ui/no-permission.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Failed } from "../../ui/states.tsx";
import { bodyOf, choiceOf, effectOf, isOfNobody, type RunChoice } from "./bill-run-order.ts";
import classes from "./start-bill-run-page.module.css";
import type { StartSearch } from "./start-search.ts";
import { WhoseAccounts } from "./whose-accounts.tsx";

/** Starting a bill run: what is chosen, and in words what one click will do. */
export function StartBillRunPage() {
  const search = useSearch({ from: "/shell/bill-runs/start" });
  const navigate = useNavigate({ from: "/bill-runs/start" });
  const { today } = useSession();
  const choice = choiceOf(search, today);
  const change = (next: Partial<StartSearch>) =>
    void navigate({ search: { ...search, ...next }, replace: true });
  return (
    <>
      <PageHead title="Start a bill run" tabTitle="Start a bill run" />
      <MayOnly permission="billing.write" what="start bill runs">
        <form className="stack" onSubmit={(event) => event.preventDefault()}>
          <section className="panel stack" aria-label="What is billed">
            <Days choice={choice} change={change} />
            <WhoseAccounts choice={choice} change={change} />
            <Switches choice={choice} change={change} />
          </section>
          <section className="panel" aria-labelledby="effect">
            <h2 id="effect">What it will do</h2>
            <ul className={classes.effect}>
              {effectOf(choice).map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
          </section>
          <StartButtons choice={choice} />
        </form>
      </MayOnly>
    </>
  );
}

export type ChangeProps = {
  readonly choice: RunChoice;
  readonly change: (next: Partial<StartSearch>) => void;
};

const Days = ({ choice, change }: ChangeProps) => (
  <div className={classes.days}>
    <TextInput
      type="date"
      label="Bill up to and including"
      value={choice.to}
      onChange={({ currentTarget: { value } }) => value !== "" && change({ to: value })}
    />
    <TextInput
      type="date"
      label="Date of the documents"
      value={choice.dated}
      onChange={({ currentTarget: { value } }) => value !== "" && change({ dated: value })}
    />
    <TextInput
      label="Name"
      placeholder="May, all of Europe"
      maxLength={255}
      defaultValue={choice.name ?? ""}
      onBlur={({ currentTarget: { value } }) => change({ name: value || undefined })}
    />
  </div>
);

function Switches({ choice, change }: ChangeProps) {
  const mayPost = useMay("billing.post");
  return (
    <div className="stack">
      <Checkbox
        label="Post its documents at once"
        description={mayPost ? undefined : "Takes the permission billing.post."}
        disabled={!mayPost}
        checked={choice.post}
        onChange={({ currentTarget: { checked } }) => change({ post: checked || undefined })}
      />
      <Checkbox
        label="Renew first what renews by itself"
        checked={choice.renew}
        onChange={({ currentTarget: { checked } }) => change({ renew: checked || undefined })}
      />
    </div>
  );
}

function StartButtons({ choice }: Pick<ChangeProps, "choice">) {
  const navigate = useNavigate();
  const mayBill = useMay("billing.write");
  const start = useMutation({
    mutationFn: () => api.createBillRun({ body: bodyOf(choice) }),
    onSuccess: async ({ id }) => {
      await navigate({ to: "/bill-runs/$billRunKey", params: { billRunKey: id } });
      await queryClient.invalidateQueries();
    },
  });
  return (
    <div className="stack">
      {start.error && <Failed error={start.error} what="the bill run" />}
      {!mayBill && <p className="quiet">Starting one takes the permission billing.write.</p>}
      <div className="row">
        <Button variant="default" onClick={() => void navigate({ to: "/bill-runs", search: {} })}>
          Start none
        </Button>
        <Button
          disabled={!mayBill || isOfNobody(choice)}
          loading={start.isPending}
          onClick={() => start.mutate()}
        >
          {choice.post ? "Start the bill run and post" : "Start the bill run"}
        </Button>
      </div>
    </div>
  );
}
