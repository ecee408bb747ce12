/** What can be done with a document, whom the server lets, and what it does, in words. */
import { api } from "../../api/client.ts";
import { formatMoney, isBelowZero, isNothing } from "../../ui/money.tsx";
import type { DocumentKind } from "./document-kinds.ts";
import type { ShownDocument } from "./shown-document.ts";

export type DocumentChange = {
  /** On the button: "Post the invoice". */
  readonly verb: string;
  readonly needs: readonly string[];
  readonly isOffered: (document: ShownDocument) => boolean;
  readonly whatItDoes: (document: ShownDocument) => string;
  /** One text that may be given with it. */
  readonly asks?: { readonly label: string; readonly description: string };
  readonly isLoss?: boolean;
  readonly send: (id: string, text: string) => Promise<unknown>;
};

const isDraft = ({ status }: ShownDocument): boolean => status === "Draft";
const isPosted = ({ status }: ShownDocument): boolean => status === "Posted";
const hasLeft = ({ left }: ShownDocument): boolean => !isNothing(left) && !isBelowZero(left);
const isUntouched = ({ left, amount }: ShownDocument): boolean =>
  formatMoney(left) === formatMoney(amount);

const inFull = ({ left, currency }: ShownDocument): string =>
  `${formatMoney(left, currency)} ${currency}`;

const EMAIL = {
  needs: ["billing.write"],
  isOffered: isPosted,
  whatItDoes: () => "Sends it with its newest PDF, which is made where there is none.",
  asks: { label: "To", description: "With commas. Left empty: the bill-to contact." },
} as const;

const POST = { needs: ["billing.write", "billing.post"], isOffered: isDraft } as const;

const COMMENT = { label: "Comment", description: "Stands on the memo that does it." } as const;

const WRITE_OFF = {
  needs: ["billing.write", "billing.write-off"],
  asks: COMMENT,
  isLoss: true,
} as const;

const commented = (comment: string) => (comment === "" ? {} : { comment });
const addressed = (text: string) => (text === "" ? {} : { emailAddresses: text });

const owedIsLost = (document: ShownDocument): string =>
  `Writes off ${inFull(document)} that are still owed, by a posted credit memo.`;

export const CHANGES: Readonly<Record<DocumentKind, readonly DocumentChange[]>> = {
  Invoice: [
    {
      ...POST,
      verb: "Post the invoice",
      whatItDoes: () => "It counts from then on: the account owes it, and it cannot be edited.",
      send: (invoiceKey) => api.postInvoice({ params: { invoiceKey }, body: {} }),
    },
    {
      ...EMAIL,
      verb: "E-mail the invoice",
      send: (invoiceKey, text) =>
        api.emailInvoice({ params: { invoiceKey }, body: addressed(text) }),
    },
    {
      ...WRITE_OFF,
      verb: "Write off the invoice",
      isOffered: (document) => isPosted(document) && hasLeft(document),
      whatItDoes: owedIsLost,
      send: (invoiceKey, text) =>
        api.writeOffInvoice({ params: { invoiceKey }, body: commented(text) }),
    },
    {
      ...{ verb: "Reverse the invoice", needs: ["billing.write"], asks: COMMENT },
      isOffered: (document) => isPosted(document) && !document.isReversed && isUntouched(document),
      whatItDoes: () =>
        "Takes it back by a posted credit memo. What it billed is due again at the next billing.",
      send: (invoiceKey, text) =>
        api.reverseInvoice({ params: { invoiceKey }, body: commented(text) }),
    },
  ],
  CreditMemo: [
    {
      ...POST,
      verb: "Post the credit memo",
      whatItDoes: () => "Its credit can be used from then on, and it cannot be edited.",
      send: (creditMemoKey) => api.postCreditMemo({ params: { creditMemoKey } }),
    },
    {
      ...EMAIL,
      verb: "E-mail the credit memo",
      send: (creditMemoKey, text) =>
        api.emailCreditMemo({ params: { creditMemoKey }, body: addressed(text) }),
    },
    {
      ...WRITE_OFF,
      verb: "Write off the credit memo",
      isOffered: (document) => isPosted(document) && isUntouched(document),
      whatItDoes: (document) =>
        `Gives up ${inFull(document)} of credit, by a posted debit memo that it pays.`,
      send: (creditMemoKey, text) =>
        api.writeOffCreditMemo({ params: { creditMemoKey }, body: commented(text) }),
    },
    {
      ...{ verb: "Reverse the credit memo", needs: ["billing.write"], asks: COMMENT },
      isOffered: (document) => isPosted(document) && !document.isReversed && isUntouched(document),
      whatItDoes: () =>
        "Takes it back by a posted debit memo. The next billing credits the same again.",
      send: (creditMemoKey, text) =>
        api.reverseCreditMemo({ params: { creditMemoKey }, body: commented(text) }),
    },
  ],
  DebitMemo: [
    {
      ...POST,
      verb: "Post the debit memo",
      whatItDoes: () => "It counts from then on: the account owes it, and it cannot be edited.",
      send: (debitMemoKey) => api.postDebitMemo({ params: { debitMemoKey } }),
    },
    {
      ...EMAIL,
      verb: "E-mail the debit memo",
      send: (debitMemoKey, text) =>
        api.emailDebitMemo({ params: { debitMemoKey }, body: addressed(text) }),
    },
    {
      ...WRITE_OFF,
      verb: "Write off the debit memo",
      isOffered: (document) => isPosted(document) && hasLeft(document),
      whatItDoes: owedIsLost,
      send: (debitMemoKey, text) =>
        api.writeOffDebitMemo({ params: { debitMemoKey }, body: commented(text) }),
    },
  ],
};
