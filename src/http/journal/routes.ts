import { BillingError } from "#engine/errors.ts";
import { isUnassigned } from "#engine/model/payment.ts";
import { isPlainDate, type PlainDate } from "#engine/values/plain-date.ts";
import { findAccount } from "#store/accounts.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import {
  findJournalDocuments,
  type JournalFilter,
  type JournalPage,
  type JournalPlace,
  listJournalPages,
  sumJournal,
} from "#store/journal-pages.ts";
import { type Route, route } from "../route.ts";
import { timestamp } from "../timestamps.ts";
import * as contract from "./contract.ts";

export const journalRoutes: readonly Route[] = [
  route(contract.listJournalEntries, ({ database, entityId, timeZone }, { query }) =>
    inTransaction(database, entityId, async (tx) => {
      const { cursor, pageSize, ...wanted } = query;
      const filter = await toFilter(tx, wanted);
      const page = { after: cursor === undefined ? undefined : placeOf(cursor) };
      const found = await listJournalPages(tx, filter, { ...page, limit: pageSize + 1 });
      const shown = found.slice(0, pageSize);
      const last = found.length > pageSize ? shown.at(-1) : undefined;
      return {
        entries: shown.map((entry) => toEntry(entry, timeZone)),
        nextPage: last === undefined ? null : `${last.accountingDate}~${last.entryId}`,
      };
    }),
  ),
  route(contract.sumJournalEntries, ({ database, entityId }, { query }) =>
    inTransaction(database, entityId, async (tx) => {
      const sums = await sumJournal(tx, await toFilter(tx, query));
      return {
        sums: sums.map((sum) => ({ ...sum, balance: sum.debits.minus(sum.credits) })),
      };
    }),
  ),
];

type Wanted = Omit<JournalFilter, "accountId" | "from" | "to" | "documents"> & {
  readonly accountKey?: string | undefined;
  readonly documentKey?: string | undefined;
  readonly fromDate?: PlainDate | undefined;
  readonly toDate?: PlainDate | undefined;
};

/** Errors: ENTITY_NOT_FOUND. */
async function toFilter(tx: Transaction, wanted: Wanted): Promise<JournalFilter> {
  const { accountKey, documentKey, fromDate: from, toDate: to, ...filter } = wanted;
  const account = accountKey === undefined ? undefined : await findAccount(tx, accountKey);
  if (accountKey !== undefined && !account) {
    throw new BillingError("ENTITY_NOT_FOUND", { key: accountKey });
  }
  const documents =
    documentKey === undefined ? undefined : await findJournalDocuments(tx, documentKey);
  if (documentKey !== undefined && documents?.length === 0) {
    throw new BillingError("ENTITY_NOT_FOUND", { key: documentKey });
  }
  return { ...filter, accountId: account?.accountId, from, to, documents };
}

/** Errors: INVALID_VALUE. */
function placeOf(cursor: string): JournalPlace {
  const [accountingDate = "", entryId = ""] = cursor.split("~");
  if (isPlainDate(accountingDate)) return { accountingDate, entryId };
  const message = "'cursor' is not a nextPage of this list";
  throw new BillingError("INVALID_VALUE", { field: "cursor", message });
}

const toEntry = (
  { entryId: id, appliedTo, createdAt, ...entry }: JournalPage,
  timeZone: string,
) => ({
  ...entry,
  id,
  accountId: isUnassigned(entry.accountId) ? null : entry.accountId,
  appliedToType: appliedTo?.type ?? null,
  appliedToId: appliedTo?.id ?? null,
  appliedToNumber: appliedTo?.number ?? null,
  createdDate: timestamp(createdAt, timeZone),
});
