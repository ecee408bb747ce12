import type { PlainDate } from "../values/plain-date.ts";
import type { FinanceInformation } from "./credit-memo.ts";
import type { CustomFields } from "./custom-fields.ts";
import type { Derivation, Invoice, InvoiceItem } from "./document.ts";
import type { TaxMode } from "./tax.ts";

/** An item of a debit memo: owed like an invoice's, and saying what it takes up again. */
export type DebitMemoItem = InvoiceItem & {
  /** InvoiceDetail when made from an invoice item, CreditMemoItem when it takes back a credit. */
  readonly sourceItemType:
    | "CreditMemoItem"
    | "SubscriptionComponent"
    | "InvoiceDetail"
    | "ProductRatePlanCharge";
  readonly sourceItemId: string | null;
  readonly segment: number | null;
  readonly comment: string | null;
  readonly financeInformation: FinanceInformation | null;
  readonly derivation: Derivation;
  /** TaxExclusive when undefined. */
  readonly taxMode?: TaxMode;
};

/**
 * A debit memo before the store gives it a number. Settlement knows it as an `Invoice`: `invoiceId`,
 * `invoiceNumber` and `invoiceDate` are its id, number and date.
 */
export type DebitMemoDraft = Omit<Invoice, "documentType" | "invoiceNumber" | "items"> & {
  readonly documentType: "DebitMemo";
  readonly dueDate: PlainDate;
  readonly targetDate: PlainDate | null;
  readonly paymentTerm: string;
  /** Whether payment runs collect it. */
  readonly autoPay: boolean;
  /** Whether an accounting system has taken it over; nobody has said while it is null. */
  readonly transferredToAccounting?: string | null;
  readonly reasonCode: string;
  readonly comment: string | null;
  readonly referredInvoiceId: string | null;
  readonly referredCreditMemoId: string | null;
  readonly source: "API" | "AdhocFromPrpc" | "AdhocFromInvoice" | "CreditMemo";
  readonly sourceId: string | null;
  readonly sourceType: "Standalone" | "Invoice" | "CreditMemo";
  readonly items: readonly DebitMemoItem[];
  readonly customFields?: CustomFields | undefined;
};

export type DebitMemo = DebitMemoDraft & { readonly invoiceNumber: string };
