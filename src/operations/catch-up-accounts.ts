import {
  type CaughtUpCharge,
  listBilledAccounts,
  saveCaughtUpCharges,
} from "#store/caught-up-charges.ts";
import type { Transaction } from "#store/database.ts";
import { saveThroughDates } from "#store/through-dates.ts";
import { type BillOfAccount, throughDatesOf } from "./through-dates-of.ts";

/**
 * Moves through dates as billing would and bills nothing, of accounts that were never billed. Remembers
 * how far, so that nothing of these days is credited.
 */
export async function catchUpAccounts(
  tx: Transaction,
  bills: readonly BillOfAccount[],
): Promise<void> {
  const accountIds = bills.map(({ account }) => account.accountId);
  const billed = await listBilledAccounts(tx, accountIds);
  const free = bills.filter(({ account }) => !billed.has(account.accountId));
  await saveThroughDates(tx, free.flatMap(throughDatesOf));
  await saveCaughtUpCharges(tx, free.flatMap(caughtUpOf));
}

function caughtUpOf({ account: { accountId }, bill }: BillOfAccount): CaughtUpCharge[] {
  const lineOf = new Map(bill.lines.map((line) => [line.chargeId, line]));
  return bill.throughDates.flatMap(({ chargeId, chargedThroughDate: throughDate }) => {
    const line = lineOf.get(chargeId);
    if (!line || throughDate === null) return [];
    return [{ accountId, chargeNumber: line.chargeNumber, segment: line.segment, throughDate }];
  });
}
