import { Button } from "@mantine/core";
import {
  ChoiceField,
  PeriodFields,
  SwitchField,
  TextField,
  textAt,
  valueAt,
  withValue,
} from "../fields.tsx";
import type { Fields } from "../order-form.ts";
import { PlanPicker } from "../plan-picker.tsx";
import type { ActionFormProps, ActionKind } from "./action-kind.ts";
import { RenewalTerm } from "./renewal-term.tsx";

export const createSubscription: ActionKind = {
  title: "Create a subscription",
  of: "new",
  triggers: ["ContractEffective", "ServiceActivation", "CustomerAcceptance"],
  start: () => ({
    terms: {
      initialTerm: { termType: "TERMED", period: "12", periodType: "Month" },
      renewalTerms: [{ period: "12", periodType: "Month" }],
    },
    subscribeToRatePlans: [{}],
  }),
  Form: CreateFields,
};

function CreateFields(props: ActionFormProps) {
  const isTermed = textAt(props.fields, "terms.initialTerm.termType") === "TERMED";
  return (
    <>
      <Plans {...props} />
      <ChoiceField
        {...props}
        path="terms.initialTerm.termType"
        label="Term"
        choices={{ TERMED: "Of a length", EVERGREEN: "Evergreen" }}
      />
      {isTermed && (
        <>
          <PeriodFields
            {...props}
            period="terms.initialTerm.period"
            type="terms.initialTerm.periodType"
            label="Length of the term"
          />
          <RenewalTerm {...props} path="terms.renewalTerms" />
          <SwitchField {...props} path="terms.autoRenew" label="Renews by itself" />
        </>
      )}
      <TextField {...props} path="subscriptionNumber" label="Number" hint="Drawn when empty." />
      <TextField
        {...props}
        path="invoiceOwnerAccountNumber"
        label="Who is billed, by account number"
        hint="The account that orders when empty."
      />
      <TextField {...props} path="notes" label="Notes" />
      <SwitchField {...props} path="invoiceSeparately" label="On invoices of its own" />
    </>
  );
}

/** As many as it begins with. */
function Plans(props: ActionFormProps) {
  const { fields, change, errorOf } = props;
  const plans = (valueAt(fields, "subscribeToRatePlans") ?? []) as readonly Fields[];
  const put = (next: readonly Fields[]) => change(withValue(fields, "subscribeToRatePlans", next));
  return (
    <>
      {plans.map((plan, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a plan has no other name, and none moves
        <div key={index} className="stack">
          <PlanPicker
            {...props}
            fields={plan}
            change={(next) => put(plans.with(index, next))}
            errorOf={(path) => errorOf(`subscribeToRatePlans[${index}].${path}`)}
          />
          {plans.length > 1 && (
            <Button variant="subtle" onClick={() => put(plans.toSpliced(index, 1))}>
              Leave this plan out
            </Button>
          )}
        </div>
      ))}
      <Button variant="default" onClick={() => put([...plans, {}])}>
        One more plan
      </Button>
    </>
  );
}
