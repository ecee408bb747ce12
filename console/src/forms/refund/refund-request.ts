/** What is refunded, of a credit memo or of a payment, and how. */
import { api } from "../../api/client.ts";
import type { Given } from "../../api/exactly.ts";
import type { Answers } from "../../ui/asked.tsx";
import { type Chosen, type Funds, namedIn } from "../use-funds/funds.ts";

/** By hand, or through a gateway: to this method, or for a payment by the way it has come. */
export type Way =
  | { readonly type: "External"; readonly methodType: MethodType }
  | { readonly type: "Electronic"; readonly paymentMethodId: string | undefined };

export type MethodType = NonNullable<Given<"refundPayment">["body"]["methodType"]>;

/** How money is given by hand, the most usual first. */
export const BY_HAND: Readonly<Record<MethodType, string>> = {
  WireTransfer: "wire transfer",
  Check: "check",
  Cash: "cash",
  BankTransfer: "bank transfer",
  ACH: "ACH",
  CreditCard: "credit card",
  DebitCard: "debit card",
  PayPal: "PayPal",
  CreditCardReferenceTransaction: "credit card on file",
  Other: "another way",
};

export type RefundRequest = {
  readonly funds: Funds;
  readonly way: Way;
  readonly amount: string;
  /** Of a payment: what it takes back of documents first. */
  readonly takenBack: readonly Chosen[];
  readonly given: Answers;
};

/** Errors: QuittanceError; where a gateway declines, the refund is kept, and nothing is given back. */
export function sendRefund(request: RefundRequest) {
  const { funds, way, amount: totalAmount, takenBack, given } = request;
  const { paymentMethodId, ...how } = { paymentMethodId: undefined, ...way };
  const body = { ...given, ...how, totalAmount };
  if (funds.kind === "CreditMemo") {
    return api.refundCreditMemo({
      params: { creditMemoKey: funds.id },
      body: { ...body, paymentMethodId },
    });
  }
  const params = { paymentKey: funds.id };
  if (takenBack.length === 0) return api.refundPayment({ params, body });
  const unapplied = { ...body, ...namedIn(takenBack) };
  return api.refundPaymentWithAutoUnapply({ params, body: unapplied });
}
