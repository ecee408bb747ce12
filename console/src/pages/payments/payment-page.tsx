/** A payment: how it came in, and what was paid by it. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { Answered as AnswerOf } from "../../api/exactly.ts";
import { ask } from "../../api/queries.ts";
import { Json, useShowDetails } from "../../shell/details.tsx";
import { useMay } from "../../shell/session.ts";
import { Actions } from "../../ui/actions.tsx";
import { Day, inWords } from "../../ui/days.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Money } from "../../ui/money.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Answered } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { Settled } from "../documents/settled.tsx";
import { askSettlements } from "../documents/settlements.ts";
import { PAYMENT_CHANGES } from "./payment-changes.ts";

type Payment = AnswerOf<"getPayment">;

export function PaymentPage() {
  const { paymentKey } = useParams({ from: "/shell/payments/$paymentKey" });
  const query = useQuery(ask.getPayment({ params: { paymentKey } }));
  return (
    <Answered query={query} what={`payment ${paymentKey}`} lines={10}>
      {(payment) => (
        <>
          <Head payment={payment} />
          <div className="stack">
            <PaymentFacts payment={payment} />
            <PaidByIt payment={payment} />
          </div>
        </>
      )}
    </Answered>
  );
}

function Head({ payment }: { readonly payment: Payment }) {
  const { number, status, effectiveDate, accountNumber } = payment;
  const showDetails = useShowDetails();
  return (
    <PageHead
      title={`Payment ${number}`}
      tabTitle={number}
      beneath={
        <>
          {accountNumber === null ? (
            <span>Of no account yet</span>
          ) : (
            <Link
              className="link"
              to="/accounts/$accountKey"
              params={{ accountKey: accountNumber }}
            >
              Account {accountNumber}
            </Link>
          )}
          <Status status={status} />
          <span>{inWords(effectiveDate)}</span>
        </>
      }
    >
      <Button
        variant="default"
        onClick={() => showDetails({ title: number, content: <Json value={payment} /> })}
      >
        Show as JSON
      </Button>
      <Actions actions={PAYMENT_CHANGES} thing={payment} number={number} />
    </PageHead>
  );
}

function PaymentFacts({ payment }: { readonly payment: Payment }) {
  const { amount, appliedAmount, unappliedAmount, refundAmount, currency } = payment;
  const money = (of: string) => <Money amount={of} currency={currency} />;
  return (
    <Facts
      label="Head of the payment"
      large={["Amount", money(amount)]}
      facts={[
        ["Applied", money(appliedAmount)],
        ["Unapplied", <Money key="" amount={unappliedAmount} currency={currency} tone="credit" />],
        ["Refunded", money(refundAmount)],
        ["Date", <Day key="" day={payment.effectiveDate} />],
        ["Kind", payment.type],
        ["Reference", payment.referenceId],
        ["Gateway said", payment.gatewayResponse],
      ]}
      comment={payment.comment}
    />
  );
}

function PaidByIt({ payment }: { readonly payment: Payment }) {
  const { id, number, amount, unappliedAmount, currency } = payment;
  const query = useQuery({ ...askSettlements("Payment", id), enabled: useMay("queries.read") });
  if (query.fetchStatus === "idle" && query.isPending) return null;
  return (
    <section className="panel" aria-labelledby="paid">
      <h2 id="paid">Used for</h2>
      <Answered query={query} what="what was paid">
        {(settled) => (
          <Settled
            of={number}
            from={[{ key: id, name: `Payment ${number}`, amount, tone: "plain" }]}
            settled={settled}
            left={{ name: "Unapplied", amount: unappliedAmount, tone: "credit" }}
            currency={currency}
          />
        )}
      </Answered>
    </section>
  );
}
