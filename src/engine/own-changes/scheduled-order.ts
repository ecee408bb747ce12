import { BillingError } from "../errors.ts";
import type { Order, OrderAction } from "../model/order.ts";
import type { PlainDate } from "../values/plain-date.ts";

/** What is asked of an order that is executed on a day to come. */
export type OrderToSchedule = Pick<Order, "schedulingOptions" | "subscriptions" | "orderLineItems">;

const MOST_ACTIONS = 50;

/**
 * Refuses what cannot be scheduled: a day that has begun, more than one subscription, a change of
 * plan, a suspension or resumption of a day that is not named or comes before the order's own.
 * Worked examples: docs/spec/scheduled-orders.md.
 *
 * Errors: MISSING_FIELD, NOT_ALLOWED.
 *
 * @returns the day on which it is executed
 */
export function scheduledDateOf(
  { schedulingOptions, subscriptions, orderLineItems = [] }: OrderToSchedule,
  today: PlainDate,
): PlainDate {
  const scheduledDate = schedulingOptions?.scheduledDate;
  if (!scheduledDate) throw new BillingError("MISSING_FIELD", { field: "scheduledDate" });
  if (scheduledDate <= today)
    refuse(`'scheduledDate' ${scheduledDate} must be after today, ${today}.`);
  if (orderLineItems.length > 0) refuse("A scheduled order has no order line items.");
  if (subscriptions.length > 1) refuse("A scheduled order has one subscription at most.");
  const actions = subscriptions.flatMap(({ orderActions }) => orderActions);
  if (actions.length > MOST_ACTIONS) {
    refuse(`A scheduled order has ${MOST_ACTIONS} order actions at most.`);
  }
  for (const { action } of actions) checkAction(action, scheduledDate);
  return scheduledDate;
}

function checkAction(action: OrderAction, scheduledDate: PlainDate): void {
  switch (action.type) {
    case "ChangePlan":
      refuse("A scheduled order cannot change plans: remove one and add the other.");
      break;
    case "Suspend":
      if (action.suspendPolicy !== "SpecificDate") refuse(mustBeSpecific("suspendPolicy"));
      checkNotBefore("suspendSpecificDate", action.suspendSpecificDate, scheduledDate);
      break;
    case "Resume":
      if (action.resumePolicy !== "SpecificDate") refuse(mustBeSpecific("resumePolicy"));
      checkNotBefore("resumeSpecificDate", action.resumeSpecificDate, scheduledDate);
  }
}

const mustBeSpecific = (field: string): string =>
  `'${field}' of a scheduled order must be SpecificDate.`;

function checkNotBefore(field: string, date: PlainDate, scheduledDate: PlainDate): void {
  if (date >= scheduledDate) return;
  refuse(`'${field}' ${date} is before ${scheduledDate}, on which the order is executed.`);
}

function refuse(message: string): never {
  throw new BillingError("NOT_ALLOWED", { message });
}
