/** Rows of tables put together: what belongs to one account. */
import type { SourceCharge } from "./imported-charge.ts";
import type { SourceDocuments } from "./imported-documents.ts";
import type { SourceDocument } from "./imported-invoice.ts";
import { type SourceVersion, subscriptionNumberOf } from "./imported-subscription.ts";
import {
  count,
  reference,
  required,
  type SourceObject,
  type SourceRow,
  type SourceTables,
  sourceId,
  text,
} from "./source-row.ts";

/** All that the rows say of one account. */
export type AccountBundle = {
  /** The account's id in the source. */
  readonly oldId: string;
  /** Undefined where only what belongs to it is among the rows. */
  readonly row: SourceRow | undefined;
  readonly contacts: readonly SourceRow[];
  /** Versions by subscription number. */
  readonly subscriptions: ReadonlyMap<string, readonly SourceVersion[]>;
  readonly documents: SourceDocuments;
  /** Every row of it, for whoever remembers what was imported. */
  readonly rows: readonly SourceRow[];
};

/** Errors: INVALID_VALUE for a row that does not say what it belongs to. */
export function accountBundles(tables: SourceTables): AccountBundle[] {
  const places = new Places(tables);
  const byAccount = new Map<string, SourceRow[]>();
  for (const object of OF_ACCOUNTS) {
    for (const row of tables[object]) {
      const oldId = places.accountOf(row);
      if (oldId === undefined) continue;
      const rows = byAccount.get(oldId);
      if (rows) rows.push(row);
      else byAccount.set(oldId, [row]);
    }
  }
  return [...byAccount].map(([oldId, rows]) => bundleOf(oldId, rows));
}

const OF_ACCOUNTS: readonly SourceObject[] = [
  ...(["Account", "Contact", "Subscription", "RatePlan", "RatePlanCharge"] as const),
  ...(["RatePlanChargeTier", "Invoice", "InvoiceItem", "TaxationItem", "CreditMemo"] as const),
  ...(["CreditMemoItem", "CreditTaxationItem", "CreditMemoApplication", "Payment"] as const),
  ...(["PaymentApplication", "DebitMemo"] as const),
];

/** What a row is a part of, where it does not name its account. */
const PART_OF: { readonly [Object in SourceObject]?: readonly [column: string, of: SourceObject] } =
  {
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

class Places {
  readonly #byId = new Map<string, SourceRow>();
  /** Versions by subscription number: all are of whoever pays now. */
  readonly #latest = new Map<string, SourceRow>();

  constructor(tables: SourceTables) {
    const wholes = new Set(Object.values(PART_OF).map(([, of]) => of));
    for (const object of wholes) {
      for (const row of tables[object]) this.#byId.set(`${object} ${sourceId(row)}`, row);
    }
    for (const row of tables.Subscription) {
      const number = subscriptionNumberOf(row);
      const known = this.#latest.get(number);
      if (!known || versionOf(row) > versionOf(known)) this.#latest.set(number, row);
    }
  }

  /** Undefined for a part whose whole is not among the rows: it is of something left out. */
  accountOf(row: SourceRow): string | undefined {
    const { object } = row;
    if (object === "Account") return sourceId(row);
    if (object === "Subscription") {
      return payerOf(this.#latest.get(subscriptionNumberOf(row)) ?? row);
    }
    const part = PART_OF[object];
    if (!part) return required(row, "AccountId").toLowerCase();
    const [column, of] = part;
    const whole = this.#byId.get(`${of} ${reference(row, column)}`);
    return whole && this.accountOf(whole);
  }
}

const versionOf = (row: SourceRow): number => count(row, "Version") ?? 1;

const payerOf = (row: SourceRow): string =>
  reference(row, "InvoiceOwnerId") ?? required(row, "AccountId").toLowerCase();

function bundleOf(oldId: string, rows: readonly SourceRow[]): AccountBundle {
  const byObject = Map.groupBy(rows, ({ object }) => object);
  const of = (object: SourceObject): readonly SourceRow[] => byObject.get(object) ?? [];
  const [row] = of("Account");
  return {
    oldId,
    row,
    contacts: of("Contact"),
    subscriptions: versionsOf(of),
    documents: {
      invoices: documentsOf(of("Invoice"), of("InvoiceItem"), of("TaxationItem"), "Invoice"),
      creditMemos: documentsOf(
        of("CreditMemo"),
        of("CreditMemoItem"),
        of("CreditTaxationItem"),
        "CreditMemo",
      ),
      payments: of("Payment"),
      memoApplications: of("CreditMemoApplication"),
      paymentApplications: of("PaymentApplication"),
      debitMemos: of("DebitMemo"),
    },
    rows,
  };
}

type RowsOf = (object: SourceObject) => readonly SourceRow[];

const groupedBy = (rows: readonly SourceRow[], column: string) =>
  Map.groupBy(rows, (row) => reference(row, column));

function versionsOf(of: RowsOf): Map<string, SourceVersion[]> {
  const tiers = groupedBy(of("RatePlanChargeTier"), "RatePlanChargeId");
  const charges = groupedBy(of("RatePlanCharge"), "RatePlanId");
  const ratePlans = groupedBy(of("RatePlan"), "SubscriptionId");
  const chargeOf = (row: SourceRow): SourceCharge => ({
    row,
    tiers: tiers.get(sourceId(row)) ?? [],
  });
  const versions = of("Subscription").map(
    (row): SourceVersion => ({
      row,
      ratePlans: (ratePlans.get(sourceId(row)) ?? []).map((plan) => ({
        row: plan,
        charges: (charges.get(sourceId(plan)) ?? []).map(chargeOf),
      })),
    }),
  );
  return Map.groupBy(versions, ({ row }) => subscriptionNumberOf(row));
}

function documentsOf(
  documents: readonly SourceRow[],
  items: readonly SourceRow[],
  taxes: readonly SourceRow[],
  kind: "Invoice" | "CreditMemo",
): SourceDocument[] {
  const ofDocument = groupedBy(items, `${kind}Id`);
  const ofItem = groupedBy(taxes, `${kind}ItemId`);
  return documents.map((row) => ({
    row,
    items: (ofDocument.get(sourceId(row)) ?? []).map((item) => ({
      row: item,
      taxes: ofItem.get(sourceId(item)) ?? [],
    })),
  }));
}

/** What an account is called before it has a number here. */
export const bundleName = ({ row, oldId }: Pick<AccountBundle, "row" | "oldId">): string =>
  (row && text(row, "AccountNumber")) ?? oldId;
