import { BillingError } from "#engine/errors.ts";
import { findAccount } from "#store/accounts.ts";
import { findBalancesAsOf, findStatement } from "#store/balances-as-of.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";

/** What one answer holds. */
const MOST_MOVEMENTS = 10_000;

export const statementRoutes: readonly Route[] = [
  route(contract.getAccountAgeing, (context, { params, query }) =>
    inTransaction(context.database, context.entityId, async (tx) => {
      const account = await accountOf(tx, params.accountKey, query.currency);
      const asOfDate = query.asOfDate ?? context.today();
      const { ageing, ...balances } = await findBalancesAsOf(tx, account, asOfDate);
      return { ...account, asOfDate, ...balances, ageing: [...ageing] };
    }),
  ),
  route(contract.getAccountStatement, ({ database, entityId }, { params, query }) =>
    inTransaction(database, entityId, async (tx) => {
      const { startDate, endDate } = query;
      if (endDate < startDate) {
        const message = "'endDate' should not be before 'startDate'";
        throw new BillingError("INVALID_VALUE", { field: "endDate", message });
      }
      const account = await accountOf(tx, params.accountKey, query.currency);
      const days = { from: startDate, through: endDate, limit: MOST_MOVEMENTS };
      const { openingBalance, movements } = await findStatement(tx, account, days);
      if (movements.length > MOST_MOVEMENTS) {
        const message = `A statement has at most ${MOST_MOVEMENTS} movements: choose fewer days.`;
        throw new BillingError("NOT_ALLOWED", { message });
      }
      let balance = openingBalance;
      const moved = movements.map((movement) => {
        balance = balance.plus(movement.amount);
        return { ...movement, balance };
      });
      const statement = { openingBalance, movements: moved, closingBalance: balance };
      return { ...account, startDate, endDate, ...statement };
    }),
  ),
];

async function accountOf(tx: Transaction, key: string, currency: string | undefined) {
  const account = await findAccount(tx, key);
  if (!account) throw new BillingError("ENTITY_NOT_FOUND", { key });
  const { accountId, accountNumber } = account;
  return { accountId, accountNumber, currency: currency ?? account.currency };
}
