import { ChoiceField, DayField, textAt } from "../fields.tsx";
import type { ActionFormProps, ActionKind } from "./action-kind.ts";

/** Beside other actions; alone it has a page of its own, which compares the policies. */
export const cancelSubscription: ActionKind = {
  title: "Cancel",
  of: "existing",
  statuses: ["Active", "Suspended"],
  triggers: [],
  start: ({ today }) => ({
    cancellationPolicy: "SpecificDate",
    cancellationEffectiveDate: today,
  }),
  Form: CancelFields,
};

function CancelFields(props: ActionFormProps) {
  return (
    <>
      <ChoiceField
        {...props}
        path="cancellationPolicy"
        label="When"
        choices={{
          SpecificDate: "On a date",
          EndOfCurrentTerm: "End of term",
          EndOfLastInvoicePeriod: "End of invoiced period",
        }}
      />
      {textAt(props.fields, "cancellationPolicy") === "SpecificDate" && (
        <DayField {...props} path="cancellationEffectiveDate" label="First day without service" />
      )}
    </>
  );
}
