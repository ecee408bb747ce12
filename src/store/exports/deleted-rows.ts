/** What an export tells of deleted objects: which they were and when, and nothing else. */
import { type RawBuilder, sql } from "kysely";
import { OBJECTS } from "../object-query/objects/index.ts";
import { OBJECT_NAMES, type ObjectName } from "../object-query/query-object.ts";
import type { ExportNodes } from "./export-nodes.ts";

/** Tables whose triggers tell of what is deleted: migrations/0721. */
const TOLD: Readonly<Partial<Record<ObjectName, string>>> = {
  contacts: "contacts",
  "credit-memo-items": "credit_memo_items",
  "credit-memos": "credit_memos",
  "debit-memo-items": "debit_memo_items",
  "debit-memos": "debit_memos",
  "invoice-items": "invoice_items",
  invoices: "invoices",
  "order-actions": "order_actions",
  "order-line-items": "order_line_items",
  orders: "orders",
  "payment-methods": "payment_methods",
  payments: "payments",
  "rate-plan-charges": "rate_plan_charges",
  "rate-plans": "rate_plans",
  refunds: "refunds",
  subscriptions: "subscriptions",
  usages: "usage_records",
};

/** What is deleted of the catalog keeps its row. */
const KEPT: Readonly<Partial<Record<ObjectName, string>>> = {
  products: "products",
  "product-rate-plans": "product_rate_plans",
  "product-rate-plan-charges": "product_rate_plan_charges",
};

/** No account and no bill run is ever deleted. */
const NEVER: ReadonlySet<ObjectName> = new Set(["accounts", "contact-snapshots"]);

/** Whether somebody keeps which of a data source are deleted. */
export const tellsDeleted = (nodes: ExportNodes): boolean => {
  const name = nameOf(nodes);
  return name !== undefined && (name in TOLD || name in KEPT || NEVER.has(name));
};

const nameOf = ({ source }: ExportNodes): ObjectName | undefined =>
  OBJECT_NAMES.find((name) => OBJECTS[name] === source.object);

/** Rows of the columns of the source, and `deleted`; whatever is not known of them is null. */
export function deletedRows(
  nodes: ExportNodes,
  since: Temporal.Instant | null,
  until: Temporal.Instant | null,
): RawBuilder<unknown> {
  const { id } = nodes.source.object;
  const name = nameOf(nodes);
  const range = sql`t.deleted_at >= ${since?.toString() ?? "-infinity"}::timestamptz
    and t.deleted_at < ${until?.toString() ?? "infinity"}::timestamptz`;
  const kept = name && KEPT[name];
  const told = (name && TOLD[name]) ?? "";
  const key = kept ? sql.raw(id) : sql`t.object_id`;
  // What has its id again, as an order that is written anew, is not gone.
  const rows = kept
    ? sql`${sql.ref(kept)} t where ${range}`
    : sql`deleted_rows t where t.table_name = ${told} and ${range}
        ${
          told
            ? sql`and not exists (select from ${sql.ref(told)} o
          where o.${sql.raw(id.slice(2))} = t.object_id)`
            : sql``
        }`;
  const known = new Map([
    ["id", key],
    [id, key],
    ["updatedDate", sql`t.deleted_at`],
  ]);
  return sql`${nodes.deletedColumns(known)}, true as deleted from ${rows}`;
}
