import {
  column,
  OBJECT_NAMES,
  type ObjectName,
  type Row,
  type Tables,
  tablesOf,
} from "./tables.ts";

/** What is sent at once: below what the server takes, and small enough to see progress. */
const MOST_BYTES = 2_000_000;
const MOST_ACCOUNTS = 250;

const CATALOG: readonly ObjectName[] = [
  ...([
    "Product",
    "ProductRatePlan",
    "ProductRatePlanCharge",
    "ProductRatePlanChargeTier",
  ] as const),
];

export type Chunk = { readonly records: Tables; readonly accounts: number };

/**
 * Accounts with all that is theirs; those that own or pay each other's subscriptions, or are parts of
 * each other, are together.
 *
 * @param withCatalog  sends with each the rate plans that it names: nothing is kept of the ones before
 */
export function inChunks(tables: Tables, { withCatalog }: { withCatalog: boolean }): Chunk[] {
  const parts = partsOf(tables);
  const catalog = new Catalog(tables);
  const chunks: Chunk[] = withCatalog ? [] : catalog.chunks();
  let rows: Placed[] = [];
  let [bytes, accounts] = [0, 0];
  const close = () => {
    if (rows.length === 0) return;
    const named = withCatalog ? catalog.named(rows) : [];
    chunks.push({ records: tablesFrom([...named, ...rows]), accounts });
    rows = [];
    [bytes, accounts] = [0, 0];
  };
  for (const part of parts) {
    const size = part.rows.reduce((sum, { row }) => sum + JSON.stringify(row).length, 0);
    if (bytes + size > MOST_BYTES || accounts + part.accounts > MOST_ACCOUNTS) close();
    rows.push(...part.rows);
    bytes += size;
    accounts += part.accounts;
  }
  close();
  return chunks;
}

type Placed = { readonly object: ObjectName; readonly row: Row };

function tablesFrom(rows: readonly Placed[]): Tables {
  const byObject = Map.groupBy(rows, ({ object }) => object);
  return tablesOf((object) => (byObject.get(object) ?? []).map(({ row }) => row));
}

/** What a row belongs to, where it does not name its account. */
const PART_OF: { readonly [Object in ObjectName]?: readonly [by: string, of: ObjectName] } = {
  RatePlan: ["SubscriptionId", "Subscription"],
  RatePlanCharge: ["RatePlanId", "RatePlan"],
  RatePlanChargeTier: ["RatePlanChargeId", "RatePlanCharge"],
  InvoiceItem: ["InvoiceId", "Invoice"],
  TaxationItem: ["InvoiceItemId", "InvoiceItem"],
  CreditMemoItem: ["CreditMemoId", "CreditMemo"],
  CreditTaxationItem: ["CreditMemoItemId", "CreditMemoItem"],
  CreditMemoApplication: ["CreditMemoId", "CreditMemo"],
  PaymentApplication: ["PaymentId", "Payment"],
};

type Part = { readonly rows: readonly Placed[]; readonly accounts: number };

function partsOf(tables: Tables): Part[] {
  const groups = new Groups();
  for (const row of tables.Account) {
    const parent = column(row, "ParentId");
    if (parent) groups.join(idOf(row), parent);
  }
  const ownerBefore = new Map<string, string>();
  for (const row of tables.Subscription) {
    const owner = column(row, "AccountId");
    const payer = column(row, "InvoiceOwnerId");
    if (owner && payer) groups.join(owner, payer);
    const before = ownerBefore.get(column(row, "Name") ?? "");
    if (owner && before) groups.join(owner, before);
    if (owner) ownerBefore.set(column(row, "Name") ?? "", owner);
  }
  const accountOf = new Map<string, string>();
  const byGroup = new Map<string, Placed[]>();
  const orders = new Map(tables.Order.map((row) => [idOf(row), row]));
  const add = (group: string, placed: Placed) => {
    const own = byGroup.get(group);
    if (own) own.push(placed);
    else byGroup.set(group, [placed]);
  };
  for (const object of OBJECT_NAMES) {
    if (CATALOG.includes(object) || object === "Order") continue;
    for (const row of tables[object]) {
      const account = ownerOf(object, row, accountOf);
      if (account === undefined) continue;
      accountOf.set(`${object} ${idOf(row)}`, account);
      const group = groups.of(account);
      add(group, { object, row });
      const order =
        object === "Subscription" ? orders.get(column(row, "OrderId") ?? "") : undefined;
      if (order && orders.delete(idOf(order))) add(group, { object: "Order", row: order });
    }
  }
  return [...byGroup.values()].map((rows) => ({
    rows,
    accounts: rows.filter(({ object }) => object === "Account").length,
  }));
}

