/** What can be done with a debit memo, whom the server lets, and what it does, in words. */
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
  saysAmount,
  WRITE_OFF,
} from "./document-changes.ts";

export const DEBIT_MEMO_CHANGES: readonly DocumentChange[] = [
  {
    ...POST,
    verb: "Post the debit memo",
    whatItDoes: () => "It counts from then on: the account owes it, and it cannot be edited.",
    says: saysAmount("Post"),
    send: ({ id: debitMemoKey }) => api.postDebitMemo({ params: { debitMemoKey } }),
  },
  {
    ...{ verb: "Cancel the debit memo", needs: ["billing.write"], isOffered: isDraft },
    whatItDoes: () => "It is never charged.",
    says: saysAmount("Cancel"),
    send: ({ id: debitMemoKey }) => api.cancelDebitMemo({ params: { debitMemoKey } }),
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
    verb: "E-mail the debit memo",
    send: ({ id: debitMemoKey }, given) =>
      api.emailDebitMemo({ params: { debitMemoKey }, body: given }),
  },
  {
    ...WRITE_OFF("DebitMemoWriteOff"),
    verb: "Write off the debit memo",
    send: ({ id: debitMemoKey }, given) =>
      api.writeOffDebitMemo({ params: { debitMemoKey }, body: given }),
  },
  {
    verb: "Unpost the debit memo",
    needs: ["billing.write", "billing.post"],
    isOffered: isUntouched,
    whatItDoes: () => "It becomes a draft again, and is owed no more.",
    says: saysAmount("Unpost"),
    send: ({ id: debitMemoKey }) => api.unpostDebitMemo({ params: { debitMemoKey } }),
  },
  {
    ...{ verb: "Delete the debit memo", needs: ["billing.write"], isOffered: isCancelled },
    whatItDoes: () => "It is gone for good, and its number is not used again.",
    isLoss: true,
    send: ({ id: debitMemoKey }) => api.deleteDebitMemo({ params: { debitMemoKey } }),
    leavesTo: "/debit-memos",
  },
];
