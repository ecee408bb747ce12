import { ReceiptTable } from "../../forms/cancel-subscription/receipt-table.tsx";
import { useSession } from "../../shell/session.ts";
import { inWords } from "../../ui/days.tsx";
import { formatMoney } from "../../ui/money.tsx";
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
        <li key={number}>Invoice {number}</li>
      ))}
      {creditMemoNumbers.map((number) => (
        <li key={number}>Credit memo {number}</li>
      ))}
      {writeOff.map(({ invoiceNumber, amount, status, writeOffCreditMemoNumber, failedReason }) => (
        <li key={invoiceNumber} className={status === "Failed" ? "lost" : undefined}>
          {status === "Failed"
            ? `${invoiceNumber} was not written off: ${failedReason ?? ""}`
            : `Written off ${formatMoney(amount)} of ${invoiceNumber} by ${writeOffCreditMemoNumber ?? ""}`}
        </li>
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
