import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api } from "../../api/client.ts";
import { queryClient } from "../../api/queries.ts";
import { FormEnd } from "../../ui/form-end.tsx";
import { MayOnly } from "../../ui/no-permission.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { accountBody, BillingFields, CONTACT_FIELDS } from "./account-fields.tsx";
import { type Draft, useDraft, type Values } from "./draft.ts";
import { TextFields } from "./fields.tsx";

const NEW: Values = {
  ...{ name: "", currency: "", accountNumber: "", batch: "Batch1", billCycleDay: "1" },
  ...{ paymentTerm: "Due Upon Receipt", autoPay: false, communicationProfileId: "" },
  ...{ invoiceDeliveryPrefsEmail: false, invoiceDeliveryPrefsPrint: false },
};

const isGiven = (value: string | boolean): boolean => value !== "" && value !== false;

const given = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => isGiven(value)));

type Body = Parameters<typeof api.createAccount>[0]["body"];

export const CreateAccountPage = () => (
  <MayOnly permission="accounts.write" what="create accounts">
    <CreateAccount />
  </MayOnly>
);

/** Who is billed, in which currency, and who is written to. */
function CreateAccount() {
  const navigate = useNavigate();
  const account = useDraft(NEW);
  const contact = useDraft({});
  const create = useMutation({
    mutationFn: () => {
      const body = {
        ...accountBody(given(account.values)),
        billToContact: given(contact.values),
      };
      return api.createAccount({ body: body as unknown as Body });
    },
    onSuccess: async ({ accountNumber }) => {
      await queryClient.invalidateQueries();
      await navigate({ to: "/accounts/$accountKey", params: { accountKey: accountNumber } });
    },
  });
  const isReady = [account.values.name, account.values.currency].every(Boolean);
  const hasContact = [contact.values.firstName, contact.values.lastName].every(Boolean);
  return (
    <>
      <PageHead title="Create an account" tabTitle="Create an account" />
      <div className="stack">
        <NewAccount account={account} contact={contact} />
        <FormEnd
          verb="Create the account"
          what="the account"
          isReady={isReady && hasContact}
          problem={
            isReady && hasContact
              ? undefined
              : "It needs a name, a currency, and who is billed by first and last name."
          }
          isPending={create.isPending}
          error={create.error}
          onLeave={() => void navigate({ to: "/accounts" })}
          onSend={() => create.mutate()}
        />
      </div>
    </>
  );
}

type NewAccountProps = { readonly account: Draft; readonly contact: Draft };

const NewAccount = ({ account, contact }: NewAccountProps) => (
  <>
    <section className="panel stack" aria-labelledby="account">
      <h2 id="account" className="ending">
        Account
      </h2>
      <TextFields
        draft={account}
        fields={[
          ["name", "Name"],
          ["currency", "Currency, such as USD"],
          ["accountNumber", "Number; left out, the next one"],
        ]}
      />
      <BillingFields draft={account} />
    </section>
    <section className="panel stack" aria-labelledby="contact">
      <h2 id="contact" className="ending">
        Bill-to contact
      </h2>
      <TextFields draft={contact} fields={CONTACT_FIELDS} />
      <p className="quiet ending">Goods are sent to the same, until you say otherwise.</p>
    </section>
  </>
);
