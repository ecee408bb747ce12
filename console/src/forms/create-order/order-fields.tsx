import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ask } from "../../api/queries.ts";
import { useSession } from "../../shell/session.ts";
import { Answered } from "../../ui/states.tsx";
import type { OrderedSubscription } from "./actions/action-kind.ts";
import { kindOf } from "./actions/index.ts";
import classes from "./create-order-page.module.css";
import { errorsWithin, type FieldErrors, fieldErrorsOf } from "./field-errors.ts";
import { aNewItem, LineItems } from "./line-items.tsx";
import { type FormSubscription, newKey, type OrderForm } from "./order-form.ts";
import { ProcessingOptions } from "./processing-options.tsx";
import { SubscriptionPart } from "./subscription-part.tsx";
import { type OrderPreview, useOrderPreview } from "./use-order-preview.ts";

type OrderFieldsProps = {
  readonly form: OrderForm;
  readonly change: (next: Partial<OrderForm>) => void;
  readonly account: string;
  /** A draft is not billed by what it says. */
  readonly isDraft?: boolean;
  /** What it would do, and the buttons. */
  readonly children: (preview: OrderPreview & { readonly currency: string }) => ReactNode;
};

/** What is ordered on the left, what it would do on the right. */
export function OrderFields(props: OrderFieldsProps) {
  const { form, change, account: accountKey, isDraft = false, children } = props;
  const { today } = useSession();
  const preview = useOrderPreview(form, today);
  const account = useQuery(ask.getAccount({ params: { accountKey } }));
  const subscriptions = useQuery(
    ask.listSubscriptions({ params: { accountKey }, query: { pageSize: 40 } }),
  );
  const errors = fieldErrorsOf(preview.error);
  return (
    <Answered query={account} what={`account ${accountKey}`} lines={12}>
      {({ billingAndPayment: { currency } }) => (
        <form className={classes.page} onSubmit={(event) => event.preventDefault()}>
          <div className="stack">
            <Answered query={subscriptions} what="the subscriptions of the account">
              {({ subscriptions: known }) => (
                <Parts {...{ form, change, currency, today, errors, known }} />
              )}
            </Answered>
            <LineItems
              items={form.items}
              today={today}
              errors={errors}
              change={(items) => change({ items })}
            />
            <OfTheOrder {...{ form, change, today, errors }} />
            {!isDraft && (
              <ProcessingOptions
                form={form}
                today={today}
                change={(next) => change({ processing: { ...form.processing, ...next } })}
              />
            )}
          </div>
          <div className={classes.beside}>{children({ ...preview, currency })}</div>
        </form>
      )}
    </Answered>
  );
}

type PartsProps = Pick<OrderFieldsProps, "form" | "change"> & {
  readonly currency: string;
  readonly today: string;
  readonly errors: FieldErrors;
  readonly known: readonly OrderedSubscription[];
};

const ENDED = ["Cancelled", "Expired"];

function Parts({ form, change, currency, today, errors, known }: PartsProps) {
  const parts = form.subscriptions;
  const put = (key: string, next: FormSubscription | undefined) =>
    change({ subscriptions: parts.flatMap((part) => (part.key !== key ? part : (next ?? []))) });
  const open = known.filter(({ status }) => !ENDED.includes(status));
  const isIn = (number: string) => parts.some((part) => part.number === number);
  const add = (part: Omit<FormSubscription, "key">) =>
    change({ subscriptions: [...parts, { key: newKey(), ...part }] });
  return (
    <>
      {parts.map((part, index) => (
        <SubscriptionPart
          key={part.key}
          {...{ part, index, currency, today, errors }}
          subscription={known.find(({ subscriptionNumber: each }) => each === part.number)}
          change={(next) => put(part.key, next)}
        />
      ))}
      <section className="panel row" aria-label="What is ordered">
        <NativeSelect
          size="sm"
          aria-label="Subscription that is changed"
          value=""
          data={[
            { value: "", label: "Change a subscription …" },
            ...open
              .filter(({ subscriptionNumber }) => !isIn(subscriptionNumber))
              .map(({ subscriptionNumber: value, ratePlans, status }) => ({
                value,
                label: `${value} · ${ratePlans.map((plan) => plan.ratePlanName).join(", ")} · ${status}`,
              })),
          ]}
          onChange={({ currentTarget: { value } }) =>
            value !== "" && add({ number: value, actions: [] })
          }
        />
        <Button
          variant="default"
          onClick={() => {
            const type = "CreateSubscription";
            const fields = kindOf(type).start({ today });
            add({ actions: [{ key: newKey(), type, fields, dates: {} }] });
          }}
        >
          Create a subscription
        </Button>
        {form.items.length === 0 && (
          <Button variant="default" onClick={() => change({ items: [aNewItem(today)] })}>
            Sell a line item
          </Button>
        )}
      </section>
    </>
  );
}

type OfTheOrderProps = Pick<PartsProps, "form" | "change" | "today" | "errors">;

function OfTheOrder({ form, change, today, errors }: OfTheOrderProps) {
  const errorOf = errorsWithin(errors, "");
  return (
    <section className="panel" aria-labelledby="order">
      <h2 id="order">The order</h2>
      <div className={classes.fields}>
        <TextInput
          type="date"
          size="sm"
          label="Order date"
          error={errorOf("orderDate")}
          value={form.orderDate ?? today}
          onChange={({ currentTarget: { value } }) => change({ orderDate: value || undefined })}
        />
        <TextInput
          size="sm"
          label="Description"
          maxLength={500}
          error={errorOf("description")}
          value={form.description ?? ""}
          onChange={({ currentTarget: { value } }) => change({ description: value || undefined })}
        />
        <TextInput
          size="sm"
          label="Reason"
          maxLength={255}
          error={errorOf("reasonCode")}
          value={form.reason ?? ""}
          onChange={({ currentTarget: { value } }) => change({ reason: value || undefined })}
        />
      </div>
    </section>
  );
}
