import { sql, type Transaction } from "./database.ts";
import type { DocumentKind } from "./document-numbers.ts";
import { madeUpNumbers } from "./preview.ts";

/**
 * What is numbered, with the text before the digits and, where callers may choose, who has it. What
 * sequence sets number is not here: document-numbers.ts.
 */
const KINDS = {
  account: { prefix: "A", taken: ["accounts", "account_number"] },
  sku: { prefix: "SKU-", taken: ["products", "sku"] },
  product: { prefix: "P-", taken: ["products", "product_number"] },
  product_rate_plan: {
    prefix: "PRP-",
    taken: ["product_rate_plans", "product_rate_plan_number"],
  },
  product_rate_plan_charge: {
    prefix: "PRPC-",
    taken: ["product_rate_plan_charges", "product_rate_plan_charge_number"],
  },
  order: { prefix: "O-", taken: ["orders", "order_number"] },
  return_order: { prefix: "RMA-", taken: ["orders", "order_number"] },
  subscription: { prefix: "A-S", taken: ["subscriptions", "subscription_number"] },
  subscription_rate_plan: { prefix: "SRP-", taken: undefined },
  charge: { prefix: "C-", taken: undefined },
  ramp: { prefix: "R-", taken: undefined },
  invoice_schedule: { prefix: "IS-", taken: undefined },
  payment_run: { prefix: "PR-", taken: undefined },
  bulk_cancel: { prefix: "BC-", taken: undefined },
  payment_schedule: { prefix: "PS-", taken: ["payment_schedules", "payment_schedule_number"] },
  credit_balance_adjustment: { prefix: "CBA-", taken: undefined },
  communication_profile: {
    prefix: "CP-",
    taken: ["communication_profiles", "profile_number"],
  },
  invoice_adjustment: { prefix: "IA-", taken: undefined },
  invoice_item_adjustment: { prefix: "IIA-", taken: undefined },
  bill_run: { prefix: "BR-", taken: ["bill_runs", "bill_run_number"] },
} as const;

/** What is drawn here. */
type OwnKind = keyof typeof KINDS;

export type NumberKind = OwnKind | DocumentKind;

/** An order that takes back is counted among the orders. */
const sequenceOf = (kind: NumberKind) => (kind === "return_order" ? "order" : kind);

const DIGITS = 8;

/**
 * Draws the next numbers of a kind, such as "INV00000001", in ascending order. A number that a caller
 * has chosen for one of his own is passed over. What a rolled-back transaction drew stays a gap;
 * a preview draws none (preview.ts).
 */
export async function nextNumbers(
  tx: Transaction,
  kind: OwnKind,
  howMany: number,
): Promise<string[]> {
  const madeUp = madeUpNumbers(tx, KINDS[kind].prefix, howMany);
  if (madeUp) return madeUp;
  const numbers: string[] = [];
  while (numbers.length < howMany) {
    const missing = howMany - numbers.length;
    numbers.push(...(missing === 1 ? await drawOne(tx, kind) : await drawMany(tx, kind, missing)));
  }
  return numbers;
}

const drawn = (kind: OwnKind, howMany: number) => sql<{ number: string }>`
  select ${KINDS[kind].prefix} || lpad(n::text, greatest(${DIGITS}, length(n::text)), '0') as number
  from next_numbers(${sequenceOf(kind)}, ${howMany}) with ordinality as d(n, position)
  order by position`;

/** In one round trip. */
async function drawOne(tx: Transaction, kind: OwnKind): Promise<string[]> {
  const { taken } = KINDS[kind];
  if (!taken) return (await drawn(kind, 1).execute(tx)).rows.map((row) => row.number);
  const [table, column] = taken;
  // Not `exists`: PostgreSQL may answer that from a hash of every number of the entity.
  const { rows } = await sql<{ number: string; is_taken: true | null }>`
    select drawn.number,
      (select true from ${sql.table(table)} where ${sql.ref(column)} = drawn.number limit 1) as is_taken
    from (${drawn(kind, 1)}) drawn
  `.execute(tx);
  return rows.filter((row) => !row.is_taken).map((row) => row.number);
}

/** Numbers follow each other, so one look at their stretch of the index finds what is taken of it. */
async function drawMany(tx: Transaction, kind: OwnKind, howMany: number): Promise<string[]> {
  const { rows } = await drawn(kind, howMany).execute(tx);
  const numbers = rows.map((row) => row.number);
  const { taken } = KINDS[kind];
  if (!taken) return numbers;
  const [table, column] = taken;
  const found = new Set<string>();
  // Another length is another stretch: "9" comes after "10" in an index.
  for (const stretch of Map.groupBy(numbers, (number) => number.length).values()) {
    const others = await sql<{ number: string }>`
      select ${sql.ref(column)} as number from ${sql.table(table)}
      where ${sql.ref(column)} between ${stretch[0]} and ${stretch.at(-1)}
    `.execute(tx);
    for (const row of others.rows) found.add(row.number);
  }
  return numbers.filter((number) => !found.has(number));
}

/** One number: see nextNumbers. */
export async function nextNumber(tx: Transaction, kind: OwnKind): Promise<string> {
  const [number = ""] = await nextNumbers(tx, kind, 1);
  return number;
}

/**
 * Makes the next number of a kind the given one: where another system's numbers are carried on. Of
 * documents, those of the set DEFAULT.
 */
export async function setNextNumber(
  tx: Transaction,
  kind: NumberKind,
  nextValue: number,
): Promise<void> {
  await sql`select set_next_number(${sequenceOf(kind)}, ${nextValue})`.execute(tx);
}

/** One of the numbers that is given away already, to whoever the caller does not see as well. */
export async function findNumberInUse(
  tx: Transaction,
  table: string,
  column: string,
  numbers: readonly string[],
): Promise<string | undefined> {
  const { rows } = await sql<{ number: string | null }>`
    select number_in_use(${table}, ${column}, ${numbers}::text[]) as number
  `.execute(tx);
  return rows[0]?.number ?? undefined;
}
