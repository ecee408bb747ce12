/** The periods that postings belong to. That none is posted into a closed one is kept by the database. */
import {
  type AccountingPeriod,
  type AccountingPeriodFields,
  changedStatus,
  checkDeleted,
  checkNewPeriod,
  type PeriodChange,
  withDates,
} from "#engine/accounting/accounting-period.ts";
import { BillingError } from "#engine/errors.ts";
import { contains } from "#engine/values/date-range.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import {
  deleteAccountingPeriod as forgetAccountingPeriod,
  listAccountingPeriods,
  lockAccountingPeriods,
  type StoredAccountingPeriod,
  saveAccountingPeriod,
} from "#store/accounting-periods.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { idOf, newId } from "#store/ids.ts";
import type { Context } from "./context.ts";

type Periods = readonly StoredAccountingPeriod[];

const withPeriods = <Result>(
  context: Context,
  work: (tx: Transaction, periods: Periods) => Promise<Result>,
): Promise<Result> =>
  inTransaction(context.database, context.entityId, async (tx) =>
    work(tx, await lockAccountingPeriods(tx)),
  );

/**
 * Says early of a bill run what the database would refuse account by account.
 *
 * Errors: ACCOUNTING_PERIOD_CLOSED.
 */
export async function refuseClosedPeriod(tx: Transaction, date: PlainDate): Promise<void> {
  const periods = await listAccountingPeriods(tx);
  const closed = periods.find(
    ({ status, startDate: start, endDate: end }) =>
      status === "Closed" && contains({ start, end }, date),
  );
  if (closed) throw new BillingError("ACCOUNTING_PERIOD_CLOSED", { period: closed.name, date });
}

/** @returns its id. Errors: NUMBER_IN_USE for a name that is taken; those of checkNewPeriod. */
export const createAccountingPeriod = (
  context: Context,
  fields: AccountingPeriodFields,
): Promise<string> =>
  withPeriods(context, async (tx, periods) => {
    refuseTaken(fields.name, periods);
    checkNewPeriod(fields, periods);
    const accountingPeriodId = newId();
    const period = { ...fields, accountingPeriodId, status: "Open" } as const;
    await saveAccountingPeriod(tx, period, authorship(context));
    return accountingPeriodId;
  });

export type ChangedAccountingPeriod = {
  readonly [Name in keyof AccountingPeriodFields]?: AccountingPeriodFields[Name] | undefined;
};

/**
 * Changes what is given; the period after it begins when it ends.
 *
 * Errors: ENTITY_NOT_FOUND, NUMBER_IN_USE, those of withDates.
 */
export const updateAccountingPeriod = (
  context: Context,
  key: string,
  { customFields = {}, ...given }: ChangedAccountingPeriod,
): Promise<void> =>
  withPeriods(context, async (tx, periods) => {
    const before = found(key, periods);
    const { startDate: _start, endDate: _end, ...others } = given;
    if (others.name !== undefined && others.name !== before.name) refuseTaken(others.name, periods);
    const known = Object.entries(others).filter(([, value]) => value !== undefined);
    const after: AccountingPeriod = {
      ...before,
      ...Object.fromEntries(known),
      customFields: { ...before.customFields, ...customFields },
    };
    for (const period of withDates(after, given, periods)) {
      await saveAccountingPeriod(tx, period, authorship(context));
    }
  });

/** Errors: ENTITY_NOT_FOUND, those of changedStatus. */
export const changeAccountingPeriodStatus = (
  context: Context,
  key: string,
  change: PeriodChange,
): Promise<void> =>
  withPeriods(context, async (tx, periods) => {
    const period = found(key, periods);
    const status = changedStatus(period, change, periods);
    await saveAccountingPeriod(tx, { ...period, status }, authorship(context));
  });

/** Errors: ENTITY_NOT_FOUND, those of checkDeleted. */
export const deleteAccountingPeriod = (context: Context, key: string): Promise<void> =>
  withPeriods(context, async (tx, periods) => {
    const period = found(key, periods);
    checkDeleted(period, periods);
    await forgetAccountingPeriod(tx, period.accountingPeriodId);
  });

function found(key: string, periods: Periods): StoredAccountingPeriod {
  const period = periods.find(({ accountingPeriodId }) => accountingPeriodId === idOf(key));
  if (!period) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return period;
}

function refuseTaken(name: string, periods: Periods): void {
  if (!periods.some((period) => period.name === name)) return;
  throw new BillingError("NUMBER_IN_USE", { field: "Accounting period", number: name });
}

const authorship = ({ userId, now }: Context) => ({ userId, now: now.toString() });
