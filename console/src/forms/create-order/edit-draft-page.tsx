import { Button } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { api } from "../../api/client.ts";
import type { Answered as AnswerOf, Given } from "../../api/exactly.ts";
import { ask, queryClient } from "../../api/queries.ts";
import { useSession } from "../../shell/session.ts";
import { PageHead } from "../../ui/page-head.tsx";
import { Answered, Empty, Failed } from "../../ui/states.tsx";
import { AsRequestButton } from "./as-request.tsx";
import { formOfOrder } from "./form-of-order.ts";
import { useKeptForm } from "./kept-form.ts";
import { OrderFields } from "./order-fields.tsx";
import { draftBody, type OrderBody } from "./order-form.ts";
import { PreviewedOrder } from "./previewed-order.tsx";
import type { OrderPreview } from "./use-order-preview.ts";

type Order = AnswerOf<"getOrder">["order"];

/** A draft, changed before it is activated. */
export function EditDraftPage() {
  const { orderNumber } = useParams({ from: "/shell/orders/$orderNumber/edit" });
  const query = useQuery({
    ...ask.getOrder({ params: { orderNumber } }),
    // What somebody is changing does not change under him.
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Answered query={query} what={`order ${orderNumber}`} lines={12}>
      {({ order }) =>
        order.status === "Draft" ? (
          <EditDraft key={order.updatedDate} order={order} />
        ) : (
          <Empty title={`Order ${orderNumber} is ${order.status}: only a draft is changed`} />
        )
      }
    </Answered>
  );
}

function EditDraft({ order }: { readonly order: Order }) {
  const { orderNumber, existingAccountNumber: account, updatedDate } = order;
  const { userName } = useSession();
  const navigate = useNavigate();
  const name = `${userName} ${orderNumber} ${updatedDate}`;
  const { form, change, forget } = useKeptForm(name, () => formOfOrder(order));
  const leave = async () => {
    forget();
    await navigate({ to: "/orders/$orderNumber", params: { orderNumber } });
  };
  return (
    <>
      <PageHead
        title={`Change draft ${orderNumber}`}
        tabTitle={`Change ${orderNumber}`}
        beneath={`Account ${account}`}
      >
        <Button variant="default" onClick={() => void leave()}>
          Leave it as it was
        </Button>
      </PageHead>
      <OrderFields form={form} change={change} account={account} isDraft>
        {(preview) => <SaveDraft orderNumber={orderNumber} preview={preview} onDone={leave} />}
      </OrderFields>
    </>
  );
}

type SaveDraftProps = {
  readonly orderNumber: string;
  readonly preview: OrderPreview & { readonly currency: string };
  readonly onDone: () => Promise<void>;
};

function SaveDraft({ orderNumber, preview, onDone }: SaveDraftProps) {
  const { body } = preview;
  const params = { orderNumber };
  const save = useMutation({
    mutationFn: async ({ body, activates }: { body: OrderBody; activates: boolean }) => {
      await api.updateOrder({ params, body: draftBody(body) } as Given<"updateOrder">);
      if (activates) await api.activateOrder({ params });
    },
    onSuccess: async () => {
      await onDone();
      await queryClient.invalidateQueries();
    },
  });
  return (
    <div className="stack">
      <PreviewedOrder preview={preview} />
      {save.error && <Failed error={save.error} what="the draft" title="It was not saved" />}
      <div className="row">
        <Button
          variant="default"
          loading={save.isPending}
          disabled={body === undefined}
          onClick={() => body && save.mutate({ body, activates: false })}
        >
          Save the draft
        </Button>
        <Button
          loading={save.isPending}
          disabled={body === undefined || !preview.isReady}
          onClick={() => body && save.mutate({ body, activates: true })}
        >
          Save and activate it
        </Button>
        {body && <AsRequestButton body={draftBody(body)} />}
      </div>
      <p className="quiet">A draft is not billed when it is activated: a bill run does that.</p>
    </div>
  );
}
