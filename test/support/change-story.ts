/**
 * Orders as the tables in docs/spec write them: "renew 3 Month, quantity 13 on 2021-04-01". What is
 * between two "+" is one order.
 */

import assert from "node:assert/strict";
import type { OrderAction, OrderedAction } from "#engine/model/order.ts";
import { UNBILLED } from "#engine/model/processing-options.ts";
import type { Subscription } from "#engine/model/subscription.ts";
import { applyOrder, type OrderedChange } from "#engine/order-actions/apply-order.ts";
import { decimal } from "#engine/values/decimal.ts";
import { type PlainDate, plainDate } from "#engine/values/plain-date.ts";
import { anOrderContext, aSupply, triggeredOn } from "./order-context.ts";
import { periodsOf } from "./terms.ts";

const RATE_PLAN = { by: "subscriptionRatePlanNumber", key: "SRP-00000001" } as const;

/** What each of the orders did, one after the other. The subscription has one charge. */
export function changesOf(base: Subscription, story: string): OrderedChange[] {
  const supply = aSupply();
  let latest = base;
  return story.split(", ").map((text) => {
    const parts = text.split(" + ");
    const renewal = parts.flatMap((part) => /^renew (.*)/.exec(part)?.[1] ?? []);
    const [term] = renewal.map(periodsOf);
    const change = applied(term ? { ...latest, renewalTerm: term } : latest, parts, supply);
    latest = change.next;
    return change;
  });
}

export function applied(
  base: Subscription,
  parts: readonly string[],
  supply = aSupply(),
): OrderedChange {
  const orderActions = parts.map(orderedAction);
  const { subscriptionNumber } = base;
  const { orderDate, triggerDates: _, changeReason: __, ...subject } = anOrderContext({ supply });
  const order = {
    orderNumber: null,
    status: "Completed" as const,
    schedulingOptions: null,
    orderDate,
    category: "NewSales" as const,
    description: null,
    reasonCode: null,
    customFields: {},
    accountKey: "A-1",
    subscriptions: [{ subscriptionNumber, customFields: {}, orderActions }],
    processingOptions: UNBILLED,
  };
  const [change] = applyOrder(order, {
    ...subject,
    subscriptions: new Map([[subscriptionNumber, base]]),
  });
  assert(change);
  return change;
}

function orderedAction(text: string): OrderedAction {
  const date = /\d{4}-\d\d-\d\d/.exec(text)?.[0];
  const on = plainDate(date ?? "2023-01-01");
  return {
    action: actionOf(text, on),
    triggerDates: triggeredOn(on),
    changeReason: null,
    customFields: {},
  };
}

function actionOf(text: string, on: PlainDate): OrderAction {
  const [does, value = ""] = text.split(" ");
  switch (does) {
    case "renew":
      return { type: "RenewSubscription" };
    case "cancel": {
      const cancellationPolicy = "SpecificDate";
      return { type: "CancelSubscription", cancellationPolicy, cancellationEffectiveDate: on };
    }
    case "remove":
      return { type: "RemoveProduct", ratePlan: RATE_PLAN };
    case "suspend":
      return { type: "Suspend", suspendPolicy: "SpecificDate", suspendSpecificDate: on };
    case "resume": {
      const resumePolicy = "SpecificDate";
      return { type: "Resume", resumePolicy, resumeSpecificDate: on, extendsTerm: false };
    }
    case "evergreen":
      return { type: "TermsAndConditions", lastTerm: { termType: "EVERGREEN", startDate: null } };
    case "term": {
      const lastTerm = { termType: "TERMED", startDate: null, length: null, endDate: on } as const;
      return { type: "TermsAndConditions", lastTerm };
    }
    case "price":
      return update({ price: decimal(value), quantity: null });
    case "quantity":
      return update({ price: null, quantity: decimal(value) });
    default:
      return assert.fail(`no such change: ${text}`);
  }
}

const update = (terms: Pick<ChargeTermsUpdate, "price" | "quantity">): OrderAction => ({
  type: "UpdateProduct",
  ratePlan: RATE_PLAN,
  chargeUpdates: [
    {
      chargeNumber: "C-00000001",
      description: null,
      pricing: null,
      triggerEvent: null,
      specificTriggerDate: null,
      ...terms,
    },
  ],
  specificUpdateDate: null,
  customFields: {},
});

type ChargeTermsUpdate = Extract<OrderAction, { type: "UpdateProduct" }>["chargeUpdates"][number];
