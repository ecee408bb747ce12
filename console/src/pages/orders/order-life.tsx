import { Button, Modal } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { queryClient } from "../../api/queries.ts";
import { useMay } from "../../shell/session.ts";
import { ButtonLink } from "../../ui/button-link.tsx";
import { Failed } from "../../ui/states.tsx";
import type { Order } from "./order-page.tsx";

type Deed = {
  readonly name: "activate" | "cancel" | "delete";
  readonly button: string;
  readonly says: string;
};

const ACTIVATE: Deed = {
  name: "activate",
  button: "Activate the order",
  says: "It is done now, as it would have been without the draft. It is not billed by that.",
};
const CANCEL: Deed = {
  name: "cancel",
  button: "Cancel the order",
  says: "Nobody executes it any more. It is kept, and can only be deleted then.",
};
const DELETE: Deed = {
  name: "delete",
  button: "Delete the order",
  says: "It is gone, with all that waited in it.",
};

/** What can be done with an order of each status. */
const DEEDS: Readonly<Record<string, readonly Deed[]>> = {
  Draft: [ACTIVATE, CANCEL, DELETE],
  Scheduled: [CANCEL, DELETE],
  Pending: [DELETE],
  Cancelled: [DELETE],
  Failed: [DELETE],
};

/** Of an order that waits: changed, given its dates, activated, cancelled, deleted. */
export function OrderLife({ order }: { readonly order: Order }) {
  const [asked, setAsked] = useState<Deed>();
  const mayOrder = useMay("orders.write");
  const { orderNumber, status } = order;
  const deeds = DEEDS[status] ?? [];
  if (!mayOrder || deeds.length === 0) return null;
  return (
    <>
      {status === "Draft" && (
        <ButtonLink variant="default" to="/orders/$orderNumber/edit" params={{ orderNumber }}>
          Change the draft
        </ButtonLink>
      )}
      {status === "Pending" && (
        <ButtonLink to="/orders/$orderNumber/dates" params={{ orderNumber }}>
          Give its dates
        </ButtonLink>
      )}
      {deeds.map((deed) => (
        <Button key={deed.name} variant="default" onClick={() => setAsked(deed)}>
          {deed.button} …
        </Button>
      ))}
      <Modal
        opened={asked !== undefined}
        onClose={() => setAsked(undefined)}
        title={`${asked?.button ?? ""}: ${orderNumber}`}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {asked && (
          <Asked deed={asked} orderNumber={orderNumber} onEnd={() => setAsked(undefined)} />
        )}
      </Modal>
    </>
  );
}

type AskedProps = {
  readonly deed: Deed;
  readonly orderNumber: string;
  readonly onEnd: () => void;
};

function Asked({ deed, orderNumber, onEnd }: AskedProps) {
  const navigate = useNavigate();
  const params = { orderNumber };
  const act = useMutation({
    mutationFn: async () => {
      if (deed.name === "activate") await api.activateOrder({ params });
      else if (deed.name === "cancel") await api.cancelOrder({ params, body: {} });
      else await api.deleteOrder({ params });
    },
    onSuccess: async () => {
      onEnd();
      if (deed.name === "delete") await navigate({ to: "/orders", search: {} });
      await queryClient.invalidateQueries();
    },
  });
  return (
    <div className="stack">
      <p>{deed.says}</p>
      {act.error && <Failed error={act.error} what={orderNumber} title="That was not done" />}
      <div className="row">
        <Button variant="default" onClick={onEnd}>
          Leave it as it is
        </Button>
        <Button loading={act.isPending} onClick={() => act.mutate()}>
          {deed.button}
        </Button>
      </div>
    </div>
  );
}
