/** Why an account is not zero, and what would settle it (docs/spec/residues.md). */
import { currency as currencyOf, roundToCurrency } from "../values/currency.ts";
import { type Decimal, isNegative, isPositive, minimum } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";

/** A posted invoice or debit memo whose balance is not zero. */
export type OpenReceivable = {
  readonly documentType: "Invoice" | "DebitMemo";
  readonly documentId: string;
  readonly documentNumber: string;
  readonly currency: string;
  readonly dueDate: PlainDate;
  readonly balance: Decimal;
  /** All subscriptions on it are cancelled, and there is one. */
  readonly isOfCancelled: boolean;
};

/** A posted credit memo or a payment that has something left. */
export type OpenCredit = {
  readonly documentType: "CreditMemo" | "Payment";
  readonly documentId: string;
  readonly documentNumber: string;
  readonly currency: string;
  readonly effectiveDate: PlainDate;
  readonly unappliedAmount: Decimal;
  /** A credit memo that was made to give up what is owed. */
  readonly isWriteOff: boolean;
};

/** A write-off that still stands, of an invoice or a debit memo. */
export type StandingWriteOff = {
  readonly creditMemoNumber: string;
  readonly creditMemoId: string;
  readonly documentType: "Invoice" | "DebitMemo";
  readonly documentId: string;
  readonly documentNumber: string;
  readonly currency: string;
  readonly writtenOffDate: PlainDate;
  readonly amount: Decimal;
};

/** What an account has that is not zero. */
export type OpenAccount = {
  readonly accountId: string;
  readonly receivables: readonly OpenReceivable[];
  readonly credits: readonly OpenCredit[];
  readonly writeOffs: readonly StandingWriteOff[];
  readonly today: PlainDate;
};

/** One request of the API that is a step towards zero. */
export type SettlingStep = {
  readonly method: "POST" | "PUT";
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
};

export type Residue = {
  readonly reason:
    | "UnappliedCredit"
    | "UnappliedPayment"
    | "WrittenOffThenPaid"
    | "CancelledWithBalance"
    | "NegativeInvoice"
    | "SubUnitLeftover"
    | "Overdue"
    | "NotDueYet";
  readonly documentType: "Invoice" | "DebitMemo" | "CreditMemo" | "Payment";
  readonly documentNumber: string;
  readonly currency: string;
  /** What it adds to the account's balance: below zero of a credit. */
  readonly amount: Decimal;
  readonly explanation: string;
  /** In their order; each settles what it can. */
  readonly settledBy: readonly SettlingStep[];
};

/** Everything that keeps the account from zero: what is owed by due date, then what is unapplied. */
export const residuesOf = (account: OpenAccount): Residue[] => [
  ...account.receivables.map((receivable) => receivableResidue(receivable, account)),
  ...account.credits.map((credit) => creditResidue(credit, account)),
];

function receivableResidue(receivable: OpenReceivable, account: OpenAccount): Residue {
  const { documentType, documentNumber, currency, balance, dueDate } = receivable;
  const about = { documentType, documentNumber, currency, amount: balance };
  const rounded = roundToCurrency(balance, currencyOf(currency));
  if (!rounded.eq(balance)) {
    const explanation = `It owes ${balance}, which no payment in ${currency} can pay exactly.`;
    const settledBy = isPositive(balance) ? [writeOff(receivable)] : takeBack(receivable);
    return { ...about, reason: "SubUnitLeftover", explanation, settledBy };
  }
  if (isNegative(balance)) {
    const explanation =
      "It is below zero with its taxes, which did not decide what it is. Nothing can be applied to it: taken back, it is billed again, as a credit memo where 'taxPreview' is set.";
    return { ...about, reason: "NegativeInvoice", explanation, settledBy: takeBack(receivable) };
  }
  const credits = account.credits.filter((each) => each.currency === currency && !each.isWriteOff);
  if (receivable.isOfCancelled) {
    const explanation =
      "Its subscriptions are cancelled: nothing that they do any more will lower what it owes.";
    const settledBy = giveUpWhatIsNotPaid(receivable, credits);
    return { ...about, reason: "CancelledWithBalance", explanation, settledBy };
  }
  const credit = credits.find((each) => isPositive(payable(each, receivable)));
  const paid = [credit ? apply(credit, receivable) : collect(receivable, account.accountId)];
  return dueDate < account.today
    ? { ...about, reason: "Overdue", explanation: `It was due on ${dueDate}.`, settledBy: paid }
    : { ...about, reason: "NotDueYet", explanation: `It is due on ${dueDate}.`, settledBy: paid };
}

/** Nothing is given up that the customer has to their credit: it would be refunded afterwards. */
function giveUpWhatIsNotPaid(
  receivable: OpenReceivable,
  credits: readonly OpenCredit[],
): SettlingStep[] {
  const steps: SettlingStep[] = [];
  let left = receivable;
  for (const credit of credits) {
    const amount = payable(credit, left);
    if (!isPositive(amount)) continue;
    steps.push(apply(credit, left));
    left = { ...left, balance: left.balance.minus(amount) };
  }
  return isPositive(left.balance) ? [...steps, writeOff(receivable)] : steps;
}

/** How much of a credit a document can take: docs/spec/apply-credit-memo.md. */
const payable = ({ unappliedAmount }: OpenCredit, { balance }: OpenReceivable): Decimal =>
  minimum(unappliedAmount, balance);

