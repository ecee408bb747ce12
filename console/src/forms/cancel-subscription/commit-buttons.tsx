import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { QuittanceError } from "#client/index.ts";
import { api } from "../../api/client.ts";
import type { Given } from "../../api/exactly.ts";
import { queryClient } from "../../api/queries.ts";
import { formatMoney } from "../../ui/money.tsx";
import { Failed } from "../../ui/states.tsx";
import { isWorthTelling } from "../order-preview/outcome.ts";
import type { Moved } from "../order-preview/use-moved.ts";
import { type Cancelled, type CancelOutcome, type Choice, orderOf } from "./cancel-order.ts";
import classes from "./cancel-page.module.css";

type CommitButtonsProps = {
  readonly choice: Choice;
  readonly cancelled: Cancelled;
  readonly outcome: CancelOutcome | undefined;
  readonly currency: string;
  readonly moved: Moved;
  /** What is shown is what was asked for. */
  readonly isReady: boolean;
  readonly onPreviewAgain: () => void;
};

/** One click commits exactly what is shown, or nothing. */
export function CommitButtons(props: CommitButtonsProps) {
  const { choice, cancelled, outcome, currency, moved, isReady } = props;
  const navigate = useNavigate();
  const { subscriptionNumber: subscriptionKey } = cancelled;
  const commit = useCommit(props);
  const keep = () =>
    void navigate({ to: "/subscriptions/$subscriptionKey", params: { subscriptionKey } });
  const canCommit = isReady && outcome !== undefined && !commit.isPending;
  return (
    <div className="stack">
      {moved.message && (
        <div className="notice notice-failed" role="alert">
          <strong>Something has moved meanwhile, and nothing was done</strong>
          <p>{moved.message}</p>
          <p>The table shows what was beside what is now. The button asks again.</p>
        </div>
      )}
      {commit.error && !moved.message && (
        <Failed error={commit.error} what={`the cancellation of ${subscriptionKey}`} />
      )}
      <div className={classes.buttons}>
        <Button variant="default" onClick={keep}>
          Keep the subscription
        </Button>
        <Button
          loading={commit.isPending}
          disabled={!canCommit}
          onClick={() => outcome && commit.mutate(outcome)}
        >
          {sentence(choice, outcome, currency)}
        </Button>
      </div>
    </div>
  );
}

function useCommit({ choice, cancelled, moved, onPreviewAgain }: CommitButtonsProps) {
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (outcome: CancelOutcome) =>
      api.createOrder({
        body: { ...orderOf(choice, cancelled), previewId: outcome.previewId },
      } as Given<"createOrder">),
    onSuccess: async (answer) => {
      moved.forget();
      await queryClient.invalidateQueries({
        predicate: ({ queryKey }) => queryKey[0] !== "previewOrder",
      });
      void navigate({ to: "/orders/$orderNumber", params: { orderNumber: answer.orderNumber } });
    },
    onError: (error, outcome) => {
      // 409: something has moved. 404: the preview is forgotten after a day.
      if (!(error instanceof QuittanceError) || ![404, 409].includes(error.status)) return;
      moved.remember(outcome, error.message);
      onPreviewAgain();
    },
  });
}

/** What will happen, and how much: the button is the last thing that is read. */
function sentence(
  { refund }: Choice,
  outcome: CancelOutcome | undefined,
  currency: string,
): string {
  if (!outcome) return "Cancel the subscription";
  const { writtenOff, refunded } = outcome.account;
  const parts = [
    ...(isWorthTelling(writtenOff) ? [`write off ${formatMoney(writtenOff, currency)}`] : []),
    ...(refund && isWorthTelling(refunded) ? [`refund ${formatMoney(refunded, currency)}`] : []),
  ];
  if (parts.length === 0) return "Cancel the subscription";
  return `Cancel and ${parts.join(" and ")} ${currency}`;
}
