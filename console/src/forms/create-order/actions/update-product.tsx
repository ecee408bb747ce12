import { ChargePrices } from "../charge-prices.tsx";
import { valueAt, withValue } from "../fields.tsx";
import type { Fields } from "../order-form.ts";
import { chosenPlan, SubscribedPlan } from "../subscribed-plan.tsx";
import type { ActionFormProps, ActionKind } from "./action-kind.ts";

export const updateProduct: ActionKind = {
  title: "Change quantity or price",
  of: "existing",
  triggers: ["ContractEffective", "ServiceActivation", "CustomerAcceptance"],
  start: () => ({}),
  Form: UpdateFields,
};

function UpdateFields(props: ActionFormProps) {
  const { fields, change, errorOf, subscription } = props;
  const plan = chosenPlan(subscription, fields);
  return (
    <>
      <SubscribedPlan {...props} label="Plan" />
      <ChargePrices
        charges={(plan?.ratePlanCharges ?? []).map((charge) => ({
          ...{ id: charge.number, name: charge.name, type: charge.type, model: charge.model },
          summary: [charge.pricingSummary, charge.quantity && `quantity ${charge.quantity}`]
            .filter(Boolean)
            .join(", "),
        }))}
        idField="chargeNumber"
        overrides={(valueAt(fields, "chargeUpdates") ?? []) as readonly Fields[]}
        change={(next) => change(withValue(fields, "chargeUpdates", next))}
        errorOf={(path) => errorOf(`chargeUpdates${path}`)}
      />
    </>
  );
}
