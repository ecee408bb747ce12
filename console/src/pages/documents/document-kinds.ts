/** Invoices and memos: what each is called, where it is, and by which fields Object Query knows it. */
import type { Tone } from "../../ui/money.tsx";

export type DocumentKind = "Invoice" | "CreditMemo" | "DebitMemo";

type Kind = {
  readonly name: string;
  readonly plural: string;
  /** Of Object Query. */
  readonly objects: string;
  readonly list: "/invoices" | "/credit-memos" | "/debit-memos";
  readonly page:
    | "/invoices/$documentKey"
    | "/credit-memos/$documentKey"
    | "/debit-memos/$documentKey";
  /** Where a person writes one. */
  readonly writing: "/invoices/new" | "/credit-memos/new" | "/debit-memos/new";
  readonly number: string;
  readonly date: string;
  readonly amount: string;
  readonly isDue: boolean;
  /** What of it is not settled yet. */
  readonly left: string;
  readonly tone: Tone;
};

export const KINDS: Readonly<Record<DocumentKind, Kind>> = {
  Invoice: {
    ...{ name: "Invoice", plural: "Invoices", objects: "invoices" },
    ...{ list: "/invoices", writing: "/invoices/new", page: "/invoices/$documentKey" },
    ...{ number: "invoiceNumber", date: "invoiceDate", amount: "amount", isDue: true },
    ...{ left: "Owed", tone: "owed" },
  },
  CreditMemo: {
    ...{ name: "Credit memo", plural: "Credit memos", objects: "credit-memos" },
    ...{ list: "/credit-memos", writing: "/credit-memos/new", page: "/credit-memos/$documentKey" },
    ...{ number: "memoNumber", date: "memoDate", amount: "totalAmount", isDue: false },
    ...{ left: "Unapplied", tone: "credit" },
  },
  DebitMemo: {
    ...{ name: "Debit memo", plural: "Debit memos", objects: "debit-memos" },
    ...{ list: "/debit-memos", writing: "/debit-memos/new", page: "/debit-memos/$documentKey" },
    ...{ number: "memoNumber", date: "memoDate", amount: "totalAmount", isDue: true },
    ...{ left: "Owed", tone: "owed" },
  },
};
