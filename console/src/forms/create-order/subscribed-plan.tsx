import { NativeSelect } from "@mantine/core";
import type { OrderedSubscription } from "./actions/action-kind.ts";
import { type FieldProps, TextField, textAt } from "./fields.tsx";
import type { Fields } from "./order-form.ts";

type RatePlan = OrderedSubscription["ratePlans"][number];

/** Names under which an action may know a rate plan; one of them. */
const NAMES = ["subscriptionRatePlanNumber", "ratePlanId", "productRatePlanId"] as const;

/** The plan that the action is about; undefined where it is not known yet. */
export const chosenPlan = (
  subscription: OrderedSubscription | undefined,
  fields: Fields,
): RatePlan | undefined =>
  subscription?.ratePlans.find(
    (plan) =>
      plan.subscriptionRatePlanNumber === textAt(fields, "subscriptionRatePlanNumber") ||
      plan.id === textAt(fields, "ratePlanId") ||
      plan.productRatePlanId === textAt(fields, "productRatePlanId"),
  );

type SubscribedPlanProps = FieldProps & {
  readonly subscription: OrderedSubscription | undefined;
  readonly label: string;
};

/** Which plan of the subscription: it is known by its number, which no later version changes. */
export function SubscribedPlan({ subscription, label, ...props }: SubscribedPlanProps) {
  const { fields, change, errorOf } = props;
  if (!subscription) {
    return (
      <TextField
        {...props}
        path="uniqueToken"
        label={`${label}, by its unique token`}
        hint="Of a plan that this order adds."
      />
    );
  }
  const chosen = chosenPlan(subscription, fields)?.subscriptionRatePlanNumber ?? "";
  const choose = (number: string) => {
    const others = Object.entries(fields).filter(([name]) => !NAMES.some((each) => each === name));
    change({
      ...Object.fromEntries(others),
      subscriptionRatePlanNumber: number || undefined,
      // Charges are those of the plan.
      chargeUpdates: undefined,
    });
  };
  return (
    <NativeSelect
      size="sm"
      label={label}
      value={chosen}
      error={errorOf("ratePlanId") ?? errorOf("subscriptionRatePlanNumber")}
      data={[
        { value: "", label: "Choose …" },
        ...subscription.ratePlans
          .filter(({ lastChangeType }) => lastChangeType !== "Remove")
          .map((plan) => ({
            value: plan.subscriptionRatePlanNumber,
            label: `${plan.productName} · ${plan.ratePlanName}`,
          })),
      ]}
      onChange={({ currentTarget: { value } }) => choose(value)}
    />
  );
}
