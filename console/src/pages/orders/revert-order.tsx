import { Button, Modal } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { QuittanceError } from "#client/index.ts";
import { api } from "../../api/client.ts";
import { queryClient } from "../../api/queries.ts";
import { outcomeOfReceipt } from "../../forms/order-preview/outcome.ts";
import { ReceiptTable } from "../../forms/order-preview/receipt-table.tsx";
import { useMoved } from "../../forms/order-preview/use-moved.ts";
import { useMay, useSession } from "../../shell/session.ts";
import { Answered, Failed } from "../../ui/states.tsx";
import type { Order } from "./order-page.tsx";

/** Undo: a cancel that stands can be taken back with its money, by an order of its own. */
export function RevertOrder({ order }: { readonly order: Order }) {
  const [isAsking, setAsking] = useState(false);
  const mayOrder = useMay("orders.write");
  const { orderNumber } = order;
  const actions = order.subscriptions.flatMap(({ orderActions }) => orderActions);
  const isCancel =
    actions.length > 0 && actions.every(({ type }) => String(type) === "CancelSubscription");
  if (!mayOrder || !isCancel || order.status !== "Completed") return null;
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        Undo the cancel …
      </Button>
      <Modal
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={`Undo ${orderNumber}`}
        size="xl"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <Undo orderNumber={orderNumber} onDone={() => setAsking(false)} />
      </Modal>
    </>
  );
}

type UndoProps = { readonly orderNumber: string; readonly onDone: () => void };

/** What taking back moves is shown before the button asks, and the button does exactly that. */
function Undo({ orderNumber, onDone }: UndoProps) {
  const { today: orderDate } = useSession();
  const moved = useMoved();
  const preview = useQuery({
    queryKey: ["previewRevertOrder", orderNumber, orderDate],
    queryFn: () => api.previewRevertOrder({ params: { orderNumber }, body: { orderDate } }),
    retry: false,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const outcome = preview.data && outcomeOfReceipt(preview.data.receipt);
  const onMoved = (message: string) => {
    if (outcome) moved.remember(outcome, message);
    void preview.refetch();
  };
  const revert = useRevert({ orderNumber, orderDate, onDone, onMoved });
  return (
    <div className="stack">
      <p>
        The subscription goes on as before. What was credited, billed and written off because of the
        cancel is reversed by posted credit memos:
      </p>
      <Answered query={preview} what="the preview of undoing it">
        {() => outcome && <ReceiptTable outcome={outcome} was={moved.was} today={orderDate} />}
      </Answered>
      {moved.message && (
        <div className="notice notice-failed" role="alert">
          <strong>Something has moved meanwhile, and nothing was done</strong>
          <p>{moved.message}</p>
        </div>
      )}
      {revert.error && !moved.message && (
        <Failed error={revert.error} what={`undoing ${orderNumber}`} />
      )}
      <div className="row">
        <Button variant="default" onClick={onDone}>
          Leave it cancelled
        </Button>
        <Button
          loading={revert.isPending}
          disabled={!preview.data || preview.isFetching}
          onClick={() => preview.data && revert.mutate(preview.data.previewId)}
        >
          Undo the cancel
        </Button>
      </div>
    </div>
  );
}

type RevertProps = UndoProps & {
  readonly orderDate: string;
  /** Something is not as it was shown. */
  readonly onMoved: (message: string) => void;
};

function useRevert({ orderNumber, orderDate, onDone, onMoved }: RevertProps) {
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (previewId: string) =>
      api.revertOrder({ params: { orderNumber }, body: { orderDate, previewId } }),
    onSuccess: async (answer) => {
      onDone();
      await queryClient.invalidateQueries({
        predicate: ({ queryKey }) => queryKey[0] !== "previewRevertOrder",
      });
      void navigate({ to: "/orders/$orderNumber", params: { orderNumber: answer.orderNumber } });
    },
    onError: (error) => {
      const hasMoved = error instanceof QuittanceError && [404, 409].includes(error.status);
      if (hasMoved) onMoved(error.message);
    },
  });
}
