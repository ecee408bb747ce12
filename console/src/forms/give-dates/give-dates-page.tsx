import { Button, TextInput } from "@mantine/core";
import { keepPreviousData, useMutation, useQueries, useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { api } from "../../api/client.ts";
import type { Given } from "../../api/exactly.ts";
import { ask, queryClient } from "../../api/queries.ts";
import { ShownReceipt } from "../../pages/orders/order-receipt.tsx";
import { useRequiredDates } from "../../pages/orders/waits-for.ts";
import { PageHead } from "../../ui/page-head.tsx";
import { Answered, Empty, Failed } from "../../ui/states.tsx";
import { type DatesBody, datesBody, missingDates, type Order } from "./missing-dates.ts";

/** A pending order is given the dates that it waits for; what they would make of it is shown first. */
export function GiveDatesPage() {
  const { orderNumber } = useParams({ from: "/shell/orders/$orderNumber/dates" });
  const query = useQuery(ask.getOrder({ params: { orderNumber } }));
  return (
    <Answered query={query} what={`order ${orderNumber}`} lines={8}>
      {({ order }) =>
        order.status === "Pending" ? (
          <GiveDates order={order} />
        ) : (
          <Empty title={`Order ${orderNumber} is ${order.status}: it waits for no date`} />
        )
      }
    </Answered>
  );
}

function GiveDates({ order }: { readonly order: Order }) {
  const { orderNumber, existingAccountNumber: account } = order;
  const { days = {} } = useSearch({ from: "/shell/orders/$orderNumber/dates" });
  const navigate = useNavigate({ from: "/orders/$orderNumber/dates" });
  const missing = missingDates(order, {
    settings: useRequiredDates(true),
    subscriptions: useSubscriptions(order),
  });
  const body = datesBody(missing, days);
  const put = (key: string, day: string) =>
    void navigate({ search: { days: { ...days, [key]: day || undefined } }, replace: true });
  return (
    <>
      <PageHead
        title={`Give the dates of ${orderNumber}`}
        tabTitle={`Dates of ${orderNumber}`}
        beneath={`Account ${account}`}
      />
      <div className="stack">
        <section className="panel stack" aria-labelledby="missing">
          <h2 id="missing">It waits for</h2>
          {missing.length === 0 && <p className="quiet">no date that can be given here.</p>}
          <div className="row">
            {missing.map(({ key, label, subscriptionNumber }) => (
              <TextInput
                key={key}
                type="date"
                size="sm"
                label={`${label}, ${subscriptionNumber}`}
                value={days[key] ?? ""}
                onChange={({ currentTarget: { value } }) => put(key, value)}
              />
            ))}
          </div>
        </section>
        {body && <Effect orderNumber={orderNumber} body={body} />}
      </div>
    </>
  );
}

/** Those that the order creates are there, and wait. */
function useSubscriptions({ subscriptions }: Order) {
  const numbers = subscriptions.flatMap(({ subscriptionNumber: each }) => each ?? []);
  const asked = useQueries({
    queries: numbers.map((subscriptionKey) => ask.getSubscription({ params: { subscriptionKey } })),
  });
  return new Map(
    asked.flatMap(({ data }) => (data ? [[data.subscriptionNumber, data] as const] : [])),
  );
}

type EffectProps = { readonly orderNumber: string; readonly body: DatesBody };

function Effect({ orderNumber, body }: EffectProps) {
  const navigate = useNavigate();
  const params = { orderNumber };
  const preview = useQuery({
    queryKey: ["previewOrderTriggerDates", orderNumber, body],
    queryFn: () =>
      api.previewOrderTriggerDates({ params, body } as Given<"previewOrderTriggerDates">),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const give = useMutation({
    mutationFn: () =>
      api.updateOrderTriggerDates({ params, body } as Given<"updateOrderTriggerDates">),
    onSuccess: async () => {
      await navigate({ to: "/orders/$orderNumber", params });
      await queryClient.invalidateQueries();
    },
  });
  return (
    <section className="panel stack" aria-labelledby="effect" aria-busy={preview.isFetching}>
      <h2 id="effect">What these dates do</h2>
      <Answered query={preview} what="the preview of the dates">
        {({ status, receipt, subscriptions }) => (
          <>
            <p>
              {status === "Pending"
                ? "The order still waits for what is missing."
                : "The order is completed."}{" "}
              {subscriptions
                .map((each) => `${each.subscriptionNumber} is ${each.status} then.`)
                .join(" ")}
            </p>
            {receipt && <ShownReceipt receipt={receipt} />}
          </>
        )}
      </Answered>
      {give.error && <Failed error={give.error} what="the dates" title="They were not given" />}
      <div className="row">
        <Button
          loading={give.isPending}
          disabled={!preview.isSuccess || preview.isFetching}
          onClick={() => give.mutate()}
        >
          Give the dates
        </Button>
      </div>
    </section>
  );
}
