/** An invoice, a credit memo or a debit memo that a person writes. */
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { ask } from "../../api/queries.ts";
import { AccountName } from "../../pages/accounts/account-name.tsx";
import { type DocumentKind, KINDS } from "../../pages/documents/document-kinds.ts";
import { PageHead } from "../../ui/page-head.tsx";
import { Answered } from "../../ui/states.tsx";
import { WhoseAccount } from "../whose-account/whose-account.tsx";
import { WriteForm } from "./write-form.tsx";

export function WriteInvoicePage() {
  const { account } = useSearch({ from: "/shell/invoices/new" });
  const navigate = useNavigate({ from: "/invoices/new" });
  return <Write kind="Invoice" account={account} go={(next) => void navigate({ search: next })} />;
}

export function WriteCreditMemoPage() {
  const { account } = useSearch({ from: "/shell/credit-memos/new" });
  const navigate = useNavigate({ from: "/credit-memos/new" });
  const go = (next: Next) => void navigate({ search: next });
  return <Write kind="CreditMemo" account={account} go={go} />;
}

export function WriteDebitMemoPage() {
  const { account } = useSearch({ from: "/shell/debit-memos/new" });
  const navigate = useNavigate({ from: "/debit-memos/new" });
  const go = (next: Next) => void navigate({ search: next });
  return <Write kind="DebitMemo" account={account} go={go} />;
}

type Next = { readonly account: string };

type WriteProps = {
  readonly kind: DocumentKind;
  readonly account: string | undefined;
  readonly go: (next: Next) => void;
};

function Write({ kind, account, go }: WriteProps) {
  const title = `New ${KINDS[kind].name.toLowerCase()}`;
  return (
    <>
      <PageHead
        title={title}
        tabTitle={title}
        beneath={account && <AccountName accountKey={account} />}
      />
      {account ? (
        <OfAccount kind={kind} account={account} />
      ) : (
        <WhoseAccount
          description="Whom it is for."
          onAccount={(number) => go({ account: number })}
        />
      )}
    </>
  );
}

type OfAccountProps = { readonly kind: DocumentKind; readonly account: string };

function OfAccount({ kind, account: accountKey }: OfAccountProps) {
  const query = useQuery(ask.getAccount({ params: { accountKey } }));
  return (
    <Answered query={query} what={`account ${accountKey}`} lines={8}>
      {({ basicInfo, billingAndPayment: { currency } }) => (
        <WriteForm
          kind={kind}
          accountId={basicInfo.id}
          accountNumber={basicInfo.accountNumber}
          currency={currency}
        />
      )}
    </Answered>
  );
}
