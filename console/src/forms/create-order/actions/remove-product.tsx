import { SubscribedPlan } from "../subscribed-plan.tsx";
import type { ActionKind } from "./action-kind.ts";

export const removeProduct: ActionKind = {
  title: "Remove a product",
  of: "existing",
  triggers: ["ContractEffective", "ServiceActivation", "CustomerAcceptance"],
  start: () => ({}),
  Form: (props) => <SubscribedPlan {...props} label="Plan that ends" />,
};
