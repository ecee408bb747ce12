import type { Decimal } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import type { Invoice } from "./document.ts";

export type PaymentType = "External" | "Electronic";
export type PaymentStatus = "Processing" | "Processed" | "Error" | "Canceled";

/** Whose money is that is no account's yet: the entity's suspense, as if it were an account. */
export const UNASSIGNED = "00000000000000000000000000000000";

export const isUnassigned = (accountId: string): boolean => accountId === UNASSIGNED;

/** Money of a customer, and where it is: amount = applied + unapplied + refunded. */
export type PaymentFunds = {
  readonly paymentId: string;
  readonly paymentNumber: string;
  readonly accountId: string;
  readonly currency: string;
  readonly effectiveDate: PlainDate;
  readonly amount: Decimal;
  readonly unappliedAmount: Decimal;
  readonly refundAmount: Decimal;
  /** Of the unapplied amount, what refunds are giving back at this moment. */
  readonly reservedAmount: Decimal;
};

/** What a payment pays of one item or tax. Below zero where it is unapplied. */
export type PaymentApplicationItem = {
  readonly invoiceItemId: string;
  /** Null: the item itself. */
  readonly taxItemId: string | null;
  readonly amount: Decimal;
};

/** What a payment pays of an invoice or a debit memo; below zero where it is unapplied. */
export type PaymentApplication = {
  readonly paymentId: string;
  readonly documentType: Invoice["documentType"];
  readonly documentId: string;
  readonly effectiveDate: PlainDate;
  /** The sum of the items. */
  readonly amount: Decimal;
  readonly items: readonly PaymentApplicationItem[];
};

/** What somebody wants to be paid of a document. */
export type WantedApplication = {
  readonly documentType: Invoice["documentType"];
  /** Id or number. */
  readonly documentKey: string;
  /** The number that was given beside an id: it has to be the same document's. */
  readonly documentNumber?: string | undefined;
  readonly amount: Decimal;
  /** Amounts of items and taxes, which add up to the amount; undefined: by the rule. */
  readonly items?: readonly WantedItem[] | undefined;
};

export type WantedItem = {
  /** Null where a tax alone is named. */
  readonly invoiceItemId: string | null;
  readonly taxItemId: string | null;
  readonly amount: Decimal;
};
