import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { Answered as AnswerOf } from "../../api/exactly.ts";
import { ask } from "../../api/queries.ts";
import { Json, useShowDetails } from "../../shell/details.tsx";
import { useMay } from "../../shell/session.ts";
import { AgeingBar } from "../../ui/ageing-bar.tsx";
import { ButtonLink } from "../../ui/button-link.tsx";
import { isBelowZero, Money } from "../../ui/money.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Answered } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { AccountChildren } from "./account-children.tsx";
import { AccountContacts } from "./account-contacts.tsx";
import { AccountDocuments } from "./account-documents.tsx";
import { AccountName } from "./account-name.tsx";
import { AccountNotes } from "./account-notes.tsx";
import { AccountPaymentMethods } from "./account-payment-methods.tsx";
import { AccountPayments } from "./account-payments.tsx";
import { AccountProof } from "./account-proof.tsx";
import { AccountResidues } from "./account-residues.tsx";
import { AccountSubscriptions } from "./account-subscriptions.tsx";
import { AccountTimeline } from "./account-timeline.tsx";

type Account = AnswerOf<"getAccount">;

export function AccountPage() {
  const { accountKey } = useParams({ from: "/shell/accounts/$accountKey" });
  const query = useQuery(ask.getAccount({ params: { accountKey } }));
  return (
    <Answered query={query} what={`account ${accountKey}`} lines={10}>
      {(account) => <ShownAccount account={account} />}
    </Answered>
  );
}

function ShownAccount({ account }: { readonly account: Account }) {
  const { accountNumber, name, status, parentId, notes } = account.basicInfo;
  const mayWrite = useMay("accounts.write");
  const { currency, paymentTerm, billCycleDay } = account.billingAndPayment;
  const showDetails = useShowDetails();
  const showJson = () =>
    showDetails({ title: `Account ${accountNumber}`, content: <Json value={account} /> });
  return (
    <>
      <PageHead
        title={name}
        tabTitle={name}
        beneath={
          <>
            <span>{accountNumber}</span>
            <Status status={status} />
            <span>
              {currency} · {paymentTerm} · bills on day {billCycleDay}
            </span>
            {parentId && (
              <span>
                part of <AccountName accountKey={parentId} />
              </span>
            )}
          </>
        }
      >
        {mayWrite && (
          <ButtonLink
            variant="default"
            to="/accounts/$accountKey/edit"
            params={{ accountKey: accountNumber }}
          >
            Edit the account
          </ButtonLink>
        )}
        <Button variant="default" onClick={showJson}>
          Show as JSON
        </Button>
      </PageHead>
      <div className="stack">
        <Balances account={account} />
        <AccountSubscriptions accountNumber={accountNumber} />
        <AccountResidues accountNumber={accountNumber} />
        <AccountDocuments accountNumber={accountNumber} />
        <AccountPayments accountId={account.basicInfo.id} />
        <AccountPaymentMethods
          accountId={account.basicInfo.id}
          defaultId={account.billingAndPayment.defaultPaymentMethodId}
        />
        <AccountNotes accountNumber={accountNumber} notes={notes} />
        <AccountTimeline accountNumber={accountNumber} />
        <AccountContacts accountId={account.basicInfo.id} accountNumber={accountNumber} />
        <AccountChildren accountId={account.basicInfo.id} />
        <AccountProof accountNumber={accountNumber} />
      </div>
    </>
  );
}

function Balances({ account: { basicInfo, metrics } }: { readonly account: Account }) {
  const { balance, currency } = metrics;
  const ageing = useQuery(
    ask.getAccountAgeing({ params: { accountKey: basicInfo.accountNumber } }),
  );
  const isCredit = isBelowZero(balance);
  const figures = [
    ["Open invoices", metrics.totalInvoiceBalance, "plain"],
    ["Open debit memos", metrics.totalDebitMemoBalance, "plain"],
    ["Unapplied credit", metrics.unappliedCreditMemoAmount, "credit"],
    ["Unapplied payments", metrics.unappliedPaymentAmount, "credit"],
    ["MRR", metrics.contractedMrr, "plain"],
  ] as const;
  return (
    <section className="panel stack" aria-label="Balance">
      <dl className="facts">
        <div>
          <dt>{isCredit ? "Has to its credit" : "Owes"}</dt>
          <dd className="large">
            <Money
              amount={isCredit ? balance.slice(1) : balance}
              currency={currency}
              tone={isCredit ? "credit" : "owed"}
            />
          </dd>
        </div>
        {figures.map(([title, amount, tone]) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>
              <Money amount={amount} currency={currency} tone={tone} />
            </dd>
          </div>
        ))}
      </dl>
      <Answered query={ageing} what="the ageing" lines={2}>
        {({ ageing: buckets }) => <AgeingBar buckets={buckets} />}
      </Answered>
    </section>
  );
}