function creditResidue(credit: OpenCredit, account: OpenAccount): Residue {
  const { documentType, documentNumber, currency, unappliedAmount } = credit;
  const about = { documentType, documentNumber, currency, amount: unappliedAmount.neg() };
  if (credit.isWriteOff) return { ...about, ...idleWriteOff(credit, account.writeOffs) };
  const writtenOff = account.writeOffs.find(
    (each) => each.currency === currency && each.writtenOffDate <= credit.effectiveDate,
  );
  if (documentType === "Payment" && writtenOff) {
    const { documentNumber: paid, creditMemoNumber, writtenOffDate } = writtenOff;
    return {
      ...about,
      reason: "WrittenOffThenPaid",
      explanation: `${paid} was written off by ${creditMemoNumber} on ${writtenOffDate}, before this money came.`,
      settledBy: undoWriteOff(credit, writtenOff),
    };
  }
  const owing = account.receivables.find(
    (each) => each.currency === currency && isPositive(payable(credit, each)),
  );
  return {
    ...about,
    reason: documentType === "Payment" ? "UnappliedPayment" : "UnappliedCredit",
    explanation: owing
      ? `It can pay ${owing.documentNumber}.`
      : "Nothing is owed that it could pay: it can be refunded, or kept for what comes.",
    settledBy: [owing ? apply(credit, owing) : refund(credit)],
  };
}

const PATHS = {
  Invoice: "/v1/invoices",
  DebitMemo: "/v1/debit-memos",
  CreditMemo: "/v1/credit-memos",
  Payment: "/v1/payments",
} as const;

const pathOf = (document: {
  readonly documentType: keyof typeof PATHS;
  readonly documentNumber: string;
}): string => `${PATHS[document.documentType]}/${document.documentNumber}`;

const writeOff = (
  receivable: Pick<OpenReceivable, "documentType" | "documentNumber">,
): SettlingStep => ({
  method: "PUT",
  path: `${pathOf(receivable)}/write-off`,
  body: {},
});

/** As if it had not been posted: what it bills is due again. */
const takeBack = (receivable: OpenReceivable): SettlingStep[] =>
  ["unpost", "cancel"].map((step) => ({
    method: "PUT",
    path: `${pathOf(receivable)}/${step}`,
    body: {},
  }));

const collect = (
  { documentType, documentId, balance, currency }: OpenReceivable,
  accountId: string,
): SettlingStep => ({
  method: "POST",
  path: "/v1/payments",
  body: {
    accountId,
    type: "External",
    amount: balance,
    currency,
    ...paying(documentType, documentId, balance),
  },
});

const apply = (credit: OpenCredit, receivable: OpenReceivable) => ({
  method: "PUT" as const,
  path: `${pathOf(credit)}/apply`,
  body: paying(receivable.documentType, receivable.documentId, payable(credit, receivable)),
});

const paying = (type: "Invoice" | "DebitMemo", id: string, amount: Decimal) =>
  type === "Invoice"
    ? { invoices: [{ invoiceId: id, amount }] }
    : { debitMemos: [{ debitMemoId: id, amount }] };

const refund = (credit: OpenCredit): SettlingStep =>
  credit.documentType === "CreditMemo"
    ? {
        method: "POST",
        path: `${pathOf(credit)}/refund`,
        body: { type: "External", methodType: "Other", totalAmount: credit.unappliedAmount },
      }
    : {
        method: "POST",
        path: `${pathOf(credit)}/refunds`,
        body: { type: "External", methodType: "Other", totalAmount: credit.unappliedAmount },
      };

/**
 * What was given up has been paid after all: the write-off gives way to the money, and what the money
 * did not pay is given up anew.
 */
const undoWriteOff = (credit: OpenCredit, writtenOff: StandingWriteOff): SettlingStep[] => {
  const { documentType, documentId, amount } = writtenOff;
  const part = minimum(amount, credit.unappliedAmount);
  const paid: SettlingStep = {
    method: "PUT",
    path: `${pathOf(credit)}/apply`,
    body: paying(documentType, documentId, part),
  };
  const rest = part.lt(amount) ? [writeOff(writtenOff)] : [];
  return [unapply(writtenOff), ...withdraw(writtenOff.creditMemoNumber), paid, ...rest];
};

/** Takes the whole write-off from the document that it had paid. */
const unapply = (writtenOff: StandingWriteOff): SettlingStep => ({
  method: "PUT",
  path: `${PATHS.CreditMemo}/${writtenOff.creditMemoNumber}/unapply`,
  body: paying(writtenOff.documentType, writtenOff.documentId, writtenOff.amount),
});

/** A memo of which nothing is applied becomes one that never was. */
const withdraw = (creditMemoNumber: string): SettlingStep[] =>
  ["unpost", "cancel"].map((step) => ({
    method: "PUT",
    path: `${PATHS.CreditMemo}/${creditMemoNumber}/${step}`,
    body: {},
  }));

/** What a write-off does not give up any more is nobody's credit: it is not refunded, it goes. */
function idleWriteOff(credit: OpenCredit, writeOffs: readonly StandingWriteOff[]) {
  const standing = writeOffs.filter((each) => each.creditMemoId === credit.documentId);
  return {
    reason: "UnappliedCredit" as const,
    explanation: "It is a write-off, and gives up nothing: it is no credit of the customer's.",
    settledBy: [
      ...standing.map(unapply),
      ...withdraw(credit.documentNumber),
      ...standing.map(writeOff),
    ],
  };
}
