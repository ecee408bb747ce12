import { Button, NativeSelect, TextInput } from "@mantine/core";
import type { OrderedSubscription } from "./actions/action-kind.ts";
import { type ActionType, kindOf, possibleActions } from "./actions/index.ts";
import classes from "./create-order-page.module.css";
import { errorsWithin, type FieldErrors } from "./field-errors.ts";
import {
  type FormAction,
  type FormSubscription,
  nameOf,
  newKey,
  type Trigger,
} from "./order-form.ts";

type SubscriptionPartProps = {
  readonly part: FormSubscription;
  /** Its place in the body, for what the server says of it. */
  readonly index: number;
  readonly subscription: OrderedSubscription | undefined;
  readonly currency: string;
  readonly today: string;
  readonly errors: FieldErrors;
  readonly change: (next: FormSubscription | undefined) => void;
};

/** One subscription of the order, with what is done to it, in that order. */
export function SubscriptionPart(props: SubscriptionPartProps) {
  const { part, subscription, today, change } = props;
  const title = part.number ?? "A new subscription";
  const put = (key: string, next: FormAction | undefined) =>
    change({
      ...part,
      actions: part.actions.flatMap((action) => (action.key !== key ? action : (next ?? []))),
    });
  const add = (type: ActionType) =>
    change({
      ...part,
      actions: [
        ...part.actions,
        { key: newKey(), type, fields: kindOf(type).start({ today }), dates: {} },
      ],
    });
  return (
    <section className="panel stack" aria-label={title}>
      <div className="row row-apart">
        <h2>{title}</h2>
        <Button variant="subtle" onClick={() => change(undefined)}>
          Leave {part.number ?? "it"} out
        </Button>
      </div>
      {part.actions.map((action, position) => (
        <Action
          key={action.key}
          {...props}
          action={action}
          position={position}
          put={(next) => put(action.key, next)}
        />
      ))}
      <NativeSelect
        size="sm"
        label={`What else is done to ${part.number ?? "it"}`}
        value=""
        data={[
          { value: "", label: "Choose …" },
          ...possibleActions(subscription?.status).map((type) => ({
            value: type,
            label: kindOf(type).title,
          })),
        ]}
        onChange={({ currentTarget: { value } }) => value !== "" && add(value as ActionType)}
      />
    </section>
  );
}

type ActionProps = SubscriptionPartProps & {
  readonly action: FormAction;
  readonly position: number;
  readonly put: (next: FormAction | undefined) => void;
};

function Action(props: ActionProps) {
  const { action, position, put, index, subscription, currency, errors } = props;
  const { title, Form, triggers } = kindOf(action.type);
  const prefix = `subscriptions[${index}].orderActions[${position}].`;
  return (
    <fieldset className={classes.action}>
      <legend>{title}</legend>
      <div className={classes.fields}>
        <Form
          fields={action.fields}
          change={(fields) => put({ ...action, fields })}
          errorOf={errorsWithin(errors, `${prefix}${nameOf(action.type)}.`)}
          subscription={subscription}
          currency={currency}
        />
        {triggers.map((trigger) => (
          <DateField key={trigger} trigger={trigger} action={action} put={put} />
        ))}
        <TextInput
          size="sm"
          label="Reason of the change"
          maxLength={255}
          error={errorsWithin(errors, prefix)("changeReason")}
          value={action.changeReason ?? ""}
          onChange={({ currentTarget: { value } }) =>
            put({ ...action, changeReason: value || undefined })
          }
        />
      </div>
      <Button variant="subtle" aria-label={`Leave it out: ${title}`} onClick={() => put(undefined)}>
        Leave it out
      </Button>
    </fieldset>
  );
}

const DATES: Readonly<Record<Trigger, string>> = {
  ContractEffective: "Contract effective",
  ServiceActivation: "Service activation",
  CustomerAcceptance: "Customer acceptance",
};

type DateFieldProps = Pick<ActionProps, "action" | "put"> & { readonly trigger: Trigger };

/** The first day of what is changed; what is missing follows from the others, or is waited for. */
const DateField = ({ trigger, action, put }: DateFieldProps) => (
  <TextInput
    type="date"
    size="sm"
    label={DATES[trigger]}
    value={action.dates[trigger] ?? ""}
    onChange={({ currentTarget: { value } }) =>
      put({ ...action, dates: { ...action.dates, [trigger]: value || undefined } })
    }
  />
);
