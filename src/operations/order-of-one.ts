import type { CustomFields } from "#engine/model/custom-fields.ts";
import type { Order, OrderAction, OrderedAction, TriggerDates } from "#engine/model/order.ts";
import {
  type CollectPayment,
  type CreditKind,
  UNBILLED,
} from "#engine/model/processing-options.ts";
import { isOnBillingPeriod } from "#engine/order-actions/missing-dates.ts";
import { effectiveTriggers } from "#engine/rate-plans/effective-triggers.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";

/** How one subscription is billed by the call that changes it. */
export type Billing = {
  readonly runBilling: boolean;
  /** Bill through this day; null: today. */
  readonly targetDate: PlainDate | null;
  /** Date of the documents; null: the target date. */
  readonly documentDate: PlainDate | null;
  readonly creditMemoReasonCode: string | null;
  /** What the account has to its credit that pays what is billed, in this order; none if absent. */
  readonly applyCredit?: readonly CreditKind[] | undefined;
  /** Asks for what the order's invoices owe. */
  readonly collectPayment?: CollectPayment | undefined;
};

export type OneSubscription = {
  /** Id or number. */
  readonly accountKey: string;
  readonly orderDate: PlainDate;
  /** Null to create one. */
  readonly subscriptionNumber: string | null;
  readonly customFields: CustomFields;
  readonly orderActions: readonly OrderedAction[];
  readonly billing: Billing;
};

/** The order of a call that is about one subscription: such a call does not wait for dates. */
export const orderOfOne = ({
  accountKey,
  orderDate,
  subscriptionNumber,
  customFields,
  orderActions,
  billing,
}: OneSubscription): Order => ({
  orderNumber: null,
  status: "Completed",
  schedulingOptions: null,
  orderDate,
  category: "NewSales",
  description: null,
  reasonCode: null,
  customFields: {},
  accountKey,
  subscriptions: [
    {
      subscriptionNumber,
      customFields,
      orderActions: orderActions.map((ordered) => withAllDates(ordered, orderDate)),
    },
  ],
  processingOptions: {
    ...UNBILLED,
    runBilling: billing.runBilling,
    targetDate: billing.targetDate,
    documentDate: billing.documentDate ?? billing.targetDate,
    creditMemoReasonCode: billing.creditMemoReasonCode,
    ...(billing.applyCredit && { applyCredit: billing.applyCredit }),
    ...(billing.collectPayment && { collectPayment: billing.collectPayment }),
  },
});

/** What was not given follows from the others, also where an order would have to give it. */
function withAllDates(ordered: OrderedAction, orderDate: PlainDate): OrderedAction {
  if (isOnBillingPeriod(ordered)) return ordered;
  const { ContractEffective } = ordered.triggerDates;
  const effective = effectiveTriggers(ordered.triggerDates, orderDate);
  return { ...ordered, triggerDates: { ...effective, ContractEffective } };
}

export const orderedAction = (action: OrderAction, triggerDates: TriggerDates): OrderedAction => ({
  action,
  triggerDates,
  changeReason: null,
  customFields: {},
});
