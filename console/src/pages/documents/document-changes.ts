/** What changes of invoices and memos have in common. */

import type { Action } from "../../ui/actions.tsx";
import type { Answers, Ask } from "../../ui/asked.tsx";
import { formatMoney, isBelowZero, isNothing } from "../../ui/money.tsx";
import type { ShownDocument } from "./shown-document.ts";

export type DocumentChange = Action<ShownDocument>;

export const isDraft = ({ status }: ShownDocument): boolean => status === "Draft";
export const isPosted = ({ status }: ShownDocument): boolean => status === "Posted";
export const isCancelled = ({ status }: ShownDocument): boolean => status === "Canceled";

export const hasLeft = ({ left }: ShownDocument): boolean => !isNothing(left) && !isBelowZero(left);

/** Posted, and nothing of it is paid, used or reversed. */
export const isUntouched = (document: ShownDocument): boolean =>
  isPosted(document) &&
  !document.isReversed &&
  formatMoney(document.left) === formatMoney(document.amount);

const inFull = (amount: string, currency: string): string =>
  `${formatMoney(amount, currency)} ${currency}`;

const COMMENT: Ask = {
  ...{ name: "comment", kind: "text", label: "Comment" },
  description: "Stands on the memo that does it.",
};

const MEMO_DATE: Ask = {
  ...{ name: "memoDate", kind: "day", label: "Dated" },
  description: "Left empty: today.",
};

export const POST = { needs: ["billing.write", "billing.post"], isOffered: isDraft } as const;

export const EMAIL = {
  needs: ["billing.write"],
  isOffered: isPosted,
  whatItDoes: () => "Sends it with its newest PDF, which is made where there is none.",
  asks: (): readonly Ask[] => [
    {
      ...{ name: "emailAddresses", kind: "text", label: "To" },
      description: "With commas. Left empty: the bill-to contact.",
    },
  ],
} as const;

/** Of what is owed: all of it, or a part. */
export const WRITE_OFF = (of: "InvoiceWriteOff" | "DebitMemoWriteOff") =>
  ({
    needs: ["billing.write", "billing.write-off"],
    isOffered: (document: ShownDocument) => isPosted(document) && hasLeft(document),
    whatItDoes: (document: ShownDocument) =>
      `Writes off what is still owed, ${inFull(document.left, document.currency)}, or a part of it, by a posted credit memo.`,
    asks: ({ left, currency }: ShownDocument): readonly Ask[] => [
      { name: "amount", kind: "amount", label: "Write off", most: left, currency },
      { name: "reasonCode", kind: "reason", label: "Reason", of },
      MEMO_DATE,
      COMMENT,
    ],
    says: ({ currency }: ShownDocument, { amount = "0" }: Answers) =>
      `Write off ${inFull(amount, currency)}`,
    isLoss: true,
  }) as const;

export const reasonAndComment = (
  of: Extract<Ask, { kind: "reason" }>["of"],
): (() => readonly Ask[]) => {
  const reason: Ask = { name: "reasonCode", kind: "reason", label: "Reason", of };
  return () => [reason, MEMO_DATE, COMMENT];
};

/** What memos give and take, on the button: "Reverse 30.00 USD". */
export const saysAmount =
  (verb: string) =>
  ({ amount, currency }: ShownDocument): string =>
    `${verb} ${inFull(amount, currency)}`;
