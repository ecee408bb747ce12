import type { OrderAction, SubscribedRatePlan } from "../model/order.ts";

/** What an action subscribes to, in its order. */
export function ratePlansAddedBy(action: OrderAction): readonly SubscribedRatePlan[] {
  switch (action.type) {
    case "CreateSubscription":
      return action.ratePlans;
    case "AddProduct":
      return [action.ratePlan];
    case "ChangePlan":
      return [action.newRatePlan];
    case "UpdateProduct":
    case "RemoveProduct":
    case "TermsAndConditions":
    case "RenewSubscription":
    case "Suspend":
    case "Resume":
    case "OwnerTransfer":
    case "CancelSubscription":
      return [];
  }
}