const idOf = (row: Row): string => column(row, "Id") ?? "";

function ownerOf(
  object: ObjectName,
  row: Row,
  accountOf: ReadonlyMap<string, string>,
): string | undefined {
  if (object === "Account") return idOf(row);
  const part = PART_OF[object];
  if (!part) return column(row, "InvoiceOwnerId") ?? column(row, "AccountId");
  const [by, of] = part;
  return accountOf.get(`${of} ${column(row, by) ?? ""}`);
}

/** Accounts that have to come together. */
class Groups {
  readonly #parents = new Map<string, string>();

  of(account: string): string {
    const parent = this.#parents.get(account);
    if (parent === undefined) return account;
    const root = this.of(parent);
    this.#parents.set(account, root);
    return root;
  }

  join(one: string, other: string): void {
    const [a, b] = [this.of(one), this.of(other)];
    if (a !== b) this.#parents.set(a, b);
  }
}

/** Products with all that is in them. */
class Catalog {
  readonly #byPlan: ReadonlyMap<string, readonly Placed[]>;
  readonly #products: ReadonlyMap<string, Row>;

  constructor(tables: Tables) {
    this.#products = new Map(tables.Product.map((row) => [idOf(row), row]));
    const charges = groupedBy(tables.ProductRatePlanCharge, "ProductRatePlanId");
    const tiers = groupedBy(tables.ProductRatePlanChargeTier, "ProductRatePlanChargeId");
    this.#byPlan = new Map(
      tables.ProductRatePlan.map((plan) => {
        const own = charges.get(idOf(plan)) ?? [];
        return [
          idOf(plan),
          [
            { object: "ProductRatePlan", row: plan },
            ...own.map((row): Placed => ({ object: "ProductRatePlanCharge", row })),
            ...own.flatMap((charge) =>
              (tiers.get(idOf(charge)) ?? []).map(
                (row): Placed => ({ object: "ProductRatePlanChargeTier", row }),
              ),
            ),
          ],
        ];
      }),
    );
  }

  /** All of it. */
  chunks(): Chunk[] {
    const chunks: Chunk[] = [];
    let rows: Placed[] = [...this.#products.values()].map((row) => ({ object: "Product", row }));
    let bytes = 0;
    for (const plan of this.#byPlan.values()) {
      bytes += plan.reduce((sum, { row }) => sum + JSON.stringify(row).length, 0);
      rows.push(...plan);
      if (bytes < MOST_BYTES) continue;
      chunks.push({ records: tablesFrom(rows), accounts: 0 });
      rows = [];
      bytes = 0;
    }
    if (rows.length > 0) chunks.push({ records: tablesFrom(rows), accounts: 0 });
    return chunks;
  }

  /** What subscriptions among the rows are of. */
  named(rows: readonly Placed[]): Placed[] {
    const wanted = new Set(
      rows.flatMap(({ object, row }) =>
        object === "RatePlan" ? (column(row, "ProductRatePlanId") ?? []) : [],
      ),
    );
    const plans = [...wanted].flatMap((id) => this.#byPlan.get(id) ?? []);
    const products = new Set(
      plans.flatMap(({ object, row }) =>
        object === "ProductRatePlan" ? (column(row, "ProductId") ?? []) : [],
      ),
    );
    const found = [...products].flatMap((id): Row[] => {
      const product = this.#products.get(id);
      return product ? [product] : [];
    });
    return [...found.map((row): Placed => ({ object: "Product", row })), ...plans];
  }
}

const groupedBy = (rows: readonly Row[], by: string) =>
  Map.groupBy(rows, (row) => column(row, by) ?? "");
