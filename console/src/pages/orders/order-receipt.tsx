import { ReceiptTable } from "../../forms/cancel-subscription/receipt-table.tsx";
import { useSession } from "../../shell/session.ts";
import { inWords } from "../../ui/days.tsx";
import { formatMoney } from "../../ui/money.tsx";
import { DocumentLink } from "../documents/document-link.tsx";
import { type RememberedReceipt, rememberedReceipt } from "./remembered-receipt.ts";

/** The table that was agreed to, with the documents that came of it. */
export function OrderReceipt({ orderNumber }: { readonly orderNumber: string }) {
  const { today } = useSession();
  const receipt = rememberedReceipt(orderNumber);
  if (!receipt) return null;
  const { outcome } = receipt;
  return (
    <section className="panel" aria-labelledby="receipt">
      <h2 id="receipt">Receipt</h2>
      <p>
        Cancelled: the first day without service is {inWords(outcome.cancelledDate)}. The account
        now owes {formatMoney(outcome.after.balance)}.
      </p>
      <ReceiptTable outcome={outcome} today={today} />
      <Documents receipt={receipt} />
    </section>
  );
}

function Documents({ receipt: { answer } }: { readonly receipt: RememberedReceipt }) {
  const { invoiceNumbers = [], creditMemoNumbers = [], writeOff = [], refunds = [] } = answer;
  return (
    <ul className="plain-list">
      {invoiceNumbers.map((number) => (
        <li key={number}>
          Invoice <DocumentLink kind="Invoice" documentKey={number} />
        </li>
      ))}
      {creditMemoNumbers.map((number) => (
        <li key={number}>
          Credit memo <DocumentLink kind="CreditMemo" documentKey={number} />
        </li>
      ))}
      {writeOff.map((one) => (
        <WrittenOff key={one.invoiceNumber} writeOff={one} />
      ))}
      {refunds.map(({ number = "", status, failedReason }) => (
        <li key={number + (failedReason ?? "")} className={status === "Error" ? "lost" : undefined}>
          {status === "Error"
            ? `A refund failed: ${failedReason ?? ""}`
            : `Refund ${number}: ${status}`}
        </li>
      ))}
    </ul>
  );
}

type WriteOff = NonNullable<RememberedReceipt["answer"]["writeOff"]>[number];

function WrittenOff({ writeOff }: { readonly writeOff: WriteOff }) {
  const { invoiceNumber, amount, status, writeOffCreditMemoNumber: memo, failedReason } = writeOff;
  const invoice = <DocumentLink kind="Invoice" documentKey={invoiceNumber} />;
  if (status === "Failed") {
    return (
      <li className="lost">
        {invoice} was not written off: {failedReason}
      </li>
    );
  }
  return (
    <li>
      Written off {formatMoney(amount)} of {invoice}
      {memo && (
        <>
          {" "}
          by <DocumentLink kind="CreditMemo" documentKey={memo} />
        </>
      )}
    </li>
  );
}
