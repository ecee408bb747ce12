import { ChoiceField, DayField, PeriodFields, textAt } from "../fields.tsx";
import type { ActionFormProps, ActionKind } from "./action-kind.ts";

export const suspend: ActionKind = {
  title: "Suspend",
  of: "existing",
  triggers: [],
  start: () => ({ suspendPolicy: "Today" }),
  Form: SuspendFields,
};

function SuspendFields(props: ActionFormProps) {
  const policy = textAt(props.fields, "suspendPolicy");
  return (
    <>
      <ChoiceField
        {...props}
        path="suspendPolicy"
        label="From"
        choices={{
          Today: "Today",
          SpecificDate: "A date",
          EndOfLastInvoicePeriod: "The end of the invoiced period",
          FixedPeriodsFromToday: "Some time from today",
        }}
      />
      {policy === "SpecificDate" && (
        <DayField {...props} path="suspendSpecificDate" label="First day without service" />
      )}
      {policy === "FixedPeriodsFromToday" && (
        <PeriodFields
          {...props}
          period="suspendPeriods"
          type="suspendPeriodsType"
          label="Time from today"
        />
      )}
    </>
  );
}
