import { BillingError } from "#engine/errors.ts";
import { type Residue, residuesOf } from "#engine/settlement/residues.ts";
import { sum } from "#engine/values/decimal.ts";
import { findAccount } from "#store/accounts.ts";
import { inTransaction } from "#store/database.ts";
import { listOpenCredits, listOpenReceivables, listStandingWriteOffs } from "#store/residues.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";

export const residueRoutes: readonly Route[] = [
  route(contract.listResidues, ({ database, entityId, today }, { params: { accountKey: key } }) =>
    inTransaction(
      database,
      entityId,
      async (tx) => {
        const account = await findAccount(tx, key);
        if (!account) throw new BillingError("ENTITY_NOT_FOUND", { key });
        const { accountId, accountNumber } = account;
        const residues = residuesOf({
          accountId,
          receivables: await listOpenReceivables(tx, accountId),
          credits: await listOpenCredits(tx, accountId),
          writeOffs: await listStandingWriteOffs(tx, accountId),
          today: today(),
        });
        return {
          accountId,
          accountNumber,
          balances: balancesOf(residues),
          residues: residues.map(toWire),
        };
      },
      { isSnapshot: true },
    ),
  ),
];

const toWire = ({ settledBy, ...residue }: Residue) => ({ ...residue, settledBy: [...settledBy] });

const balancesOf = (residues: readonly Residue[]) =>
  [...Map.groupBy(residues, ({ currency }) => currency)].map(([currency, own]) => ({
    currency,
    balance: sum(own.map(({ amount }) => amount)),
  }));
