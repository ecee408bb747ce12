import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { QuittanceError } from "#client/index.ts";
import { api } from "../../api/client.ts";
import type { Answered, Given } from "../../api/exactly.ts";
import { queryClient } from "../../api/queries.ts";
import { useMay } from "../../shell/session.ts";
import { formatMoney } from "../../ui/money.tsx";
import { Failed } from "../../ui/states.tsx";
import { isWorthTelling, type Outcome, outcomeOfPreview } from "../order-preview/outcome.ts";
import { type Moved, useMoved } from "../order-preview/use-moved.ts";
import { AsRequestButton } from "./as-request.tsx";
import {
  commitBody,
  draftBody,
  type OrderBody,
  type OrderForm,
  scheduledBody,
} from "./order-form.ts";
import { PreviewedOrder } from "./previewed-order.tsx";
import type { OrderPreview } from "./use-order-preview.ts";

type CommitOrderProps = {
  readonly form: OrderForm;
  readonly change: (next: Partial<OrderForm>) => void;
  readonly preview: OrderPreview & { readonly currency: string };
  readonly forget: () => void;
};

/** What the order does, and three ways on: now, on a day, or as a draft. */
export function CommitOrder({ form, change, preview, forget }: CommitOrderProps) {
  const moved = useMoved();
  const mayOrder = useMay("orders.write");
  const { body, receipt, currency, isReady } = preview;
  const outcome = receipt && outcomeOfPreview(receipt);
  const send = useSend({ preview, outcome, moved, forget });
  const day = form.scheduledDate ?? "";
  const canSend = mayOrder && body !== undefined && !send.isPending;
  return (
    <div className="stack">
      <PreviewedOrder preview={preview} was={moved.was} />
      {moved.message && (
        <div className="notice notice-failed" role="alert">
          <strong>Something has moved meanwhile, and nothing was done</strong>
          <p>{moved.message}</p>
          <p>The table shows what was beside what is now. The button asks again.</p>
        </div>
      )}
      {send.error && !moved.message && (
        <Failed error={send.error} what="the order" title="It was not ordered" />
      )}
      {!mayOrder && <p className="quiet">Ordering takes the permission orders.write.</p>}
      <div className="row">
        <Button
          loading={send.isPending}
          disabled={!canSend || !isReady || day !== ""}
          onClick={() => body && receipt && send.mutate(commitBody(body, receipt.previewId))}
        >
          {sentence(outcome, currency)}
        </Button>
        <Button
          variant="default"
          disabled={!canSend}
          onClick={() => body && send.mutate(draftBody(body))}
        >
          Save as a draft
        </Button>
        {body && <AsRequestButton body={body} />}
      </div>
      <div className="row">
        <TextInput
          type="date"
          size="sm"
          label="Order it by itself on"
          value={day}
          onChange={({ currentTarget: { value } }) => change({ scheduledDate: value || undefined })}
        />
        {day !== "" && (
          <Button
            variant="default"
            disabled={!canSend}
            onClick={() => body && send.mutate(scheduledBody(body, day))}
          >
            Schedule the order
          </Button>
        )}
      </div>
    </div>
  );
}

type SendProps = {
  readonly preview: OrderPreview;
  readonly outcome: Outcome | undefined;
  readonly moved: Moved;
  readonly forget: () => void;
};

function useSend({ preview, outcome, moved, forget }: SendProps) {
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (body: OrderBody): Promise<Answered<"createOrder">> =>
      api.createOrder({ body } as Given<"createOrder">),
    onSuccess: async ({ orderNumber }) => {
      forget();
      await navigate({ to: "/orders/$orderNumber", params: { orderNumber } });
      await queryClient.invalidateQueries({
        predicate: ({ queryKey }) => queryKey[0] !== "previewOrder",
      });
    },
    onError: (error) => {
      // 409: something has moved. 404: the preview is forgotten after a day.
      const hasMoved = error instanceof QuittanceError && [404, 409].includes(error.status);
      if (!hasMoved || !outcome) return;
      moved.remember(outcome, error.message);
      preview.again();
    },
  });
}

/** What will happen, and how much. */
function sentence(outcome: Outcome | undefined, currency: string): string {
  if (!outcome) return "Order it";
  const { billed, collected, refunded, writtenOff } = outcome.account;
  const parts = [
    { verb: "bill", amount: billed },
    { verb: "collect", amount: collected },
    { verb: "refund", amount: refunded },
    { verb: "write off", amount: writtenOff },
  ].flatMap(({ verb, amount }) =>
    isWorthTelling(amount) ? [`${verb} ${formatMoney(amount, currency)} ${currency}`] : [],
  );
  return ["Order it", ...parts].join(", ");
}
