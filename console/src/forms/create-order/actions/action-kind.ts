import type { ComponentType } from "react";
import type { Answered } from "../../../api/exactly.ts";
import type { FieldProps } from "../fields.tsx";
import type { Fields, Trigger } from "../order-form.ts";

export type OrderedSubscription = Answered<"listSubscriptions">["subscriptions"][number];

export type ActionFormProps = FieldProps & {
  /** The one that is changed, as it is before the order; undefined for one that it creates. */
  readonly subscription: OrderedSubscription | undefined;
  readonly currency: string;
};

/** What the form has to know of an order action: a file of these for each. */
export type ActionKind = {
  /** "Suspend" */
  readonly title: string;
  /** Of a subscription that the order creates, or of one that there is. */
  readonly of: "new" | "existing";
  /** Statuses of a subscription to which it can be done. */
  readonly statuses?: readonly string[];
  /** Dates that it may be given, beyond the first. */
  readonly triggers: readonly Trigger[];
  readonly start: (given: { readonly today: string }) => Fields;
  readonly Form: ComponentType<ActionFormProps>;
};
