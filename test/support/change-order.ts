/** Orders that change one subscription, as a caller would send them. */

import { succeed } from "./company.ts";
import type { TestServer } from "./server.ts";

type Fields = Readonly<Record<string, unknown>>;

export type ChangeOrder = {
  readonly accountNumber: string;
  readonly subscriptionNumber: string;
  readonly orderDate?: string;
  readonly orderActions: readonly Fields[];
  /** Bills through this day, on documents of the same day. */
  readonly billThrough?: string;
};

export function changeOrder(change: ChangeOrder): Fields {
  const { accountNumber, subscriptionNumber, orderActions, billThrough } = change;
  return {
    orderDate: change.orderDate ?? "2023-01-01",
    existingAccountNumber: accountNumber,
    subscriptions: [{ subscriptionNumber, orderActions }],
    processingOptions: {
      runBilling: billThrough !== undefined,
      billingOptions: { targetDate: billThrough, documentDate: billThrough },
    },
  };
}

export const change = (server: TestServer, ordered: ChangeOrder) =>
  succeed(server, "POST", "/v1/orders?returnIds=true", changeOrder(ordered));
