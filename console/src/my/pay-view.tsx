import { useState } from "react";
import { ask, type Document, type Documents, type Payment, type PaymentMethod } from "./api.ts";
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
  if (payment) {
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
          <fieldset>
            <legend>{say("payWith")}</legend>
            {usable.map((method) => (
              <label key={method.id} className="choice">
                <input
                  type="radio"
                  name="method"
                  checked={method.id === chosen}
                  onChange={() => setChosen(method.id)}
                />
                <span>{methodName(method, words)}</span>
              </label>
            ))}
          </fieldset>
          {paying.error &&
            (paying.error.status >= 400 && paying.error.status < 500 ? (
              <p className="notice failed" role="alert">
                {say("payDeclined")}
              </p>
            ) : (
              <Failed error={paying.error} />
            ))}
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
