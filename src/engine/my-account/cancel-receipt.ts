import type { Decimal } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import type { CustomerPolicy } from "./settings.ts";

/** What one way to end a subscription does, in words and in amounts: shown first, and the same on the receipt. */
export type ToldCancel = {
  readonly cancellationPolicy: CustomerPolicy;
  /** First day without service. */
  readonly cancelledDate: PlainDate;
  readonly currency: string;
  /** In the customer's language. */
  readonly sentences: readonly string[];
  /** Those that it makes, lowers or gives up; a number is null of one that it makes. */
  readonly invoices: readonly {
    readonly invoiceNumber: string | null;
    readonly before: Decimal;
    readonly after: Decimal;
  }[];
  /** What the account owes; below zero: what it has to its credit. */
  readonly balance: { readonly before: Decimal; readonly after: Decimal };
};

/** A receipt on paper. */
export type PrintedCancel = ToldCancel & {
  readonly merchantName: string;
  readonly planName: string;
  readonly orderNumber: string;
  readonly subscriptionNumber: string;
  readonly accountNumber: string;
  readonly accountName: string;
  readonly cancelledOn: PlainDate;
  readonly reason: string | null;
};
