/** What is refunded, of a credit memo or of a payment, and how. */
import { api } from "../../api/client.ts";
import type { Answers } from "../../ui/asked.tsx";
import type { Way } from "../money-way/way.ts";
import { type Chosen, type Funds, namedIn } from "../use-funds/funds.ts";

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
