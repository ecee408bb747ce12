/** What can be done with a payment, whom the server lets, and what it does, in words. */
import { api } from "../../api/client.ts";
import type { Answered } from "../../api/exactly.ts";
import type { Action } from "../../ui/actions.tsx";
import type { Answers, Ask } from "../../ui/asked.tsx";
import { formatMoney, isNothing, negated, sumOf } from "../../ui/money.tsx";

type Payment = Answered<"getPayment">;

const isProcessed = ({ status, standalone }: Payment): boolean =>
  status === "Processed" && !standalone;
const isAssigned = ({ accountId }: Payment): boolean => accountId !== null;

/** Nothing of it is applied or given back. */
const isWhole = (payment: Payment): boolean =>
  isProcessed(payment) && isNothing(sumOf([payment.amount, negated(payment.unappliedAmount)]));

const says =
  (verb: string) =>
  ({ amount, currency }: Payment): string =>
    `${verb} ${formatMoney(amount, currency)} ${currency}`;

const toAccount = (accountId: string) => ({ body: { accountId } });

const ACCOUNT: Ask = {
  ...{ name: "accountId", kind: "text", label: "Account" },
  description: "Number or id. Left empty: of no account.",
};

export const PAYMENT_CHANGES: readonly Action<Payment>[] = [
  {
    ...{ verb: "Apply the payment", needs: ["payments.write", "queries.read"] },
    isOffered: (payment) =>
      isProcessed(payment) && isAssigned(payment) && !isNothing(payment.unappliedAmount),
    goesTo: ({ number: paymentKey }) => ({
      ...{ to: "/payments/$paymentKey/apply", params: { paymentKey } },
    }),
  },
  {
    ...{ verb: "Refund the payment", needs: ["payments.write", "payments.refund"] },
    isOffered: (payment) =>
      isProcessed(payment) && !isNothing(sumOf([payment.unappliedAmount, payment.appliedAmount])),
    goesTo: ({ number: paymentKey }) => ({
      ...{ to: "/payments/$paymentKey/refund", params: { paymentKey } },
    }),
  },
  {
    ...{ verb: "Unapply the payment", needs: ["payments.write", "queries.read"] },
    isOffered: (payment) => isProcessed(payment) && !isNothing(payment.appliedAmount),
    goesTo: ({ number: paymentKey }) => ({
      ...{ to: "/payments/$paymentKey/unapply", params: { paymentKey } },
    }),
  },
  {
    ...{ verb: "Try the payment again", needs: ["payments.write", "queries.read"] },
    isOffered: ({ status, type, accountId }) =>
      status === "Error" && type === "Electronic" && accountId !== null,
    goesTo: ({ accountNumber, amount, paymentMethodId }) => ({
      to: "/payments/new",
      search: {
        account: accountNumber ?? undefined,
        amount,
        method: paymentMethodId ?? undefined,
      },
    }),
  },
  {
    ...{ verb: "Transfer the payment", needs: ["payments.write"], isOffered: isWhole },
    whatItDoes: () =>
      "Gives it to another account, of which it can then pay; or to none, until it is known whose it is.",
    asks: () => [ACCOUNT],
    says: (payment, { accountId }: Answers) =>
      `${says("Transfer")(payment)} to ${accountId ?? "no account"}`,
    send: ({ id: paymentKey }, { accountId = "" }) =>
      api.transferPayment({ params: { paymentKey }, ...toAccount(accountId) }),
  },
  {
    ...{ verb: "Cancel the payment", needs: ["payments.write"] },
    isOffered: (payment) => isWhole(payment) && payment.type === "External",
    whatItDoes: () => "Takes back that it was recorded: the money never came in.",
    says: says("Cancel"),
    isLoss: true,
    send: ({ id: paymentKey }) => api.cancelPayment({ params: { paymentKey }, body: {} }),
  },
  {
    ...{ verb: "Delete the payment", needs: ["payments.write"] },
    isOffered: ({ status }) => status === "Canceled" || status === "Error",
    whatItDoes: () => "It is gone for good, and its number is not used again.",
    isLoss: true,
    send: ({ id: paymentKey }) => api.deletePayment({ params: { paymentKey } }),
    leavesTo: "/payments",
  },
];
