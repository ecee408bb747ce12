import type { DateRange } from "../values/date-range.ts";
import type { Decimal } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import type { Contact } from "./account.ts";
import type { Derivation, InvoiceStatus, TaxDetails } from "./document.ts";

export type PrintedType = "Invoice" | "CreditMemo" | "DebitMemo";

/** All that is printed of a document, as it is when it is printed. */
export type PrintedDocument = {
  readonly documentType: PrintedType;
  readonly accountId: string;
  readonly documentId: string;
  readonly documentNumber: string;
  readonly status: InvoiceStatus;
  readonly currency: string;
  readonly documentDate: PlainDate;
  /** Null of a credit memo. */
  readonly dueDate: PlainDate | null;
  readonly paymentTerm: string | null;
  /** Through which day billing has billed; null of what billing has not made. */
  readonly targetDate: PlainDate | null;
  readonly reasonCode: string | null;
  readonly comment: string | null;
  /** Whose document it is. */
  readonly entityName: string;
  readonly accountNumber: string;
  readonly accountName: string;
  readonly billTo: Contact | null;
  readonly soldTo: Contact | null;
  /** With taxes. */
  readonly amount: Decimal;
  readonly taxAmount: Decimal;
  /** What is still owed; of a credit memo what nothing has got of it. */
  readonly open: Decimal;
  /** Of a credit memo; zero of others. */
  readonly refundAmount: Decimal;
  /** Charges, each followed by its discounts. */
  readonly items: readonly PrintedItem[];
  /** What has paid it or, of a credit memo, what it has paid; from the oldest. */
  readonly applied: readonly PrintedApplication[];
};

export type PrintedItem = {
  readonly isDiscount: boolean;
  readonly subscriptionNumber: string | null;
  readonly chargeName: string;
  readonly description: string | null;
  readonly service: DateRange;
  readonly quantity: Decimal;
  readonly unitOfMeasure: string | null;
  readonly unitPrice: Decimal;
  readonly amount: Decimal;
  readonly taxes: readonly PrintedTax[];
  readonly derivation: Derivation | null;
};

export type PrintedTax = Pick<TaxDetails, "name" | "taxRate" | "taxRateType"> & {
  readonly taxAmount: Decimal;
};

export type PrintedApplication = {
  readonly documentType: "Payment" | PrintedType;
  readonly documentNumber: string;
  readonly effectiveDate: PlainDate;
  readonly amount: Decimal;
};
