import { column, type ObjectName, type Row, type Tables, tablesOf } from "./tables.ts";

/** Objects that name their account; what is a part of those that are left out is left out with them. */
const OF_ACCOUNTS: ReadonlySet<ObjectName> = new Set([
  ...(["Account", "Contact", "Subscription", "Invoice", "CreditMemo", "Payment"] as const),
  "DebitMemo",
]);

/** Only what is of these accounts, by their numbers, and the catalog. Throws for one that is not there. */
export function onlyAccounts(tables: Tables, numbers: readonly string[]): Tables {
  const byNumber = new Map(
    tables.Account.map((row) => [column(row, "AccountNumber") ?? "", column(row, "Id") ?? ""]),
  );
  const missing = numbers.find((number) => !byNumber.has(number));
  if (missing !== undefined) throw new Error(`the source has no account ${missing}`);
  const ids = new Set(numbers.map((number) => byNumber.get(number)));
  const isTheirs = (object: ObjectName, row: Row): boolean =>
    object === "Account"
      ? ids.has(column(row, "Id"))
      : ids.has(column(row, "AccountId")) || ids.has(column(row, "InvoiceOwnerId"));
  return tablesOf((object) =>
    OF_ACCOUNTS.has(object)
      ? tables[object].filter((row) => isTheirs(object, row))
      : tables[object],
  );
}
