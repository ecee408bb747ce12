import type { OrderAction, OrderActionType, TriggerDates } from "../model/order.ts";
import type { ProductRatePlan } from "../model/product.ts";
import type { Subscription } from "../model/subscription.ts";
import type { RequiredDates } from "../rate-plans/effective-triggers.ts";
import type { PlainDate } from "../values/plain-date.ts";
import type { NamedAccount } from "./account-named.ts";

/** What an action may know besides the subscription: all of it handed in, nothing looked up. */
export type OrderContext = {
  readonly orderDate: PlainDate;
  /** The day on which it is ordered, in the entity's time zone. */
  readonly today: PlainDate;
  readonly triggerDates: TriggerDates;
  readonly changeReason: string | null;
  /** Which trigger dates do not follow from the others. */
  readonly requiredDates: RequiredDates;
  /** Whether a charge whose day is not known makes its subscription wait, or is pending in it. */
  readonly pendingCharges: "wait" | "stay";
  /** The account that orders. */
  readonly accountId: string;
  readonly accountCurrency: string;
  /** That account and those that the order names, by number. */
  readonly accounts: ReadonlyMap<string, NamedAccount>;
  /** Product rate plans that the order names or changes, by id and by number. */
  readonly catalog: ReadonlyMap<string, ProductRatePlan>;
  /** Original ids of the rate plans whose ids the order names, of whichever version they are. */
  readonly originalRatePlanIds: ReadonlyMap<string, string>;
  readonly supply: Supply;
};

/** Ids and numbers for what comes into being. */
export type Supply = {
  readonly newId: () => string;
  readonly subscriptionNumber: () => string;
  readonly ratePlanNumber: () => string;
  readonly chargeNumber: () => string;
  readonly rampNumber: () => string;
};

type ActionOf<Type extends OrderActionType> = Extract<OrderAction, { type: Type }>;

/** A change of an existing subscription. */
export type Change<Type extends OrderActionType> = (
  subscription: Subscription,
  action: ActionOf<Type>,
  context: OrderContext,
) => Subscription;

/** The beginning of a new one. */
export type Creation<Type extends OrderActionType> = (
  action: ActionOf<Type>,
  context: OrderContext,
) => Subscription;
