/** From what is chosen to the order that is previewed and, with the preview's id, committed. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import type { Given } from "../../api/exactly.ts";
import { type Outcome, outcomeOfPreview, type Receipt } from "../order-preview/outcome.ts";
import type { CancelSearch, Policy } from "./cancel-search.ts";

/** What is chosen, with nothing left open. */
export type Choice = {
  readonly policy: Policy;
  readonly on: string;
  readonly bill: boolean;
  readonly billTo: string;
  readonly writeOff: boolean;
  readonly refund: boolean;
  readonly reason: string | undefined;
};

export type Cancelled = {
  readonly subscriptionNumber: string;
  /** Who owns the subscription. */
  readonly accountNumber: string;
  readonly termEndDate: string | null;
  readonly today: string;
};

/** A term that has run out already is cancelled at its end, at the latest. */
export function choiceOf(search: CancelSearch, { termEndDate, today }: Cancelled): Choice {
  const latest = termEndDate !== null && termEndDate < today ? termEndDate : today;
  const { policy = "SpecificDate", on = latest, bill = true, billTo = on } = search;
  const { writeOff = false, refund = false, reason } = search;
  return { policy, on, bill, billTo, writeOff, refund, reason };
}

type Order = Given<"createOrder">["body"];

export function orderOf(choice: Choice, cancelled: Cancelled): Order {
  const { policy, on, bill, billTo, writeOff, refund, reason } = choice;
  // The day is told with every policy: so the preview can compare all three.
  const cancelSubscription = { cancellationPolicy: policy, cancellationEffectiveDate: on };
  return {
    orderDate: cancelled.today,
    existingAccountNumber: cancelled.accountNumber,
    ...(reason && { reasonCode: reason }),
    subscriptions: [
      {
        subscriptionNumber: cancelled.subscriptionNumber,
        orderActions: [{ type: "CancelSubscription", cancelSubscription }],
      },
    ],
    processingOptions: {
      runBilling: bill,
      ...(bill && { billingOptions: { targetDate: billTo } }),
      writeOff,
      refund,
    },
  } as Order;
}

export type PolicyReceipt = NonNullable<Receipt["policies"]>[number];

/** What somebody has looked at stays as it is: it is what will be committed, or nothing. */
export const previewQuery = (choice: Choice, cancelled: Cancelled) =>
  queryOptions({
    queryKey: ["previewOrder", choice, cancelled],
    queryFn: async (): Promise<Receipt> => {
      const body = orderOf(choice, cancelled);
      const { receipt } = await api.previewOrder({ body } as Given<"previewOrder">);
      if (!receipt) throw new Error("a preview with processing options has a receipt");
      return receipt;
    },
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });

/** What a policy would do to the account; undefined where it is refused. */
export type CancelOutcome = Outcome & {
  readonly previewId: string;
  readonly cancelledDate: string;
};

export function outcomeOf(receipt: PolicyReceipt | undefined): CancelOutcome | undefined {
  const { previewId, cancelledDate, invoices, account, refunds } = receipt ?? {};
  if (!previewId || !cancelledDate || !invoices || !account) return undefined;
  return { ...outcomeOfPreview({ invoices, account, refunds }), previewId, cancelledDate };
}
