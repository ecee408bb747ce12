/** What was imported from another system, by what it is called there. */
import { sql, type Transaction } from "./database.ts";
import { insertRows } from "./insert-rows.ts";
import type { Authorship } from "./invoice-rows.ts";

export type OldRecord = { readonly objectType: string; readonly oldId: string };

export type ImportedRecord = OldRecord & {
  readonly newId: string;
  /** Null for the catalog. */
  readonly accountId: string | null;
};

/** Those of the records that were imported; the others are missing. */
export async function listImportedRecords(
  tx: Transaction,
  records: readonly OldRecord[],
): Promise<ImportedRecord[]> {
  if (records.length === 0) return [];
  const { rows } = await sql<ImportedRow>`
    select object_type, old_id, new_id, account_id
    from unnest(
      ${records.map(({ objectType }) => objectType)}::text[],
      ${records.map(({ oldId }) => oldId)}::text[]
    ) as wanted (object_type, old_id)
    join imported_records using (object_type, old_id)
  `.execute(tx);
  return rows.map(toRecord);
}

type ImportedRow = {
  object_type: string;
  old_id: string;
  new_id: string;
  account_id: string | null;
};

const toRecord = (row: ImportedRow): ImportedRecord => ({
  objectType: row.object_type,
  oldId: row.old_id,
  newId: row.new_id,
  accountId: row.account_id,
});

export const saveImportedRecords = (
  tx: Transaction,
  records: readonly ImportedRecord[],
  { userId, now }: Pick<Authorship, "userId" | "now">,
): Promise<void> =>
  insertRows(
    tx,
    "imported_records",
    {
      object_type: "text",
      old_id: "text",
      new_id: "uuid",
      account_id: "uuid",
      imported_by_id: "uuid",
      imported_at: "timestamptz",
    },
    records.map((record) => ({
      object_type: record.objectType,
      old_id: record.oldId,
      new_id: record.newId,
      account_id: record.accountId,
      imported_by_id: userId,
      imported_at: now,
    })),
  );

/** By what the record is called there, or here; the latest first. */
export async function findImportedRecords(
  tx: Transaction,
  { objectType, key }: { readonly objectType: string | undefined; readonly key: string },
): Promise<ImportedRecord[]> {
  const plain = key.toLowerCase();
  const id = /^[0-9a-f]{32}$/.test(plain) ? plain : null;
  const { rows } = await sql<ImportedRow>`
    select object_type, old_id, new_id, account_id from imported_records
    where (old_id = ${plain} or new_id = ${id}::uuid)
    and (${objectType ?? null}::text is null or object_type = ${objectType ?? null})
    order by imported_at desc, object_type limit 100
  `.execute(tx);
  return rows.map(toRecord);
}

const NUMBERED = {
  Account: ["accounts", "account_number"],
  Product: ["products", "product_number"],
  ProductRatePlan: ["product_rate_plans", "product_rate_plan_number"],
  ProductRatePlanCharge: ["product_rate_plan_charges", "product_rate_plan_charge_number"],
  Subscription: ["subscriptions", "subscription_number"],
  Order: ["orders", "order_number"],
  Invoice: ["invoices", "invoice_number"],
  CreditMemo: ["credit_memos", "credit_memo_number"],
  Payment: ["payments", "payment_number"],
} as const;

export type NumberedObject = keyof typeof NUMBERED;

/** Numbers that somebody has already. */
export async function listTakenNumbers(
  tx: Transaction,
  object: NumberedObject,
  numbers: readonly string[],
): Promise<Set<string>> {
  if (numbers.length === 0) return new Set();
  const [table, column] = NUMBERED[object];
  const { rows } = await sql<{ number: string }>`
    select distinct ${sql.ref(column)} as number from ${sql.table(table)}
    where ${sql.ref(column)} = any (${[...numbers]}::text[])
  `.execute(tx);
  return new Set(rows.map(({ number }) => number));
}

/** Names, SKUs and numbers of products that are there, as texts in one set. */
export async function listTakenProductNames(
  tx: Transaction,
  names: readonly string[],
): Promise<Set<string>> {
  if (names.length === 0) return new Set();
  const { rows } = await sql<{ name: string | null; sku: string | null }>`
    select name, sku from products
    where deleted_at is null
    and (name = any (${[...names]}::text[]) or sku = any (${[...names]}::text[]))
  `.execute(tx);
  return new Set(rows.flatMap(({ name, sku }) => [name ?? "", sku ?? ""]));
}

/** Counting goes on after the largest of the numbers that were brought along. */
export async function advanceNumbers(
  tx: Transaction,
  kind: "account" | "order" | "subscription" | "invoice" | "credit_memo" | "payment",
  largest: number,
): Promise<void> {
  await sql`
    select set_next_number(${kind},
      greatest(next_value_of(sequence_name(${kind})), ${largest + 1}::bigint))
  `.execute(tx);
}
