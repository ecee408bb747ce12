import { ChoiceField, DayField, PeriodFields, SwitchField, textAt } from "../fields.tsx";
import type { ActionFormProps, ActionKind } from "./action-kind.ts";

export const resume: ActionKind = {
  title: "Resume",
  of: "existing",
  statuses: ["Suspended"],
  triggers: [],
  start: () => ({ resumePolicy: "Today" }),
  Form: ResumeFields,
};

function ResumeFields(props: ActionFormProps) {
  const policy = textAt(props.fields, "resumePolicy");
  return (
    <>
      <ChoiceField
        {...props}
        path="resumePolicy"
        label="From"
        choices={{
          Today: "Today",
          SpecificDate: "A date",
          SuspendDate: "The day of the suspension",
          FixedPeriodsFromToday: "Some time from today",
          FixedPeriodsFromSuspendDate: "Some time from the suspension",
        }}
      />
      {policy === "SpecificDate" && (
        <DayField {...props} path="resumeSpecificDate" label="First day of service again" />
      )}
      {policy.startsWith("FixedPeriods") && (
        <PeriodFields {...props} period="resumePeriods" type="resumePeriodsType" label="Time" />
      )}
      <SwitchField
        {...props}
        path="extendsTerm"
        label="The term is longer by the days of the suspension"
      />
    </>
  );
}
