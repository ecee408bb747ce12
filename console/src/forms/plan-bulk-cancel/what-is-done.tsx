import { Checkbox, Radio, TextInput } from "@mantine/core";
import { useMay } from "../../shell/session.ts";
import classes from "./plan-bulk-cancel.module.css";
import type { ChangeProps } from "./plan-bulk-cancel-page.tsx";

/** What is done to each row. */
export const WhatIsDone = ({ choice, change }: ChangeProps) => (
  <>
    {choice.kind === "Cancel" && (
      <>
        <When choice={choice} change={change} />
        <Money choice={choice} change={change} />
      </>
    )}
    <TextInput
      label="Reason code"
      placeholder={choice.kind === "Cancel" ? "Customer left" : "Write-off"}
      maxLength={255}
      defaultValue={choice.reason ?? ""}
      onBlur={({ currentTarget: { value } }) => change({ reason: value || undefined })}
    />
  </>
);

const POLICIES = [
  ["EndOfCurrentTerm", "End of term"],
  ["EndOfLastInvoicePeriod", "End of invoiced period"],
  ["SpecificDate", "On a date"],
] as const;

const When = ({ choice, change }: ChangeProps) => (
  <fieldset className={classes.group}>
    <legend>When?</legend>
    <div className="row">
      {POLICIES.map(([policy, label]) => (
        <Radio
          key={policy}
          name="policy"
          label={label}
          checked={choice.policy === policy}
          onChange={() => change({ policy: policy === "SpecificDate" ? undefined : policy })}
        />
      ))}
      {choice.policy === "SpecificDate" && (
        <TextInput
          type="date"
          aria-label="First day without service"
          value={choice.on}
          onChange={({ currentTarget: { value } }) => value !== "" && change({ on: value })}
        />
      )}
    </div>
  </fieldset>
);

function Money({ choice, change }: ChangeProps) {
  const mayWriteOff = useMay("billing.write-off");
  return (
    <>
      <div className="row">
        <Checkbox
          label="Bill now, up to and including"
          checked={choice.bill}
          onChange={({ currentTarget: { checked } }) =>
            change({ bill: checked ? undefined : false })
          }
        />
        <TextInput
          type="date"
          aria-label="Bill up to and including"
          disabled={!choice.bill}
          value={choice.billTo}
          onChange={({ currentTarget: { value } }) => value !== "" && change({ billTo: value })}
        />
      </div>
      <Checkbox
        label="Write off what stays unpaid"
        description={mayWriteOff ? undefined : "Takes the permission billing.write-off."}
        disabled={!mayWriteOff}
        checked={choice.writeOff}
        onChange={({ currentTarget: { checked } }) => change({ writeOff: checked || undefined })}
      />
    </>
  );
}
