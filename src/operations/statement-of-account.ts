import { BillingError } from "#engine/errors.ts";
import type { PrintedStatement } from "#engine/model/printed-statement.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { findAccount } from "#store/accounts.ts";
import { findBalancesAsOf, findStatement, type Movement } from "#store/balances-as-of.ts";
import { listContactsById } from "#store/contacts.ts";
import type { Transaction } from "#store/database.ts";
import { findEntityName } from "#store/settings.ts";

/** What one statement holds. */
const MOST_MOVEMENTS = 10_000;

export type WantedStatement = {
  readonly startDate: PlainDate;
  /** Included. */
  readonly endDate: PlainDate;
  /** Null: the account's. */
  readonly currency: string | null;
};

export type StatementOfAccount = Omit<PrintedStatement, "movements"> & {
  readonly movements: readonly (PrintedStatement["movements"][number] &
    Pick<Movement, "documentId">)[];
};

/**
 * The balance before the first day, what has moved it, and the balance after the last day.
 *
 * Errors: ENTITY_NOT_FOUND; INVALID_VALUE for days that end before they start; NOT_ALLOWED for more
 * movements than one statement holds.
 */
export async function statementOfAccount(
  tx: Transaction,
  key: string,
  { startDate, endDate, currency }: WantedStatement,
): Promise<StatementOfAccount> {
  if (endDate < startDate) {
    const message = "'endDate' should not be before 'startDate'";
    throw new BillingError("INVALID_VALUE", { field: "endDate", message });
  }
  const account = await findAccount(tx, key);
  if (!account) throw new BillingError("ENTITY_NOT_FOUND", { key });
  const { accountId, accountNumber, billToContactId } = account;
  const asked = { accountId, currency: currency ?? account.currency };
  const days = { from: startDate, through: endDate, limit: MOST_MOVEMENTS };
  const { openingBalance, movements } = await findStatement(tx, asked, days);
  if (movements.length > MOST_MOVEMENTS) {
    const message = `A statement has at most ${MOST_MOVEMENTS} movements: choose fewer days.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  let balance = openingBalance;
  const moved = movements.map((movement) => {
    balance = balance.plus(movement.amount);
    return { ...movement, balance };
  });
  const { ageing } = await findBalancesAsOf(tx, asked, endDate);
  const contacts = await listContactsById(tx, billToContactId === null ? [] : [billToContactId]);
  return {
    ...asked,
    accountNumber,
    accountName: account.name,
    entityName: await findEntityName(tx),
    billTo: contacts[0] ?? null,
    startDate,
    endDate,
    openingBalance,
    movements: moved,
    closingBalance: balance,
    ageing,
  };
}
