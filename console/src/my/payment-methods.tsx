import { ask, type PaymentMethod } from "./api.ts";
import { useWords, type Words } from "./language.tsx";
import { Failed, OfWhat, Shown } from "./parts.tsx";
import { useAnswer, useDoing } from "./use-answer.ts";

export function PaymentMethods() {
  const { say } = useWords();
  const answered = useAnswer<{ paymentMethods: PaymentMethod[] }>("GET", "/payment-methods");
  const choosing = useDoing(async (id: string) => {
    await ask("PUT", `/payment-methods/${id}/default`, { body: {} });
    answered.again();
  });
  return (
    <section aria-labelledby="methods">
      <h2 id="methods">{say("paymentMethods")}</h2>
      {choosing.error && <Failed error={choosing.error} />}
      <Shown of={answered}>
        {({ paymentMethods }) => (
          <>
            {paymentMethods.length === 0 && <p className="quiet">{say("noPaymentMethods")}</p>}
            <ul className="rows">
              {paymentMethods.map((method) => (
                <MethodRow
                  key={method.id}
                  method={method}
                  isBusy={choosing.isDoing}
                  onChoose={() => choosing.start(method.id)}
                />
              ))}
            </ul>
          </>
        )}
      </Shown>
    </section>
  );
}

/** "Visa ending in 1111" */
export const methodName = ({ kind, lastDigits }: PaymentMethod, { say }: Words): string =>
  lastDigits ? say("methodEnding", { kind, digits: lastDigits }) : kind;

type MethodRowProps = {
  readonly method: PaymentMethod;
  readonly isBusy: boolean;
  readonly onChoose: () => void;
};

function MethodRow({ method, isBusy, onChoose }: MethodRowProps) {
  const words = useWords();
  const { say } = words;
  const { isDefault, isUsable, expirationMonth: month, expirationYear: year } = method;
  const name = methodName(method, words);
  return (
    <li>
      <div>
        <strong>{name}</strong>
        {month !== null && year !== null && (
          <span className="quiet"> {say("methodExpires", { month, year })}</span>
        )}
        {isDefault && <p className="quiet">{say("isDefault")}</p>}
        {!isUsable && <p className="quiet">{say("methodClosed")}</p>}
      </div>
      {!isDefault && isUsable && (
        <div className="actions">
          <button type="button" disabled={isBusy} onClick={onChoose}>
            {say("makeDefault")}
            <OfWhat name={name} />
          </button>
        </div>
      )}
    </li>
  );
}
