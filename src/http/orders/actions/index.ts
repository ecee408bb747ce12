/** How each action is read back. A type of the engine that is missing here does not compile. */
import type { OrderAction, OrderActionType, SubscribedRatePlan } from "#engine/model/order.ts";
import { ratePlansAddedBy } from "#engine/order-actions/rate-plans-added-by.ts";
import { toWire as addProduct } from "./add-product.ts";
import { toWire as cancelSubscription } from "./cancel-subscription.ts";
import { toWire as changePlan } from "./change-plan.ts";
import { toWire as createSubscription } from "./create-subscription.ts";
import type { Made, ToWire } from "./order-action.ts";
import { toWire as ownerTransfer } from "./owner-transfer.ts";
import { toWire as removeProduct } from "./remove-product.ts";
import { toWire as renewSubscription } from "./renew-subscription.ts";
import { toWire as resume } from "./resume.ts";
import { toWire as suspend } from "./suspend.ts";
import { toWire as termsAndConditions } from "./terms-and-conditions.ts";
import { toWire as updateProduct } from "./update-product.ts";

const wires: { readonly [Type in OrderActionType]: ToWire<Type> } = {
  CreateSubscription: createSubscription,
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

/** Kept of an order that reverts another: no caller can order it. */
type RevertOrder = { readonly type: "RevertOrder"; readonly orderNumber: string };

type StoredAction = { readonly type: OrderActionType } | RevertOrder;

const isRevert = (stored: StoredAction): stored is RevertOrder => stored.type === "RevertOrder";

/** The action's own fields, under its own name: `{cancelSubscription: {…}}`. */
export function actionToWire(
  stored: StoredAction,
  made: Made,
): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  if (isRevert(stored)) return { revertOrder: { orderNumber: stored.orderNumber } };
  const { type } = stored;
  // Data enters: what the store has kept is of the type that it says.
  const toWire = wires[type] as (action: unknown, made: Made) => Record<string, unknown>;
  return { [`${type.charAt(0).toLowerCase()}${type.slice(1)}`]: toWire(stored, made) };
}

/** What a stored action subscribes to. */
export const ratePlansOf = (
  stored: StoredAction,
): readonly Pick<SubscribedRatePlan, "subscriptionRatePlanNumber">[] =>
  isRevert(stored) ? [] : ratePlansAddedBy(stored as OrderAction);
