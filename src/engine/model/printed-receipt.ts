import type { AccountFigures, BookedMemo, BookedReceipt } from "../settlement/booked-receipt.ts";
import type { Decimal } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import type { Contact } from "./account.ts";
import type { OrderActionType } from "./order.ts";

/** What an executed order has done, as it is told afterwards. */
export type OrderReceiptAfterwards = {
  readonly orderNumber: string;
  readonly orderDate: PlainDate;
  readonly status: string;
  readonly reasonCode: string | null;
  readonly accountNumber: string;
  readonly accountName: string;
  readonly currency: string;
  /** The order that has taken it back, and the one that it has taken back; null: none. */
  readonly revertedByOrderNumber: string | null;
  readonly revertsOrderNumber: string | null;
  readonly subscriptions: readonly ReceiptSubscription[];
  /** The one that has ordered first. */
  readonly accounts: readonly AccountFigures[];
  readonly invoices: BookedReceipt["invoices"];
  readonly creditMemos: readonly ReceiptMemo[];
  readonly payments: readonly { readonly paymentNumber: string; readonly amount: Decimal }[];
  readonly refunds: readonly {
    readonly refundNumber: string;
    readonly amount: Decimal;
    readonly status: string;
  }[];
};

export type ReceiptSubscription = {
  readonly subscriptionNumber: string;
  readonly version: number;
  /** As the order has left it. */
  readonly status: string;
  /** First day without service; null where the order has left it going on. */
  readonly cancelledDate: PlainDate | null;
  readonly actions: readonly (OrderActionType | "RevertOrder")[];
};

export type ReceiptMemo = Omit<BookedMemo, "creditMemoId"> & {
  readonly applied: readonly { readonly invoiceNumber: string; readonly amount: Decimal }[];
};

/** The same on paper. */
export type PrintedReceipt = OrderReceiptAfterwards & {
  readonly entityName: string;
  readonly billTo: Contact | null;
};
