import { Button, Modal } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { queryClient } from "../../api/queries.ts";
import { useMay, useSession } from "../../shell/session.ts";
import { Failed } from "../../ui/states.tsx";
import type { Order } from "./order-page.tsx";

/** Undo: a cancel that stands can be taken back with its money, by an order of its own. */
export function RevertOrder({ order }: { readonly order: Order }) {
  const [isAsking, setAsking] = useState(false);
  const { today } = useSession();
  const mayOrder = useMay("orders.write");
  const navigate = useNavigate();
  const { orderNumber } = order;
  const revert = useMutation({
    mutationFn: () => api.revertOrder({ params: { orderNumber }, body: { orderDate: today } }),
    onSuccess: async (answer) => {
      setAsking(false);
      await queryClient.invalidateQueries();
      void navigate({ to: "/orders/$orderNumber", params: { orderNumber: answer.orderNumber } });
    },
  });
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
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <p>
          The subscription goes on as before. What was credited, billed and written off because of
          the cancel is reversed by posted credit memos.
        </p>
        {revert.error && <Failed error={revert.error} what={`undoing ${orderNumber}`} />}
        <div className="row">
          <Button variant="default" onClick={() => setAsking(false)}>
            Leave it cancelled
          </Button>
          <Button loading={revert.isPending} onClick={() => revert.mutate()}>
            Undo the cancel
          </Button>
        </div>
      </Modal>
    </>
  );
}
