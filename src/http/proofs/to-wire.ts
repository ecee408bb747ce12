import {
  isProved,
  type Proof,
  type ProofDocument,
  type ProofPart,
} from "#engine/settlement/proof.ts";
import { decimal } from "#engine/values/decimal.ts";
import type { KeptProof } from "#store/proofs.ts";
import type { Result } from "../route.ts";
import { timestamp } from "../timestamps.ts";
import type { proveUnassignedPayments } from "./contract.ts";

export function toProofOf(
  { isEqual, firstDifference, totals }: Proof,
  documents: readonly ProofDocument[],
  parts: readonly ProofPart[],
): Result<typeof proveUnassignedPayments> {
  const byDocument = Map.groupBy(parts, ({ documentId }) => documentId);
  return {
    isEqual,
    firstDifference,
    totals: [...totals],
    documents: documents.map((document) =>
      toDocument(document, byDocument.get(document.documentId) ?? []),
    ),
  };
}

const toDocument = (document: ProofDocument, parts: readonly ProofPart[]) => ({
  documentType: document.documentType,
  documentNumber: document.documentNumber,
  id: document.documentId,
  status: document.status,
  currency: document.currency,
  amount: document.amount,
  taxAmount: document.taxAmount,
  applied: document.applied,
  refunded: document.refunded,
  left: document.left,
  journalAmount: document.journalAmount,
  journalLeft: document.journalLeft,
  isEqual: isProved(document, parts),
  items: parts.filter(({ part }) => part === "Item").map(toPart),
  taxationItems: parts.filter(({ part }) => part === "Tax").map(toPart),
});

export const toKeptProof = (proof: KeptProof, timeZone: string) => ({
  id: proof.proofId,
  proofDate: proof.proofDate,
  accounts: proof.accounts,
  unequalAccounts: proof.unequalAccounts,
  isEqual: proof.unequalAccounts === 0,
  firstDifferences: proof.firstDifferences.map(({ is, shouldBe, ...difference }) => ({
    ...difference,
    is: decimal(is),
    shouldBe: decimal(shouldBe),
  })),
  milliseconds: proof.milliseconds,
  startedDate: timestamp(proof.startedAt, timeZone),
  finishedDate: timestamp(proof.finishedAt, timeZone),
});

const toPart = ({ partId, name, billed, paid, credited, writtenOff, open }: ProofPart) => ({
  id: partId,
  name,
  billed,
  paid,
  credited,
  writtenOff,
  open,
});
