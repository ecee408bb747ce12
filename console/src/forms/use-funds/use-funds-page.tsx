/** A credit memo or a payment pays what is open, or takes back what it has paid. */
import { TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { ask } from "../../api/queries.ts";
import { AccountName } from "../../pages/accounts/account-name.tsx";
import { useSession } from "../../shell/session.ts";
import { AmountTable, FromTo } from "../../ui/amount-table.tsx";
import { chosenOf, isMore, proposeInOrder, useAmounts } from "../../ui/amounts.ts";
import { FormEnd } from "../../ui/form-end.tsx";
import { formatMoney, negated, sumOf } from "../../ui/money.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Answered, Empty } from "../../ui/states.tsx";
import {
  askOpen,
  askPaidBy,
  type Chosen,
  type Direction,
  type Funds,
  fundsOfMemo,
  fundsOfPayment,
  type Payable,
  send,
} from "./funds.ts";
import { PayableName } from "./payable-name.tsx";

export function ApplyCreditMemoPage() {
  const { documentKey } = useParams({ from: "/shell/credit-memos/$documentKey/apply" });
  return <OfMemo creditMemoKey={documentKey} direction="apply" />;
}

export function UnapplyCreditMemoPage() {
  const { documentKey } = useParams({ from: "/shell/credit-memos/$documentKey/unapply" });
  return <OfMemo creditMemoKey={documentKey} direction="unapply" />;
}

export function ApplyPaymentPage() {
  const { paymentKey } = useParams({ from: "/shell/payments/$paymentKey/apply" });
  return <OfPayment paymentKey={paymentKey} direction="apply" />;
}

export function UnapplyPaymentPage() {
  const { paymentKey } = useParams({ from: "/shell/payments/$paymentKey/unapply" });
  return <OfPayment paymentKey={paymentKey} direction="unapply" />;
}

type OfMemoProps = { readonly creditMemoKey: string; readonly direction: Direction };

function OfMemo({ creditMemoKey, direction }: OfMemoProps) {
  const question = ask.getCreditMemo({ params: { creditMemoKey } });
  const query = useQuery({ ...question, select: fundsOfMemo });
  return (
    <Answered query={query} what={`credit memo ${creditMemoKey}`} lines={8}>
      {(funds) => <Use funds={funds} direction={direction} />}
    </Answered>
  );
}

type OfPaymentProps = { readonly paymentKey: string; readonly direction: Direction };

function OfPayment({ paymentKey, direction }: OfPaymentProps) {
  const question = ask.getPayment({ params: { paymentKey } });
  const query = useQuery({ ...question, select: fundsOfPayment });
  return (
    <Answered query={query} what={`payment ${paymentKey}`} lines={8}>
      {(funds) => <Use funds={funds} direction={direction} />}
    </Answered>
  );
}

type UseProps = { readonly funds: Funds; readonly direction: Direction };

const VERBS = { apply: "Apply", unapply: "Unapply" } as const;

function Use({ funds, direction }: UseProps) {
  const query = useQuery(direction === "apply" ? askOpen(funds) : askPaidBy(funds));
  const title = `${VERBS[direction]} ${funds.name}`;
  return (
    <>
      <PageHead
        title={title}
        tabTitle={title}
        beneath={<AccountName accountKey={funds.accountId} />}
      />
      <Answered query={query} what="the documents" lines={6}>
        {(payables) =>
          payables.length === 0 ? (
            <Empty
              title={
                direction === "apply"
                  ? `Nothing is owed in ${funds.currency} that it could pay`
                  : "It has paid nothing that could be taken back"
              }
            />
          ) : (
            <UseForm funds={funds} direction={direction} payables={payables} />
          )
        }
      </Answered>
    </>
  );
}

type UseFormProps = UseProps & { readonly payables: readonly Payable[] };

const WORDS = {
  apply: { title: "What it pays", amount: "Pays", on: "Applied on", at: "to", lowers: true },
  unapply: {
    ...{ title: "What of it is taken back", amount: "Takes back" },
    ...{ on: "Unapplied on", at: "from", lowers: false },
  },
} as const;

function UseForm({ funds, direction, payables }: UseFormProps) {
  const { currency, left, name, date } = funds;
  const { title, amount, on, at, lowers } = WORDS[direction];
  const { today } = useSession();
  const rows = payables.map((each) => ({ ...each, name: <PayableName payable={each} /> }));
  const amounts = useAmounts(rows, currency, lowers ? proposeInOrder(rows, left, currency) : {});
  const [effectiveDate, setEffectiveDate] = useState(latest(date, today));
  const chosen = chosenOf(rows, amounts);
  const { sent, leave } = useSending(funds, direction);
  const much = `${formatMoney(amounts.total, currency)} ${currency}`;
  const has = `${formatMoney(left, currency)} ${currency}`;
  const isTooMuch = lowers && isMore(amounts.total, left);
  return (
    <form className="stack" onSubmit={(event) => event.preventDefault()}>
      <section className="panel stack" aria-labelledby="which">
        <h2 id="which" className="ending">
          Documents
        </h2>
        <AmountTable
          caption={title}
          {...{ rows, currency, amounts }}
          titles={{ what: "Document", before: "Owed", amount, after: "Owed then" }}
          direction={lowers ? "lowers" : "raises"}
          tone="owed"
        />
        <dl className="facts">
          <FromTo
            name={`Unapplied of ${name}`}
            before={left}
            after={sumOf([left, lowers ? negated(amounts.total) : amounts.total])}
            {...{ currency, tone: "credit" }}
          />
        </dl>
        <DayField label={on} day={effectiveDate} onDay={setEffectiveDate} />
      </section>
      <FormEnd
        verb={`${VERBS[direction]} ${much} ${at} ${namesOf(chosen)}`}
        what={name}
        isReady={amounts.isFit && !isTooMuch}
        problem={isTooMuch ? `It has ${has}, and these are ${much}.` : undefined}
        isPending={sent.isPending}
        error={sent.error}
        onLeave={leave}
        onSend={() => sent.mutate({ chosen, effectiveDate })}
      />
    </form>
  );
}

const latest = (...days: readonly string[]): string => days.toSorted().at(-1) ?? "";

const namesOf = (chosen: readonly Chosen[]): string =>
  chosen.length === 1 ? (chosen[0]?.row.label ?? "") : `${chosen.length} documents`;

type DayFieldProps = {
  readonly label: string;
  readonly day: string;
  readonly onDay: (day: string) => void;
};

const DayField = ({ label, day, onDay }: DayFieldProps) => (
  <div className="row">
    <TextInput
      type="date"
      label={label}
      value={day}
      onChange={({ currentTarget: { value } }) => value && onDay(value)}
    />
  </div>
);

type Sent = { readonly chosen: readonly Chosen[]; readonly effectiveDate: string };

function useSending(funds: Funds, direction: Direction) {
  const queryClient = useQueryClient();
  const leave = useBack(funds);
  const sent = useMutation({
    mutationFn: ({ chosen, effectiveDate }: Sent) => send(direction, funds, chosen, effectiveDate),
    onSuccess: leave,
    onSettled: () => queryClient.invalidateQueries(),
  });
  return { sent, leave };
}

/** To the page of what was used. */
function useBack({ kind, number }: Funds): () => void {
  const navigate = useNavigate();
  return () =>
    void (kind === "CreditMemo"
      ? navigate({ to: "/credit-memos/$documentKey", params: { documentKey: number } })
      : navigate({ to: "/payments/$paymentKey", params: { paymentKey: number } }));
}
