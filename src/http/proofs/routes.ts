import { BillingError } from "#engine/errors.ts";
import { UNASSIGNED } from "#engine/model/payment.ts";
import { prove } from "#engine/settlement/proof.ts";
import { findAccount } from "#store/accounts.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { listProofDocuments } from "#store/proof-documents.ts";
import { listProofParts } from "#store/proof-parts.ts";
import { listProofs } from "#store/proofs.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";
import { toKeptProof, toProofOf } from "./to-wire.ts";

export const proofRoutes: readonly Route[] = [
  route(contract.proveAccount, ({ database, entityId }, { params: { accountKey: key } }) =>
    inTransaction(database, entityId, (tx) => readProof(tx, key), { isSnapshot: true }),
  ),
  route(contract.proveUnassignedPayments, ({ database, entityId }) =>
    inTransaction(
      database,
      entityId,
      async (tx) => {
        const documents = await listProofDocuments(tx, UNASSIGNED);
        return toProofOf(prove(documents, []), documents, []);
      },
      { isSnapshot: true },
    ),
  ),
  route(contract.listProofs, async ({ database, entityId, timeZone }, { query: { limit } }) => {
    const proofs = await inTransaction(database, entityId, (tx) => listProofs(tx, limit));
    return { proofs: proofs.map((proof) => toKeptProof(proof, timeZone)) };
  }),
];

async function readProof(tx: Transaction, key: string) {
  const account = await findAccount(tx, key);
  if (!account) throw new BillingError("ENTITY_NOT_FOUND", { key });
  const documents = await listProofDocuments(tx, account.accountId);
  const parts = await listProofParts(tx, account.accountId);
  const { accountId, accountNumber } = account;
  return { accountId, accountNumber, ...toProofOf(prove(documents, parts), documents, parts) };
}
