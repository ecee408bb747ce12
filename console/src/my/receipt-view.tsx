import { download, type Receipt } from "./api.ts";
import { CancelAmounts } from "./cancel-amounts.tsx";
import { useWords } from "./language.tsx";
import { Failed, Heading } from "./parts.tsx";
import { addressOf } from "./route.ts";
import { useDoing } from "./use-answer.ts";

/** What was done, as it was announced. */
export function ReceiptView({ receipt }: { readonly receipt: Receipt }) {
  const { say } = useWords();
  const { orderNumber, planName, sentences, emailedTo } = receipt;
  const path = `/cancels/${encodeURIComponent(orderNumber)}/receipt`;
  const loading = useDoing(() => download(path, `${orderNumber}.pdf`));
  const [email] = emailedTo;
  return (
    <>
      <Heading>{say("receiptTitle")}</Heading>
      <section className="card" aria-label={say("receiptName")}>
        <p className="quiet">
          {planName} · {receipt.subscriptionNumber} · {orderNumber}
        </p>
        {sentences.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        <CancelAmounts told={receipt} />
      </section>
      <p>{email ? say("receiptSentTo", { email }) : say("receiptNotSent")}</p>
      {loading.error && <Failed error={loading.error} />}
      <p className="actions">
        <button type="button" disabled={loading.isDoing} onClick={() => loading.start(undefined)}>
          {say("downloadReceipt")}
        </button>
        <a className="button" href={addressOf()}>
          {say("toAccount")}
        </a>
      </p>
    </>
  );
}
