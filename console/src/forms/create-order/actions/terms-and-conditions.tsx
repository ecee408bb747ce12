import { NativeSelect } from "@mantine/core";
import {
  ChoiceField,
  DayField,
  PeriodFields,
  TextField,
  textAt,
  valueAt,
  withValue,
} from "../fields.tsx";
import type { ActionFormProps, ActionKind } from "./action-kind.ts";
import { RenewalTerm } from "./renewal-term.tsx";

export const termsAndConditions: ActionKind = {
  title: "Change terms and conditions",
  of: "existing",
  triggers: ["ContractEffective"],
  start: () => ({}),
  Form: TermsFields,
};

const AS_IT_IS = "Leave as it is";

function TermsFields(props: ActionFormProps) {
  const { fields, change } = props;
  const termType = textAt(fields, "lastTerm.termType");
  const renews = valueAt(fields, "autoRenew");
  return (
    <>
      <ChoiceField
        {...props}
        path="lastTerm.termType"
        label="Current term"
        choices={{ "": AS_IT_IS, TERMED: "Of a length", EVERGREEN: "Evergreen" }}
      />
      {termType === "TERMED" && (
        <PeriodFields
          {...props}
          period="lastTerm.period"
          type="lastTerm.periodType"
          label="Length of the term"
        />
      )}
      {termType !== "" && (
        <DayField {...props} path="lastTerm.startDate" label="First day of the term" />
      )}
      <NativeSelect
        size="sm"
        label="Renews by itself"
        error={props.errorOf("autoRenew")}
        value={renews === undefined ? "" : String(renews)}
        data={[
          { value: "", label: AS_IT_IS },
          { value: "true", label: "Yes" },
          { value: "false", label: "No" },
        ]}
        onChange={({ currentTarget: { value } }) =>
          change(withValue(fields, "autoRenew", value === "" ? undefined : value === "true"))
        }
      />
      <RenewalTerm {...props} path="renewalTerms" />
      <TextField {...props} path="notes" label="Notes" />
      <TextField {...props} path="paymentTerm" label="Payment term" />
    </>
  );
}
