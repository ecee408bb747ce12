/** Money that has come in, or is asked of a gateway, and what it pays. */
import { TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { ask } from "../../api/queries.ts";
import { AccountName } from "../../pages/accounts/account-name.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Answered } from "../../ui/states.tsx";
import { askOpen, type Payable } from "../use-funds/funds.ts";
import type { Payer } from "./payer.ts";
import { RecordPaymentForm } from "./record-payment-form.tsx";

export function RecordPaymentPage() {
  const { account } = useSearch({ from: "/shell/payments/new" });
  return (
    <>
      <PageHead
        title="Record a payment"
        tabTitle="Record a payment"
        beneath={account && <AccountName accountKey={account} />}
      />
      {account ? <OfAccount accountKey={account} /> : <WhoseIsIt />}
    </>
  );
}

/** Nothing else can be chosen before it is known. */
function WhoseIsIt() {
  const navigate = useNavigate({ from: "/payments/new" });
  const [account, setAccount] = useState("");
  const go = () => account !== "" && void navigate({ search: { account: account.trim() } });
  return (
    <form
      className="panel stack"
      onSubmit={(event) => {
        event.preventDefault();
        go();
      }}
    >
      <TextInput
        label="Account number"
        description="Who has paid, or is to pay. Enter goes on."
        value={account}
        onChange={({ currentTarget: { value } }) => setAccount(value)}
      />
    </form>
  );
}

function OfAccount({ accountKey }: { readonly accountKey: string }) {
  const query = useQuery(ask.getAccount({ params: { accountKey } }));
  return (
    <Answered query={query} what={`account ${accountKey}`} lines={8}>
      {({ basicInfo, billingAndPayment: { currency, defaultPaymentMethodId } }) => (
        <OpenOf
          accountId={basicInfo.id}
          accountNumber={basicInfo.accountNumber}
          currency={currency}
          defaultMethodId={defaultPaymentMethodId}
        />
      )}
    </Answered>
  );
}

function OpenOf(payer: Payer) {
  const { document } = useSearch({ from: "/shell/payments/new" });
  const query = useQuery(askOpen(payer));
  return (
    <Answered query={query} what="what is owed" lines={8}>
      {(open) => <RecordPaymentForm payer={payer} open={firstOf(open, document)} />}
    </Answered>
  );
}

/** That one first, and then the longest due. */
const firstOf = (open: readonly Payable[], number: string | undefined): readonly Payable[] => [
  ...open.filter(({ label }) => label === number),
  ...open.filter(({ label }) => label !== number),
];
