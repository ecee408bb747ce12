/** Giving money back: what a credit memo has left, or what a payment has brought in. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { ask } from "../../api/queries.ts";
import { AccountName } from "../../pages/accounts/account-name.tsx";
import { useMay } from "../../shell/session.ts";
import { AmountTable } from "../../ui/amount-table.tsx";
import { type Amounts, asWritten, chosenOf, useAmounts } from "../../ui/amounts.ts";
import { type Answers, type Ask, Asked, givenOf } from "../../ui/asked.tsx";
import { FormEnd } from "../../ui/form-end.tsx";
import { formatMoney, isNothing } from "../../ui/money.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Answered, Empty } from "../../ui/states.tsx";
import { FIRST_WAY, type Way } from "../money-way/way.ts";
import {
  askPaidBy,
  type Funds,
  fundsOfMemo,
  fundsOfPayment,
  type Payable,
} from "../use-funds/funds.ts";
import { PayableName } from "../use-funds/payable-name.tsx";
import { sendRefund } from "./refund-request.ts";
import { RefundWay, wayInWords } from "./refund-way.tsx";

export function RefundCreditMemoPage() {
  const { documentKey } = useParams({ from: "/shell/credit-memos/$documentKey/refund" });
  const question = ask.getCreditMemo({ params: { creditMemoKey: documentKey } });
  const query = useQuery({ ...question, select: fundsOfMemo });
  return (
    <Answered query={query} what={`credit memo ${documentKey}`} lines={8}>
      {(funds) => <Refund funds={funds} paid={[]} isElectronic={false} />}
    </Answered>
  );
}

export function RefundPaymentPage() {
  const { paymentKey } = useParams({ from: "/shell/payments/$paymentKey/refund" });
  const query = useQuery(ask.getPayment({ params: { paymentKey } }));
  return (
    <Answered query={query} what={`payment ${paymentKey}`} lines={8}>
      {(payment) => (
        <RefundPayment
          funds={fundsOfPayment(payment)}
          isElectronic={payment.type === "Electronic"}
        />
      )}
    </Answered>
  );
}

type RefundPaymentProps = { readonly funds: Funds; readonly isElectronic: boolean };

/** What it has paid can be taken back and refunded in one. */
function RefundPayment({ funds, isElectronic }: RefundPaymentProps) {
  const query = useQuery({ ...askPaidBy(funds), enabled: useMay("queries.read") });
  if (query.fetchStatus === "idle" && query.isPending) {
    return <Refund funds={funds} paid={[]} isElectronic={isElectronic} />;
  }
  return (
    <Answered query={query} what="what it has paid" lines={8}>
      {(paid) => <Refund funds={funds} paid={paid} isElectronic={isElectronic} />}
    </Answered>
  );
}

type RefundProps = RefundPaymentProps & { readonly paid: readonly Payable[] };

function Refund({ funds, paid, isElectronic }: RefundProps) {
  const title = `Refund ${funds.name}`;
  const hasNothing = isNothing(funds.left) && paid.length === 0;
  return (
    <>
      <PageHead
        title={title}
        tabTitle={title}
        beneath={funds.accountId === "" ? undefined : <AccountName accountKey={funds.accountId} />}
      />
      {hasNothing ? (
        <Empty title="It has nothing left that could be given back" />
      ) : (
        <RefundForm funds={funds} paid={paid} isElectronic={isElectronic} />
      )}
    </>
  );
}

const ASKS: readonly Ask[] = [
  {
    ...{ name: "refundDate", kind: "day", label: "Refunded on" },
    description: "Left empty: today.",
  },
  { name: "reasonCode", kind: "reason", label: "Reason", of: "Refund" },
  {
    ...{ name: "referenceId", kind: "text", label: "Reference" },
    description: "Of a check or a transfer, for example.",
  },
  { name: "comment", kind: "text", label: "Comment" },
];

const LEFT = "left";

/** What is not applied comes first: it is proposed, and what was paid only where somebody writes it. */
function rowsOf({ left, kind }: Funds, paid: readonly Payable[]) {
  const what = kind === "CreditMemo" ? "Unapplied credit" : "What is not applied";
  const unapplied = { key: LEFT, name: what, label: "what is not applied" };
  return [
    ...(isNothing(left) ? [] : [{ ...unapplied, before: left, most: left }]),
    ...paid.map((payable) => ({
      ...payable,
      name: <PayableName payable={payable} />,
      before: payable.most,
    })),
  ];
}

function RefundForm({ funds, paid, isElectronic }: RefundProps) {
  const { currency, name, kind, left } = funds;
  const rows = rowsOf(funds, paid);
  const amounts = useAmounts(
    rows,
    currency,
    isNothing(left) ? {} : { [LEFT]: asWritten(left, currency) },
  );
  const [way, setWay] = useState<Way>(FIRST_WAY);
  const [answers, setAnswers] = useState<Answers>({});
  const { refund, leave } = useRefund(funds);
  const much = `${formatMoney(amounts.total, currency)} ${currency}`;
  const takenBack = chosenOf(paid, amounts);
  const isComplete =
    way.type === "External" || kind === "Payment" || way.paymentMethodId !== undefined;
  const request = { funds, way, amount: amounts.total, takenBack, given: givenOf(ASKS, answers) };
  return (
    <form className="stack" onSubmit={(event) => event.preventDefault()}>
      <HowMuch rows={rows} currency={currency} amounts={amounts} hasPaid={paid.length > 0} />
      <RefundWay funds={funds} isElectronic={isElectronic} way={way} onWay={setWay} />
      <section className="panel fields" aria-label="Of the refund">
        <Asked
          asks={ASKS}
          answers={answers}
          onAnswer={(field, text) => setAnswers({ ...answers, [field]: text })}
        />
      </section>
      <FormEnd
        verb={`Refund ${much}`}
        what={name}
        isReady={amounts.isFit && isComplete}
        problem={isComplete ? undefined : "Choose the payment method that it goes to."}
        question={
          <p className="ending">
            {much} of {name} are given back {wayInWords(way)}.
            {way.type === "Electronic" && " The gateway is asked at once."}
          </p>
        }
        isPending={refund.isPending}
        error={refund.error}
        onLeave={leave}
        onSend={() => refund.mutate(request)}
      />
    </form>
  );
}

type HowMuchProps = {
  readonly rows: ReturnType<typeof rowsOf>;
  readonly currency: string;
  readonly amounts: Amounts;
  readonly hasPaid: boolean;
};

const HowMuch = ({ rows, currency, amounts, hasPaid }: HowMuchProps) => (
  <section className="panel" aria-labelledby="what">
    <h2 id="what">How much</h2>
    <AmountTable
      caption="What is given back"
      rows={rows}
      currency={currency}
      amounts={amounts}
      titles={{ what: "Of", before: "There is", amount: "Gives back", after: "There is then" }}
      direction="lowers"
      tone="credit"
    />
    {hasPaid && (
      <p className="quiet">
        What has paid a document is taken back from it first, and is owed again.
      </p>
    )}
  </section>
);

function useRefund({ kind, number }: Funds) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const refund = useMutation({
    mutationFn: sendRefund,
    onSuccess: ({ number: refundKey }) =>
      navigate({ to: "/refunds/$refundKey", params: { refundKey } }),
    onSettled: () => queryClient.invalidateQueries(),
  });
  const leave = () =>
    void (kind === "CreditMemo"
      ? navigate({ to: "/credit-memos/$documentKey", params: { documentKey: number } })
      : navigate({ to: "/payments/$paymentKey", params: { paymentKey: number } }));
  return { refund, leave };
}
