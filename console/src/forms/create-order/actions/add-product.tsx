import { PlanPicker } from "../plan-picker.tsx";
import type { ActionKind } from "./action-kind.ts";

export const addProduct: ActionKind = {
  title: "Add a product",
  of: "existing",
  triggers: ["ContractEffective", "ServiceActivation", "CustomerAcceptance"],
  start: () => ({}),
  Form: (props) => <PlanPicker {...props} />,
};
