import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { api } from "../../api/client.ts";
import type { Answered as AnswerOf } from "../../api/exactly.ts";
import { ask, askRows, queryClient, textOf } from "../../api/queries.ts";
import { FormEnd } from "../../ui/form-end.tsx";
import { MayOnly } from "../../ui/no-permission.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Answered } from "../../ui/states.tsx";
import { accountBody, BillingFields } from "./account-fields.tsx";
import { type Draft, emptied, useDraft, type Values } from "./draft.ts";
import classes from "./edit-account.module.css";
import { ChoiceField, TextFields } from "./fields.tsx";

type Account = AnswerOf<"getAccount">;
type Changes = NonNullable<Parameters<typeof api.updateAccount>[0]["body"]>;

export function EditAccountPage() {
  const { accountKey } = useParams({ from: "/shell/accounts/$accountKey/edit" });
  const query = useQuery(ask.getAccount({ params: { accountKey } }));
  return (
    <Answered query={query} what={`account ${accountKey}`} lines={10}>
      {(account) => (
        <MayOnly permission="accounts.write" what="change accounts">
          <EditAccount key={account.basicInfo.id} account={account} />
        </MayOnly>
      )}
    </Answered>
  );
}

/** Fields of the tenant's own that hold a text. */
const ownOf = (basicInfo: Account["basicInfo"]): [string, string][] =>
  Object.entries(basicInfo).filter(
    (entry): entry is [string, string] => /__c$/i.test(entry[0]) && typeof entry[1] === "string",
  );

function valuesOf({ basicInfo, billingAndPayment, ...contacts }: Account): Values {
  return {
    ...{ name: basicInfo.name, batch: basicInfo.batch },
    ...{ billCycleDay: billingAndPayment.billCycleDay },
    ...{ paymentTerm: billingAndPayment.paymentTerm, autoPay: billingAndPayment.autoPay },
    communicationProfileId: basicInfo.communicationProfileId ?? "",
    parentId: basicInfo.parentId ?? "",
    additionalEmailAddresses: billingAndPayment.additionalEmailAddresses.join(", "),
    purchaseOrderNumber: basicInfo.purchaseOrderNumber ?? "",
    crmId: basicInfo.crmId ?? "",
    salesRep: basicInfo.salesRep ?? "",
    customerServiceRepName: basicInfo.customerServiceRepName ?? "",
    invoiceDeliveryPrefsEmail: billingAndPayment.invoiceDeliveryPrefsEmail,
    invoiceDeliveryPrefsPrint: billingAndPayment.invoiceDeliveryPrefsPrint,
    billToContactId: String(contacts.billToContact?.id ?? ""),
    soldToContactId: String(contacts.soldToContact?.id ?? ""),
    ...Object.fromEntries(ownOf(basicInfo)),
  };
}

/** Only what was changed is sent: what somebody else changes meanwhile stays. */
function EditAccount({ account }: { readonly account: Account }) {
  const navigate = useNavigate();
  const { accountNumber: accountKey, name } = account.basicInfo;
  const draft = useDraft(valuesOf(account));
  const back = () => navigate({ to: "/accounts/$accountKey", params: { accountKey } });
  const save = useMutation({
    mutationFn: () => {
      const body = accountBody(emptied(draft.changed) as Values);
      return api.updateAccount({ params: { accountKey }, body: body as unknown as Changes });
    },
    onSuccess: async () => {
      await queryClient.invalidateQueries();
      await back();
    },
  });
  const own = ownOf(account.basicInfo).map(([field]) => [field, field] as const);
  return (
    <>
      <PageHead title={`Edit ${name}`} tabTitle={`Edit ${name}`} beneath={accountKey} />
      <div className="stack">
        <section className="panel stack" aria-labelledby="account">
          <h2 id="account" className="ending">
            Account
          </h2>
          <TextFields draft={draft} fields={[["name", "Name"]]} />
          <BillingFields draft={draft} />
          <ContactChoices draft={draft} accountId={account.basicInfo.id} />
          {own.length > 0 && <TextFields draft={draft} fields={own} />}
        </section>
        <FormEnd
          verb="Save the account"
          what={name}
          isReady={Object.keys(draft.changed).length > 0}
          isPending={save.isPending}
          error={save.error}
          onLeave={() => void back()}
          onSend={() => save.mutate()}
        />
      </div>
    </>
  );
}

type ContactChoicesProps = { readonly draft: Draft; readonly accountId: string };

function ContactChoices({ draft, accountId }: ContactChoicesProps) {
  const query = useQuery(
    askRows("contacts", { filter: [`accountid.EQ:${accountId}`], pageSize: 99 }),
  );
  const options = (query.data?.data ?? []).map((row) => ({
    value: textOf(row, "id"),
    label: [textOf(row, "firstName"), textOf(row, "lastName"), textOf(row, "workEmail")].join(" "),
  }));
  return (
    <div className={classes.fields}>
      <ChoiceField draft={draft} name="billToContactId" label="Bill-to contact" options={options} />
      <ChoiceField draft={draft} name="soldToContactId" label="Sold-to contact" options={options} />
    </div>
  );
}
