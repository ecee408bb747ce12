/** Every order action, as the form shows it. A new one is a file beside this, and a line here. */
import type { ActionKind } from "./action-kind.ts";
import { addProduct } from "./add-product.tsx";
import { cancelSubscription } from "./cancel-subscription.tsx";
import { changePlan } from "./change-plan.tsx";
import { createSubscription } from "./create-subscription.tsx";
import { ownerTransfer } from "./owner-transfer.tsx";
import { removeProduct } from "./remove-product.tsx";
import { renewSubscription } from "./renew-subscription.tsx";
import { resume } from "./resume.tsx";
import { suspend } from "./suspend.tsx";
import { termsAndConditions } from "./terms-and-conditions.tsx";
import { updateProduct } from "./update-product.tsx";

export const ACTIONS = {
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
} as const satisfies Readonly<Record<string, ActionKind>>;

export type ActionType = keyof typeof ACTIONS;

export const ACTION_TYPES = Object.keys(ACTIONS) as readonly ActionType[];

export const kindOf = (type: ActionType): ActionKind => ACTIONS[type];

/** What can be done to a subscription; of one that is created, after it is. */
export const possibleActions = (status: string | undefined): readonly ActionType[] =>
  ACTION_TYPES.filter((type) => {
    const { of, statuses = ["Active"] } = kindOf(type);
    return of === "existing" && (status === undefined || statuses.includes(status));
  });
