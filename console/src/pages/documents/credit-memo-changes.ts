/** What can be done with a credit memo, whom the server lets, and what it does, in words. */
import { api } from "../../api/client.ts";
import { isNothing } from "../../ui/money.tsx";
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
} from "./document-changes.ts";

export const CREDIT_MEMO_CHANGES: readonly DocumentChange[] = [
  {
    ...POST,
    verb: "Post the credit memo",
    whatItDoes: () => "Its credit can be used from then on, and it cannot be edited.",
    says: saysAmount("Post"),
    send: ({ id: creditMemoKey }) => api.postCreditMemo({ params: { creditMemoKey } }),
  },
  {
    ...{ verb: "Cancel the credit memo", needs: ["billing.write"], isOffered: isDraft },
    whatItDoes: () => "What billing had credited by it is credited again by the next billing.",
    says: saysAmount("Cancel"),
    send: ({ id: creditMemoKey }) => api.cancelCreditMemo({ params: { creditMemoKey } }),
  },
  {
    ...{ verb: "Apply the credit memo", needs: ["billing.write", "queries.read"] },
    isOffered: (document) => isPosted(document) && hasLeft(document),
    goesTo: ({ number: documentKey }) => ({
      ...{ to: "/credit-memos/$documentKey/apply", params: { documentKey } },
    }),
  },
  {
    ...{ verb: "Refund the credit memo", needs: ["billing.write", "payments.refund"] },
    isOffered: (document) => isPosted(document) && hasLeft(document),
    goesTo: ({ number: documentKey }) => ({
      ...{ to: "/credit-memos/$documentKey/refund", params: { documentKey } },
    }),
  },
  {
    ...{ verb: "Unapply the credit memo", needs: ["billing.write", "queries.read"] },
    isOffered: (document) => isPosted(document) && !isNothing(document.applied),
    goesTo: ({ number: documentKey }) => ({
      ...{ to: "/credit-memos/$documentKey/unapply", params: { documentKey } },
    }),
  },
  {
    ...EMAIL,
    verb: "E-mail the credit memo",
    send: ({ id: creditMemoKey }, given) =>
      api.emailCreditMemo({ params: { creditMemoKey }, body: given }),
  },
  {
    verb: "Write off the credit memo",
    needs: ["billing.write", "billing.write-off"],
    isOffered: isUntouched,
    whatItDoes: () => "Gives up all of its credit, by a posted debit memo that it pays.",
    asks: reasonAndComment("CreditMemoWriteOff"),
    says: saysAmount("Write off"),
    isLoss: true,
    send: ({ id: creditMemoKey }, given) =>
      api.writeOffCreditMemo({ params: { creditMemoKey }, body: given }),
  },
  {
    ...{ verb: "Reverse the credit memo", needs: ["billing.write"] },
    isOffered: (document) => isUntouched(document) && document.isOfBilling,
    whatItDoes: () =>
      "Takes it back by a posted debit memo that it pays, together with the invoice of the same billing, if there is one. The next billing makes the same items again.",
    asks: reasonAndComment("CreditMemoReversal"),
    says: saysAmount("Reverse"),
    send: ({ id: creditMemoKey }, given) =>
      api.reverseCreditMemo({ params: { creditMemoKey }, body: given }),
  },
  {
    verb: "Unpost the credit memo",
    needs: ["billing.write", "billing.post"],
    isOffered: isUntouched,
    whatItDoes: () => "It becomes a draft again, and its credit cannot be used.",
    says: saysAmount("Unpost"),
    send: ({ id: creditMemoKey }) => api.unpostCreditMemo({ params: { creditMemoKey } }),
  },
  {
    ...{ verb: "Delete the credit memo", needs: ["billing.write"], isOffered: isCancelled },
    whatItDoes: () => "It is gone for good, and its number is not used again.",
    isLoss: true,
    send: ({ id: creditMemoKey }) => api.deleteCreditMemo({ params: { creditMemoKey } }),
    leavesTo: "/credit-memos",
  },
];
