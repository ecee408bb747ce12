import type { ActionKind } from "./action-kind.ts";

export const renewSubscription: ActionKind = {
  title: "Renew",
  of: "existing",
  triggers: ["ContractEffective"],
  start: () => ({}),
  Form: ({ subscription }) => (
    <p className="quiet">
      {subscription
        ? `Begins the next term of ${subscription.renewalTerm} ${subscription.renewalTermPeriodType.toLowerCase()}s after this one.`
        : "Begins the next term after this one."}
    </p>
  ),
};
