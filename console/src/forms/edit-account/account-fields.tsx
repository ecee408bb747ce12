/** What an account says of itself, as a new one and an old one are written alike. */
import { useQuery } from "@tanstack/react-query";
import { ask } from "../../api/queries.ts";
import { useMay } from "../../shell/session.ts";
import type { Draft, Values } from "./draft.ts";
import classes from "./edit-account.module.css";
import { ChoiceField, SwitchField, type TextField, TextFields } from "./fields.tsx";

const BATCHES = Array.from({ length: 50 }, (_, index) => `Batch${index + 1}`).map((value) => ({
  ...{ value, label: value },
}));

const DAYS = [
  { value: "0", label: "Of the first recurring charge" },
  ...Array.from({ length: 31 }, (_, index) => String(index + 1)).map((value) => ({
    ...{ value, label: value === "31" ? "31, the end of the month" : value },
  })),
];

const MORE: readonly TextField[] = [
  ["parentId", "Part of the account (number)"],
  ["additionalEmailAddresses", "More e-mail addresses, between commas"],
  ["purchaseOrderNumber", "Purchase order"],
  ["crmId", "CRM id"],
  ["salesRep", "Sales rep"],
  ["customerServiceRepName", "Customer service rep"],
];

export function BillingFields({ draft }: { readonly draft: Draft }) {
  const maySeeSettings = useMay("settings.read");
  const mayNotify = useMay("notifications.read");
  const terms = useQuery({ ...ask.listPaymentTerms({}), enabled: maySeeSettings });
  const profiles = useQuery({ ...ask.listCommunicationProfiles({}), enabled: mayNotify });
  const termNames = (terms.data?.paymentTerms ?? []).map(({ name }) => name);
  return (
    <>
      <div className={classes.fields}>
        <ChoiceField draft={draft} name="batch" label="Batch" options={BATCHES} />
        <ChoiceField draft={draft} name="billCycleDay" label="Bill cycle day" options={DAYS} />
        <ChoiceField
          draft={draft}
          name="paymentTerm"
          label="Payment term"
          options={termNames.map((value) => ({ value, label: value }))}
        />
        <ChoiceField
          draft={draft}
          name="communicationProfileId"
          label="Communication profile"
          options={(profiles.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        />
      </div>
      <TextFields draft={draft} fields={MORE} />
      <div className="row">
        <SwitchField draft={draft} name="autoPay" label="Pays by itself (auto-pay)" />
        <SwitchField
          draft={draft}
          name="invoiceDeliveryPrefsEmail"
          label="Gets invoices by e-mail"
        />
        <SwitchField
          draft={draft}
          name="invoiceDeliveryPrefsPrint"
          label="Gets invoices on paper"
        />
      </div>
    </>
  );
}

/** As the API takes what was changed. */
export function accountBody(changed: Values): Record<string, unknown> {
  const { additionalEmailAddresses: emails, billCycleDay, ...rest } = changed;
  return {
    ...rest,
    ...(billCycleDay !== undefined && { billCycleDay: Number(billCycleDay) }),
    ...(emails !== undefined && {
      additionalEmailAddresses: String(emails)
        .split(",")
        .map((email) => email.trim())
        .filter((email) => email !== ""),
    }),
  };
}

export const CONTACT_FIELDS: readonly TextField[] = [
  ["firstName", "First name"],
  ["lastName", "Last name"],
  ["workEmail", "E-mail", "email"],
  ["workPhone", "Phone"],
  ["address1", "Address"],
  ["address2", "Second line of the address"],
  ["zipCode", "Postal code"],
  ["city", "City"],
  ["state", "State"],
  ["country", "Country"],
];
