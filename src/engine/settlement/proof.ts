/**
 * What an account owes, proved: the same amounts reckoned from items, from what was applied to them,
 * and from the journal, which know nothing of each other (docs/spec/proof.md).
 */
import { type Decimal, sum, ZERO } from "../values/decimal.ts";

/** An item of an invoice or a debit memo together with the discounts on it, or a tax of one. */
export type ProofPart = {
  readonly documentId: string;
  readonly part: "Item" | "Tax";
  readonly partId: string;
  /** Of the charge, or of the tax. */
  readonly name: string;
  readonly billed: Decimal;
  /** From what was applied to it. */
  readonly paid: Decimal;
  readonly credited: Decimal;
  readonly writtenOff: Decimal;
  /** As it stands on the part. */
  readonly open: Decimal;
};

export type ProofDocument = {
  readonly documentType: "Invoice" | "DebitMemo" | "CreditMemo" | "Payment";
  readonly documentId: string;
  readonly documentNumber: string;
  /** Or, of a payment, processed. What is not is in no balance and no journal. */
  readonly isPosted: boolean;
  readonly status: string;
  readonly currency: string;
  readonly amount: Decimal;
  readonly taxAmount: Decimal;
  /** What its items and taxes add up to. */
  readonly partsAmount: Decimal;
  readonly partsTaxAmount: Decimal;
  /** What it still owes, or still has to give. */
  readonly left: Decimal;
  readonly partsLeft: Decimal;
  /** What was applied to it or of it. */
  readonly applied: Decimal;
  /** Of what it gave, what went out again: the sum of its refunds, and what it says itself. */
  readonly refunded: Decimal;
  readonly refundAmount: Decimal;
  /** What was settled between a memo and one that reverses it. */
  readonly reversed: Decimal;
  /** The journal's: what was posted, of that the tax, and what is left. */
  readonly journalAmount: Decimal;
  readonly journalTaxAmount: Decimal;
  readonly journalLeft: Decimal;
};

/** The first thing that does not add up, in words that say where to look. */
export type Difference = {
  readonly law: string;
  readonly documentType: ProofDocument["documentType"];
  readonly documentNumber: string;
  /** The item or tax; null where it is about the document. */
  readonly partId: string | null;
  readonly is: Decimal;
  readonly shouldBe: Decimal;
};

/** What was billed in a currency and what became of it; posted documents only. */
export type ProofTotals = {
  readonly currency: string;
  readonly billed: Decimal;
  readonly paid: Decimal;
  readonly credited: Decimal;
  readonly writtenOff: Decimal;
  readonly open: Decimal;
  /** What credit memos and payments still have to give. */
  readonly unappliedCredit: Decimal;
  readonly unappliedPayments: Decimal;
  readonly received: Decimal;
  readonly refunded: Decimal;
};

export type Proof = {
  readonly isEqual: boolean;
  /** Null when all is equal. */
  readonly firstDifference: Difference | null;
  readonly totals: readonly ProofTotals[];
};

/** Where a part or a document stands next to what it should be. */
type Law = { readonly law: string; readonly is: Decimal; readonly shouldBe: Decimal };

/** `parts` are of `documents`, both as one moment has them. The smallest thing is named first. */
export function prove(documents: readonly ProofDocument[], parts: readonly ProofPart[]): Proof {
  const byDocument = Map.groupBy(parts, ({ documentId }) => documentId);
  const ofParts = (document: ProofDocument) =>
    differenceOfParts(document, byDocument.get(document.documentId) ?? []);
  const firstDifference =
    first(documents, ofParts) ?? first(documents, differenceOfDocument) ?? null;
  return {
    isEqual: firstDifference === null,
    firstDifference,
    totals: totalsOf(documents, byDocument),
  };
}

/** Whether a document and its parts are what all say of them. */
export const isProved = (document: ProofDocument, parts: readonly ProofPart[]): boolean =>
  !differenceOfParts(document, parts) && !differenceOfDocument(document);

function first(
  documents: readonly ProofDocument[],
  differenceOf: (document: ProofDocument) => Difference | undefined,
): Difference | undefined {
  for (const document of documents) {
    const difference = differenceOf(document);
    if (difference) return difference;
  }
  return undefined;
}

function differenceOfParts(
  { documentType, documentNumber }: ProofDocument,
  parts: readonly ProofPart[],
): Difference | undefined {
  for (const part of parts) {
    const wrong = lawsOfPart(part).find(isBroken);
    if (wrong) return { documentType, documentNumber, partId: part.partId, ...wrong };
  }
  return undefined;
}

function differenceOfDocument(document: ProofDocument): Difference | undefined {
  const { documentType, documentNumber } = document;
  const wrong = lawsOfDocument(document).find(isBroken);
  return wrong && { documentType, documentNumber, partId: null, ...wrong };
}

const isBroken = ({ is, shouldBe }: Law): boolean => !is.eq(shouldBe);

const lawsOfPart = ({ billed, paid, credited, writtenOff, open }: ProofPart): Law[] => [
  {
    law: "billed is paid, credited, written off or open",
    is: open,
    shouldBe: billed.minus(paid).minus(credited).minus(writtenOff),
  },
];

function lawsOfDocument(document: ProofDocument): Law[] {
  const { amount, taxAmount, left, applied, refunded, reversed, isPosted } = document;
  const posted = (of: Decimal) => (isPosted ? of : ZERO);
  return [
    { law: "a document is the sum of its parts", is: amount, shouldBe: document.partsAmount },
    { law: "its tax is the sum of its taxes", is: taxAmount, shouldBe: document.partsTaxAmount },
    { law: "it has left what its parts have left", is: left, shouldBe: document.partsLeft },
    {
      law: "it has left what was not applied, refunded or reversed",
      is: left,
      shouldBe: amount.minus(applied).minus(refunded).minus(reversed),
    },
    {
      law: "what was refunded of it is the sum of its refunds",
      is: document.refundAmount,
      shouldBe: refunded,
    },
    {
      law: "the journal has posted its amount",
      is: document.journalAmount,
      shouldBe: posted(amount),
    },
    {
      law: "the journal has posted its tax",
      is: document.journalTaxAmount,
      shouldBe: posted(taxAmount),
    },
    { law: "the journal has left what it has", is: document.journalLeft, shouldBe: posted(left) },
  ];
}

function totalsOf(
  documents: readonly ProofDocument[],
  byDocument: ReadonlyMap<string, readonly ProofPart[]>,
): ProofTotals[] {
  const posted = documents.filter(({ isPosted }) => isPosted);
  const byCurrency = Map.groupBy(posted, ({ currency }) => currency);
  return [...byCurrency].map(([currency, own]) => {
    const parts = own.flatMap(({ documentId }) => byDocument.get(documentId) ?? []);
    const ofType = (type: ProofDocument["documentType"]) =>
      own.filter(({ documentType }) => documentType === type);
    const creditMemos = ofType("CreditMemo");
    const payments = ofType("Payment");
    return {
      currency,
      billed: sum(parts.map((part) => part.billed)),
      paid: sum(parts.map((part) => part.paid)),
      credited: sum(parts.map((part) => part.credited)),
      writtenOff: sum(parts.map((part) => part.writtenOff)),
      open: sum(parts.map((part) => part.open)),
      unappliedCredit: sum(creditMemos.map(({ left }) => left)),
      unappliedPayments: sum(payments.map(({ left }) => left)),
      received: sum(payments.map(({ amount }) => amount)),
      refunded: sum([...creditMemos, ...payments].map(({ refunded }) => refunded)),
    };
  });
}
