import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ask } from "../../api/queries.ts";
import { type BookedReceipt, outcomeOfReceipt } from "../../forms/order-preview/outcome.ts";
import { ReceiptTable } from "../../forms/order-preview/receipt-table.tsx";
import { useSession } from "../../shell/session.ts";
import { dayBefore, inWords } from "../../ui/days.tsx";
import { formatMoney } from "../../ui/money.tsx";
import { Answered } from "../../ui/states.tsx";
import { DocumentLink } from "../documents/document-link.tsx";
import { PaymentLink } from "../payments/payment-link.tsx";

/** What the order has done, document by document: the table that was agreed to, with their numbers. */
export function OrderReceipt({ orderNumber }: { readonly orderNumber: string }) {
  const query = useQuery(ask.getOrderReceipt({ params: { orderNumber } }));
  return (
    <section className="panel stack" aria-labelledby="receipt">
      <div className="row row-apart">
        <h2 id="receipt">Receipt</h2>
        <Button
          component="a"
          variant="default"
          href={`/v1/orders/${encodeURIComponent(orderNumber)}/receipt.pdf`}
          download
        >
          Receipt as PDF
        </Button>
      </div>
      <Answered query={query} what="the receipt">
        {(receipt) => <ShownReceipt receipt={receipt} />}
      </Answered>
    </section>
  );
}

export function ShownReceipt({ receipt }: { readonly receipt: BookedReceipt }) {
  const { today } = useSession();
  const outcome = outcomeOfReceipt(receipt);
  return (
    <>
      <ul className="plain-list">
        {receipt.subscriptions.map((each) => (
          <li key={each.subscriptionNumber}>
            <Link
              className="link"
              to="/subscriptions/$subscriptionKey"
              params={{ subscriptionKey: each.subscriptionNumber }}
            >
              {each.subscriptionNumber}
            </Link>{" "}
            {standing(each)}
          </li>
        ))}
      </ul>
      {outcome && (
        <>
          <p>
            The account owed {formatMoney(outcome.account.before, receipt.currency)} before, and{" "}
            {formatMoney(outcome.account.after, receipt.currency)} {receipt.currency} after it.
          </p>
          <ReceiptTable outcome={outcome} today={today} />
        </>
      )}
      <Documents receipt={receipt} />
    </>
  );
}

const standing = ({ version, status, cancelledDate }: BookedReceipt["subscriptions"][number]) =>
  cancelledDate === null
    ? `is ${status} in version ${version}.`
    : `ends after ${inWords(dayBefore(cancelledDate))}; the first day without service is ${inWords(cancelledDate)}.`;

function Documents({ receipt }: { readonly receipt: BookedReceipt }) {
  const { invoices, creditMemos, payments, refunds, currency } = receipt;
  return (
    <ul className="plain-list">
      {invoices
        .filter(({ isNew }) => isNew)
        .map(({ invoiceNumber }, index) => (
          <li key={invoiceNumber ?? index}>
            Invoice <Numbered kind="Invoice" number={invoiceNumber} />
          </li>
        ))}
      {creditMemos.map((memo, index) => (
        <Memo key={memo.creditMemoNumber ?? index} memo={memo} currency={currency} />
      ))}
      {payments.map(({ paymentNumber, amount }, index) => (
        <li key={paymentNumber ?? index}>
          Collected {formatMoney(amount, currency)} by{" "}
          {paymentNumber ? <PaymentLink paymentKey={paymentNumber} /> : "a new payment"}
        </li>
      ))}
      {refunds.map(({ refundNumber, amount, status }, index) => (
        <li key={refundNumber ?? index} className={status === "Error" ? "lost" : undefined}>
          Refund {refundNumber ?? ""} of {formatMoney(amount, currency)}: {status}
        </li>
      ))}
    </ul>
  );
}

type NumberedProps = {
  readonly kind: "Invoice" | "CreditMemo";
  /** Null in a preview. */
  readonly number: string | null;
};

const Numbered = ({ kind, number }: NumberedProps) =>
  number === null ? "that is to be made" : <DocumentLink kind={kind} documentKey={number} />;

type MemoProps = {
  readonly memo: BookedReceipt["creditMemos"][number];
  readonly currency: string;
};

function Memo({ memo, currency }: MemoProps) {
  const { creditMemoNumber, amount, isWriteOff, applied } = memo;
  const link = <Numbered kind="CreditMemo" number={creditMemoNumber} />;
  const [only, ...others] = applied;
  if (isWriteOff && only && others.length === 0) {
    return (
      <li>
        Written off {formatMoney(only.amount, currency)} of{" "}
        <Numbered kind="Invoice" number={only.invoiceNumber} /> by {link}
      </li>
    );
  }
  return (
    <li>
      Credit memo {link} of {formatMoney(amount, currency)}
      {applied.map((each) => (
        <span key={`${each.invoiceNumber} ${each.amount}`}>
          , {formatMoney(each.amount, currency)} of it to{" "}
          <Numbered kind="Invoice" number={each.invoiceNumber} />
        </span>
      ))}
    </li>
  );
}
