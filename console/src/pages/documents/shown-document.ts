/** An invoice and the memos in one shape, so that one page shows the three. */
import type { Answered } from "../../api/exactly.ts";
import type { DocumentKind } from "./document-kinds.ts";

export type ShownDocument = {
  readonly kind: DocumentKind;
  readonly id: string;
  readonly number: string;
  readonly accountId: string;
  readonly date: string;
  readonly dueDate: string | undefined;
  readonly targetDate: string | null;
  readonly paymentTerm: string | undefined;
  readonly status: string;
  readonly isReversed: boolean;
  readonly currency: string;
  readonly amount: string;
  readonly taxAmount: string;
  /** What is owed of it, or what of a credit is not used. */
  readonly left: string;
  /** Of a credit memo: what was applied of it. */
  readonly applied: string;
  /** Of a credit memo: what was given back of it. */
  readonly refunded: string;
  /** Billing has made it, not a person. */
  readonly isOfBilling: boolean;
  readonly comment: string;
  readonly reasonCode: string;
  /** Of what it was made from. */
  readonly madeFrom: { readonly kind: DocumentKind; readonly id: string } | undefined;
  readonly billToContactSnapshotId: string | null;
  /** As the API says it. */
  readonly answer: unknown;
};

/** What billing makes documents of. */
const BILLING: ReadonlySet<string> = new Set(["Subscription", "Order", "Consolidation"]);

export const ofInvoice = (answer: Answered<"getInvoice">): ShownDocument => ({
  ...answer,
  kind: "Invoice",
  number: answer.invoiceNumber,
  date: answer.invoiceDate,
  isReversed: answer.reversed,
  left: answer.balance,
  applied: "0",
  refunded: "0",
  isOfBilling: BILLING.has(answer.sourceType),
  comment: answer.comments,
  reasonCode: "",
  madeFrom: undefined,
  answer,
});

export const ofCreditMemo = (answer: Answered<"getCreditMemo">): ShownDocument => ({
  ...answer,
  kind: "CreditMemo",
  date: answer.creditMemoDate,
  dueDate: undefined,
  paymentTerm: undefined,
  isReversed: answer.reversed,
  left: answer.unappliedAmount,
  applied: answer.appliedAmount,
  refunded: answer.refundAmount,
  isOfBilling: BILLING.has(answer.sourceType) && answer.referredInvoiceId === null,
  madeFrom: madeFrom("Invoice", answer.referredInvoiceId),
  answer,
});

export const ofDebitMemo = (answer: Answered<"getDebitMemo">): ShownDocument => ({
  ...answer,
  kind: "DebitMemo",
  date: answer.debitMemoDate,
  isReversed: false,
  left: answer.balance,
  applied: "0",
  refunded: "0",
  isOfBilling: false,
  madeFrom:
    madeFrom("Invoice", answer.referredInvoiceId) ??
    madeFrom("CreditMemo", answer.referredCreditMemoId),
  answer,
});

const madeFrom = (kind: DocumentKind, id: string | null) =>
  id === null ? undefined : { kind, id };
