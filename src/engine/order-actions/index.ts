/** All order actions. Adding a type to the OrderAction union without a file here does not compile. */
import { assert } from "../assert.ts";
import type { OrderAction, OrderActionType } from "../model/order.ts";
import type { Subscription } from "../model/subscription.ts";
import { addProduct } from "./add-product.ts";
import { cancelSubscription } from "./cancel-subscription.ts";
import { changePlan } from "./change-plan.ts";
import { createSubscription } from "./create-subscription.ts";
import type { Change, Creation, OrderContext } from "./order-action.ts";
import { ownerTransfer } from "./owner-transfer.ts";
import { removeProduct } from "./remove-product.ts";
import { renewSubscription } from "./renew-subscription.ts";
import { resume } from "./resume.ts";
import { suspend } from "./suspend.ts";
import { termsAndConditions } from "./terms-and-conditions.ts";
import { updateProduct } from "./update-product.ts";

type CreatingType = "CreateSubscription";

const creations: { [Type in CreatingType]: Creation<Type> } = {
  CreateSubscription: createSubscription,
};

const changes: { [Type in Exclude<OrderActionType, CreatingType>]: Change<Type> } = {
  AddProduct: addProduct,
  UpdateProduct: updateProduct,
  RemoveProduct: removeProduct,
  ChangePlan: changePlan,
  TermsAndConditions: termsAndConditions,
  RenewSubscription: renewSubscription,
  Suspend: suspend,
  Resume: resume,
  OwnerTransfer: ownerTransfer,
  CancelSubscription: cancelSubscription,
};

/**
 * The subscription after `action`: a new one for CreateSubscription, which takes none.
 * Errors: those of the action's own file.
 */
export function applyOrderAction(
  subscription: Subscription | undefined,
  action: OrderAction,
  context: OrderContext,
): Subscription {
  if (action.type === "CreateSubscription") return creations[action.type](action, context);
  assert(subscription, `${action.type} changes a subscription that exists`);
  const change = changes[action.type] as Change<typeof action.type>;
  return change(subscription, action, context);
}
