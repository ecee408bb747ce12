import { idKey, type SourceIds } from "#engine/import/source-ids.ts";
import {
  firstOf,
  reference,
  type SourceObject,
  type SourceRow,
  type SourceTables,
  sourceId,
  text,
} from "#engine/import/source-row.ts";
import type { Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { listImportedRecords } from "#store/imported-records.ts";

export type Identities = {
  readonly ids: SourceIds;
  readonly isKnown: (row: SourceRow) => boolean;
  /** Of accounts that were imported before, by what the source calls them. */
  readonly knownAccounts: ReadonlyMap<string, string>;
};

/** What other rows name an object by. */
const REFERENCES: readonly (readonly [column: string, of: SourceObject])[] = [
  ["AccountId", "Account"],
  ["InvoiceOwnerId", "Account"],
  ["ParentId", "Account"],
  ["BillToContactId", "Contact"],
  ["SoldToContactId", "Contact"],
  ["ShipToContactId", "Contact"],
  ["BillToId", "Contact"],
  ["SoldToId", "Contact"],
  ["ProductId", "Product"],
  ["ProductRatePlanId", "ProductRatePlan"],
  ["ProductRatePlanChargeId", "ProductRatePlanCharge"],
  ["SubscriptionId", "Subscription"],
  ["RatePlanId", "RatePlan"],
  ["OriginalRatePlanId", "RatePlan"],
  ["RatePlanChargeId", "RatePlanCharge"],
  ["OriginalId", "RatePlanCharge"],
  ["OrderId", "Order"],
  ["InvoiceId", "Invoice"],
  ["InvoiceItemId", "InvoiceItem"],
  ["CreditFromItemId", "InvoiceItem"],
];

/** Ids sort in the order in which things were made there: what is listed by id is listed as it came. */
function byAge(rows: readonly SourceRow[]): SourceRow[] {
  const aged = rows.map((row) => ({ row, age: ageOf(row) }));
  aged.sort((a, b) => (a.age < b.age ? -1 : a.age > b.age ? 1 : 0));
  return aged.map(({ row }) => row);
}

const ageOf = (row: SourceRow): string =>
  `${firstOf(row, "CreatedDate", "OrderDate", "InvoiceDate", "MemoDate") ?? ""} ${firstOf(row, "OrderNumber", "InvoiceNumber") ?? ""}`;

/** The ids of all that the rows are and name: those that they have here, or are going to have. */
export async function identitiesOf(tx: Transaction, tables: SourceTables): Promise<Identities> {
  const wanted = new Map<string, { objectType: string; oldId: string }>();
  const want = (objectType: SourceObject, oldId: string) =>
    wanted.set(idKey(objectType, oldId), { objectType, oldId });
  const rows = Object.values(tables).flat();
  for (const row of rows) {
    if (text(row, "Id") !== undefined) want(row.object, sourceId(row));
    for (const [column, of] of REFERENCES) {
      const oldId = reference(row, column);
      if (oldId !== undefined) want(of, oldId);
    }
  }
  const known = await listImportedRecords(tx, [...wanted.values()]);
  const knownIds = new Map(
    known.map((each) => [idKey(each.objectType as SourceObject, each.oldId), each.newId]),
  );
  const ids = new Map(knownIds);
  for (const row of byAge(rows)) {
    if (text(row, "Id") === undefined) continue;
    const key = idKey(row.object, sourceId(row));
    if (!ids.has(key)) ids.set(key, newId());
  }
  return {
    ids,
    isKnown: (row) =>
      text(row, "Id") !== undefined && knownIds.has(idKey(row.object, sourceId(row))),
    knownAccounts: new Map(
      known.flatMap(({ objectType, oldId, newId: id }) =>
        objectType === "Account" ? [[oldId, id] as const] : [],
      ),
    ),
  };
}
