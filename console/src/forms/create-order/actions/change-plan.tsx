import { ChoiceField, valueAt, withValue } from "../fields.tsx";
import type { Fields } from "../order-form.ts";
import { PlanPicker } from "../plan-picker.tsx";
import { SubscribedPlan } from "../subscribed-plan.tsx";
import type { ActionFormProps, ActionKind } from "./action-kind.ts";

export const changePlan: ActionKind = {
  title: "Change the plan",
  of: "existing",
  triggers: ["ContractEffective", "ServiceActivation", "CustomerAcceptance"],
  start: () => ({ subType: "Upgrade" }),
  Form: ChangePlanFields,
};

function ChangePlanFields(props: ActionFormProps) {
  const { fields, change, errorOf } = props;
  return (
    <>
      <SubscribedPlan {...props} label="From the plan" />
      <PlanPicker
        {...props}
        fields={(valueAt(fields, "newProductRatePlan") ?? {}) as Fields}
        change={(next) => change(withValue(fields, "newProductRatePlan", next))}
        errorOf={(path) => errorOf(`newProductRatePlan.${path}`)}
      />
      <ChoiceField
        {...props}
        path="subType"
        label="It is"
        choices={{
          Upgrade: "an upgrade",
          Downgrade: "a downgrade",
          Crossgrade: "a crossgrade",
          PlanChanged: "a change",
        }}
      />
      <ChoiceField
        {...props}
        path="effectivePolicy"
        label="It takes effect"
        choices={{
          "": "As its kind says",
          EffectiveImmediately: "at once",
          EffectiveEndOfBillingPeriod: "at the end of the billing period",
          SpecificDate: "on its contract day",
        }}
      />
    </>
  );
}
