import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { AmountTable, FromTo } from "../../ui/amount-table.tsx";
import {
  type Amounts,
  chosenOf,
  isMore,
  proposeInOrder,
  readAmount,
  useAmounts,
} from "../../ui/amounts.ts";
import { type Answers, type Ask, Asked, givenOf } from "../../ui/asked.tsx";
import { FormEnd } from "../../ui/form-end.tsx";
import { formatMoney, isNothing, negated, sumOf } from "../../ui/money.tsx";
import { MoneyWay } from "../money-way/money-way.tsx";
import { FIRST_WAY, type Method, useActiveMethods, type Way } from "../money-way/way.ts";
import { type Chosen, namedIn, type Payable } from "../use-funds/funds.ts";
import { PayableName } from "../use-funds/payable-name.tsx";
import type { Payer } from "./payer.ts";
import { PaymentAmount } from "./payment-amount.tsx";

const DAY: Ask = {
  ...{ name: "effectiveDate", kind: "day", label: "Came in on" },
  description: "Left empty: today.",
};

const ASKS: readonly Ask[] = [
  {
    ...{ name: "referenceId", kind: "text", label: "Reference" },
    description: "Of a check or a transfer, for example.",
  },
  { name: "comment", kind: "text", label: "Comment" },
];

type RecordPaymentFormProps = { readonly payer: Payer; readonly open: readonly Payable[] };

export function RecordPaymentForm({ payer, open }: RecordPaymentFormProps) {
  const { currency, accountId } = payer;
  const search = useSearch({ from: "/shell/payments/new" });
  const methods = useActiveMethods(accountId);
  const [way, setWay] = useState<Way>(
    search.method ? { type: "Electronic", paymentMethodId: search.method } : FIRST_WAY,
  );
  const { written, write, amount, amounts } = useAmount(payer, open);
  const [answers, setAnswers] = useState<Answers>({});
  const asks = way.type === "External" ? [DAY, ...ASKS] : ASKS;
  const chosen = chosenOf(open, amounts);
  const { sent, leave } = useSending(payer);
  return (
    <form className="stack" onSubmit={(event) => event.preventDefault()}>
      <PaymentAmount text={written} onText={write} currency={currency} />
      <MoneyWay
        way={way}
        onWay={setWay}
        byHand="By hand: it has come in, and is recorded here"
        handed="Came in by"
        throughGateway="Through a gateway: ask a payment method for it now"
        noGateway={methods.length === 0 ? "The account has no active payment method." : undefined}
        methods={methods}
      >
        <div className="fields">
          <Asked
            asks={asks}
            answers={answers}
            onAnswer={(field, text) => setAnswers({ ...answers, [field]: text })}
          />
        </div>
      </MoneyWay>
      <WhatItPays open={open} currency={currency} amount={amount} amounts={amounts} />
      <FormEnd
        verb={`${way.type === "External" ? "Record" : "Collect"} ${inWords(amount, currency)}`}
        what="the payment"
        isReady={!isNothing(amount) && isPayable(amounts, amount)}
        problem={problemOf(amounts, amount, currency)}
        question={way.type === "External" ? undefined : questionOf(way, methods, amount, currency)}
        isPending={sent.isPending}
        error={sent.error}
        onLeave={leave}
        onSend={() => sent.mutate({ way, amount, chosen, given: givenOf(asks, answers) })}
      />
    </form>
  );
}

type WhatItPaysProps = {
  readonly open: readonly Payable[];
  readonly currency: string;
  readonly amount: string;
  readonly amounts: Amounts;
};

function WhatItPays({ open, currency, amount, amounts }: WhatItPaysProps) {
  const rows = open.map((each) => ({ ...each, name: <PayableName payable={each} /> }));
  const unapplied = sumOf([amount, negated(amounts.total)]);
  return (
    <section className="panel stack" aria-labelledby="pays">
      <h2 id="pays" className="ending">
        Documents
      </h2>
      {rows.length === 0 ? (
        <p className="ending">Nothing is owed in {currency}: all of it stays unapplied.</p>
      ) : (
        <AmountTable
          caption="What it pays"
          {...{ rows, currency, amounts }}
          titles={{ what: "Document", before: "Owed", amount: "Pays", after: "Owed then" }}
          direction="lowers"
          tone="owed"
        />
      )}
      <dl className="facts">
        <FromTo
          name="Unapplied of the payment"
          before={amount}
          after={unapplied}
          {...{ currency, tone: "credit" }}
        />
      </dl>
    </section>
  );
}

const inWords = (amount: string, currency: string) =>
  `${formatMoney(amount, currency)} ${currency}`;

/** Nothing may be named of what a payment pays, but what is named has to be right. */
const isPayable = (amounts: Amounts, amount: string): boolean =>
  (amounts.isFit || isNothing(amounts.total)) && !isMore(amounts.total, amount);

const problemOf = (amounts: Amounts, amount: string, currency: string): string | undefined =>
  isMore(amounts.total, amount)
    ? `It is ${inWords(amount, currency)}, and these are ${inWords(amounts.total, currency)}.`
    : undefined;

const questionOf = (way: Way, methods: readonly Method[], amount: string, currency: string) => {
  const method = methods.find(
    ({ value }) => way.type === "Electronic" && value === way.paymentMethodId,
  );
  return (
    <p className="ending">
      {inWords(amount, currency)} are asked of {method?.label ?? "the payment method"} at once.
    </p>
  );
};

/** What is paid follows the amount, the longest due first, until somebody writes it otherwise. */
function useAmount({ currency }: Payer, open: readonly Payable[]) {
  const search = useSearch({ from: "/shell/payments/new" });
  const first = search.amount ?? (search.document ? (open[0]?.most ?? "") : "");
  const [written, setWritten] = useState(first);
  const amounts = useAmounts(
    open,
    currency,
    proposeInOrder(open, readOf(first, currency), currency),
  );
  const [isByHand, setByHand] = useState(false);
  const write = (text: string) => {
    setWritten(text);
    if (!isByHand) amounts.replace(proposeInOrder(open, readOf(text, currency), currency));
  };
  const writeOne = (key: string, text: string) => {
    setByHand(true);
    amounts.write(key, text);
  };
  const amount = readOf(written, currency);
  return { written, write, amount, amounts: { ...amounts, write: writeOne } };
}

const readOf = (text: string, currency: string): string => readAmount(text, currency) ?? "0";

type Sent = {
  readonly way: Way;
  readonly amount: string;
  readonly chosen: readonly Chosen[];
  readonly given: Answers;
};

function useSending({ accountId, accountNumber, currency }: Payer) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const sent = useMutation({
    mutationFn: ({ way, amount, chosen, given }: Sent) =>
      api.createPayment({
        body: {
          ...{ ...given, accountId, amount, currency, type: way.type },
          ...(way.type === "External" && { paymentMethodType: way.methodType }),
          ...(way.type === "Electronic" && { paymentMethodId: way.paymentMethodId }),
          ...namedIn(chosen),
        },
      }),
    onSuccess: ({ number: paymentKey }) =>
      navigate({ to: "/payments/$paymentKey", params: { paymentKey } }),
    onSettled: () => queryClient.invalidateQueries(),
  });
  const leave = () =>
    void navigate({ to: "/accounts/$accountKey", params: { accountKey: accountNumber } });
  return { sent, leave };
}
