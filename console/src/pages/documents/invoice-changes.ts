/** What can be done with an invoice, whom the server lets, and what it does, in words. */
import { api } from "../../api/client.ts";
import {
  type DocumentChange,
  EMAIL,
  hasLeft,
  isCancelled,
  isDraft,
  isPosted,
  isUntouched,
  POST,
  reasonAndComment,
  saysAmount,
  WRITE_OFF,
} from "./document-changes.ts";

export const INVOICE_CHANGES: readonly DocumentChange[] = [
  {
    ...POST,
    verb: "Post the invoice",
    whatItDoes: () => "It counts from then on: the account owes it, and it cannot be edited.",
    asks: () => [
      {
        ...{ name: "invoiceDate", kind: "day", label: "Invoice date" },
        description: "Left empty: the day that it has.",
      },
    ],
    says: saysAmount("Post"),
    send: ({ id: invoiceKey }, given) => api.postInvoice({ params: { invoiceKey }, body: given }),
  },
  {
    ...{ verb: "Split the invoice", needs: ["billing.write"], isOffered: isDraft },
    goesTo: ({ number: documentKey }) => ({
      ...{ to: "/invoices/$documentKey/split", params: { documentKey } },
    }),
  },
  {
    ...{ verb: "Cancel the invoice", needs: ["billing.write"], isOffered: isDraft },
    whatItDoes: () => "What it has billed is due again at the next billing.",
    says: saysAmount("Cancel"),
    send: ({ id: invoiceKey }) => api.cancelInvoice({ params: { invoiceKey }, body: {} }),
  },
  {
    ...{ verb: "Record a payment", needs: ["payments.write", "queries.read"] },
    isOffered: (document) => isPosted(document) && hasLeft(document),
    goesTo: ({ accountId: account, number: document }) => ({
      ...{ to: "/payments/new", search: { account, document } },
    }),
  },
  {
    ...EMAIL,
    verb: "E-mail the invoice",
    send: ({ id: invoiceKey }, given) => api.emailInvoice({ params: { invoiceKey }, body: given }),
  },
  {
    ...{ verb: "Make a credit memo", needs: ["billing.write"], isOffered: isPosted },
    goesTo: ({ number: documentKey }) => ({
      ...{ to: "/invoices/$documentKey/credit-memo", params: { documentKey } },
    }),
  },
  {
    ...WRITE_OFF("InvoiceWriteOff"),
    verb: "Write off the invoice",
    send: ({ id: invoiceKey }, given) =>
      api.writeOffInvoice({ params: { invoiceKey }, body: given }),
  },
  {
    ...{ verb: "Make a debit memo", needs: ["billing.write"], isOffered: isPosted },
    goesTo: ({ number: documentKey }) => ({
      ...{ to: "/invoices/$documentKey/debit-memo", params: { documentKey } },
    }),
  },
  {
    ...{ verb: "Reverse the invoice", needs: ["billing.write"], isOffered: isUntouched },
    whatItDoes: () =>
      "Takes it back by a posted credit memo that pays it. What it billed is due again at the next billing. Not where a newer invoice bills the same subscriptions: reverse that one first.",
    asks: reasonAndComment("InvoiceReversal"),
    says: saysAmount("Reverse"),
    send: ({ id: invoiceKey }, given) =>
      api.reverseInvoice({ params: { invoiceKey }, body: given }),
  },
  {
    verb: "Unpost the invoice",
    needs: ["billing.write", "billing.post"],
    isOffered: isUntouched,
    whatItDoes: () =>
      "It becomes a draft again, and is owed no more. Only the account's latest one can, of which no memo was made.",
    says: saysAmount("Unpost"),
    send: ({ id: invoiceKey }) => api.unpostInvoice({ params: { invoiceKey }, body: {} }),
  },
  {
    ...{ verb: "Delete the invoice", needs: ["billing.write"], isOffered: isCancelled },
    whatItDoes: () => "It is gone for good, and its number is not used again.",
    isLoss: true,
    send: ({ id: invoiceKey }) => api.deleteInvoice({ params: { invoiceKey } }),
    leavesTo: "/invoices",
  },
];
