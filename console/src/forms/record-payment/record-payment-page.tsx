/** Money that has come in, or is asked of a gateway, and what it pays. */
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { ask } from "../../api/queries.ts";
import { AccountName } from "../../pages/accounts/account-name.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Answered } from "../../ui/states.tsx";
import { askOpen, type Payable } from "../use-funds/funds.ts";
import { WhoseAccount } from "../whose-account/whose-account.tsx";
import type { Payer } from "./payer.ts";
import { RecordPaymentForm } from "./record-payment-form.tsx";

export function RecordPaymentPage() {
  const { account } = useSearch({ from: "/shell/payments/new" });
  const navigate = useNavigate({ from: "/payments/new" });
  return (
    <>
      <PageHead
        title="Record a payment"
        tabTitle="Record a payment"
        beneath={account && <AccountName accountKey={account} />}
      />
      {account ? (
        <OfAccount accountKey={account} />
      ) : (
        <WhoseAccount
          description="Who has paid, or is to pay."
          onAccount={(number) => void navigate({ search: { account: number } })}
        />
      )}
    </>
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
