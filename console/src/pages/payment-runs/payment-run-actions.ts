/** What can be done with payment runs, and what it does, in words. */
import { api } from "../../api/client.ts";
import type { Answered } from "../../api/exactly.ts";
import type { Action } from "../../ui/actions.tsx";

export type PaymentRun = Answered<"getPaymentRun">;

/** @param thing  the day of today */
export const START: readonly Action<{ readonly today: string }>[] = [
  {
    verb: "Start a payment run",
    needs: ["payments.write"],
    isOffered: () => true,
    whatItDoes: () =>
      "Collects, at once, what is due of accounts that pay by themselves: credit that they have first, then their payment methods are asked.",
    asks: () => [
      {
        ...{ name: "targetDate", kind: "day", label: "Due up to and including" },
        description: "Left empty: today.",
      },
      {
        ...{ name: "accountId", kind: "text", label: "Of one account" },
        description: "Number or id. Left empty: of all.",
      },
    ],
    send: ({ today }, { targetDate = today, accountId }) =>
      api.createPaymentRun({
        body: {
          ...{ targetDate, autoApplyCreditMemo: true, autoApplyUnappliedPayment: true },
          ...(accountId && { accountId }),
        },
      }),
  },
];

export const CHANGES: readonly Action<PaymentRun>[] = [
  {
    ...{ verb: "Go on with the payment run", needs: ["payments.write"] },
    isOffered: ({ status }) => status === "Error",
    whatItDoes: () =>
      "What it has collected stays, and gateways are asked again, by the same keys, for what it has begun.",
    send: ({ id: paymentRunKey }) => api.retryPaymentRun({ params: { paymentRunKey }, body: {} }),
  },
  {
    ...{ verb: "Delete the payment run", needs: ["payments.write"] },
    isOffered: ({ status }) => status === "Pending",
    whatItDoes: () => "It never begins.",
    isLoss: true,
    send: ({ id: paymentRunKey }) => api.deletePaymentRun({ params: { paymentRunKey } }),
    leavesTo: "/payment-runs",
  },
];
