import { useState } from "react";
import {
  ask,
  type Document,
  type Documents,
  type Payment,
  type PaymentMethod,
  type Refused,
} from "./api.ts";
import { isOpen, nameOf } from "./documents.tsx";
import { useWords } from "./language.tsx";
import { BackLink, Failed, Heading, Shown } from "./parts.tsx";
import { methodName } from "./payment-methods.tsx";
import { addressOf } from "./route.ts";
import { useAnswer, useDoing } from "./use-answer.ts";

/** Of more than there are on an account that is looked at here. */
const MANY = 40;

export function PayView({ invoiceNumber }: { readonly invoiceNumber: string }) {
  const { say } = useWords();
  const documents = useAnswer<Documents>("GET", `/documents?pageSize=${MANY}`);
  const methods = useAnswer<{ paymentMethods: PaymentMethod[] }>("GET", "/payment-methods");
  return (
    <>
      <BackLink />
      <Shown of={documents}>
        {({ documents: all }) => {
          const invoice = all.find((each) => each.documentNumber === invoiceNumber);
          if (!invoice || !isOpen(invoice)) return <p>{say("paid")}</p>;
          return (
            <Shown of={methods}>
              {({ paymentMethods }) => <Pay invoice={invoice} methods={paymentMethods} />}
            </Shown>
          );
        }}
      </Shown>
    </>
  );
}

type PayProps = { readonly invoice: Document; readonly methods: readonly PaymentMethod[] };

function Pay({ invoice, methods }: PayProps) {
  const words = useWords();
  const { say, money } = words;
  const usable = methods.filter(({ isUsable }) => isUsable);
  const [chosen, setChosen] = useState(
    (usable.find(({ isDefault }) => isDefault) ?? usable[0])?.id,
  );
  const [payment, setPayment] = useState<Payment>();
  // Whoever clicks twice, or again after a lost connection, pays once.
  const [key] = useState(() => crypto.randomUUID());
  const paying = useDoing(async (paymentMethodId: string) => {
    const path = `/invoices/${encodeURIComponent(invoice.documentNumber)}/payments`;
    const body = { paymentMethodId, amount: invoice.balance };
    const headers = { "idempotency-key": `${key} ${paymentMethodId}` };
    setPayment(await ask<Payment>("POST", path, { body, headers }));
  });
  const amount = money(invoice.balance, invoice.currency);
  if (payment) return <Paid payment={payment} amount={amount} />;
  return (
    <>
      <Heading>{say("payTitle", { name: nameOf(invoice, words) })}</Heading>
      {usable.length === 0 && <p>{say("noMethodToPay")}</p>}
      {usable.length > 0 && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (chosen) paying.start(chosen);
          }}
        >
          <Methods methods={usable} chosen={chosen} onChoose={setChosen} />
          {paying.error && <NotPaid error={paying.error} />}
          <p className="actions">
            <button type="submit" className="primary" disabled={paying.isDoing || !chosen}>
              {say("confirmPay", { amount })}
            </button>
          </p>
        </form>
      )}
    </>
  );
}

type PaidProps = { readonly payment: Payment; readonly amount: string };

function Paid({ payment, amount }: PaidProps) {
  const { say } = useWords();
  const isDone = payment.status === "Processed";
  return (
    <>
      <p role="status">{isDone ? say("paidNow", { amount }) : say("payProcessing")}</p>
      <p className="actions">
        <a className="button" href={addressOf()}>
          {say("toAccount")}
        </a>
      </p>
    </>
  );
}

function NotPaid({ error }: { readonly error: Refused }) {
  const { say } = useWords();
  if (error.status < 400 || error.status >= 500) return <Failed error={error} />;
  return (
    <p className="notice failed" role="alert">
      {say("payDeclined")}
    </p>
  );
}

type MethodsProps = {
  readonly methods: readonly PaymentMethod[];
  readonly chosen: string | undefined;
  readonly onChoose: (paymentMethodId: string) => void;
};

function Methods({ methods, chosen, onChoose }: MethodsProps) {
  const words = useWords();
  return (
    <fieldset>
      <legend>{words.say("payWith")}</legend>
      {methods.map((method) => (
        <label key={method.id} className="choice">
          <input
            type="radio"
            name="method"
            checked={method.id === chosen}
            onChange={() => onChoose(method.id)}
          />
          <span>{methodName(method, words)}</span>
        </label>
      ))}
    </fieldset>
  );
}
