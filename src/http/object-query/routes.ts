import { BillingError } from "#engine/errors.ts";
import type { Context } from "#operations/context.ts";
import { inTransaction } from "#store/database.ts";
import { findObject, findObjects, type Selection } from "#store/object-query/find-objects.ts";
import { OBJECTS } from "#store/object-query/objects/index.ts";
import { withOwnFields } from "#store/object-query/own-fields.ts";
import {
  OBJECT_NAMES,
  type ObjectName,
  type QueryObject,
} from "#store/object-query/query-object.ts";
import { type Call, type Route, route } from "../route.ts";
import { queryContracts, type Titles } from "./contract.ts";
import { writeCursor } from "./cursor.ts";
import { objectSchema } from "./object-schema.ts";
import { toWire } from "./to-wire.ts";
import { wantedOf } from "./wanted-of.ts";

/** The vendor's titles, by which people search the API reference. */
const TITLES: Readonly<Record<ObjectName, Omit<Titles, "path">>> = {
  accounts: { many: "accounts", one: "an account" },
  "billing-runs": { many: "bill runs", one: "a bill run", aliases: ["bill-runs"] },
  "contact-snapshots": { many: "contact snapshots", one: "a contact snapshot" },
  contacts: { many: "contacts", one: "a contact" },
  "credit-memo-applications": {
    many: "credit memo applications",
    one: "a credit memo application",
  },
  "credit-memo-items": { many: "credit memo items", one: "a credit memo item" },
  "credit-memos": { many: "credit memos", one: "a credit memo" },
  "credit-taxation-items": { many: "credit taxation items", one: "a credit taxation item" },
  "debit-memo-items": { many: "debit memo items", one: "a debit memo item" },
  "debit-memos": { many: "debit memos", one: "a debit memo" },
  "debit-taxation-items": { many: "debit taxation items", one: "a debit taxation item" },
  "invoice-items": { many: "invoice items", one: "an invoice item" },
  invoices: { many: "invoices", one: "an invoice" },
  "order-line-items": { many: "order line items", one: "an order line item" },
  "order-actions": { many: "order actions", one: "an order action" },
  orders: { many: "orders", one: "an order" },
  "payment-applications": { many: "payment applications", one: "a payment application" },
  "payment-methods": { many: "payment methods", one: "a payment method" },
  "payment-runs": { many: "payment runs", one: "a payment run" },
  payments: { many: "payments", one: "a payment" },
  "product-rate-plan-charge-tiers": {
    many: "product rate plan charge tiers",
    one: "a product rate plan charge tier",
  },
  "product-rate-plan-charges": {
    many: "product rate plan charges",
    one: "a product rate plan charge",
  },
  "product-rate-plans": { many: "product rate plans", one: "a product rate plan" },
  products: { many: "products", one: "a product" },
  "rate-plan-charge-tiers": { many: "rate plan charge tiers", one: "a rate plan charge tier" },
  "rate-plan-charges": { many: "rate plan charges", one: "a rate plan charge" },
  "rate-plans": { many: "rate plans", one: "a rate plan" },
  "refund-application-items": {
    many: "refund application items",
    one: "a refund application item",
  },
  "prepaid-balance-funds": { many: "prepaid balance funds", one: "a prepaid balance fund" },
  "prepaid-balance-transactions": {
    many: "prepaid balance transactions",
    one: "a prepaid balance transaction",
  },
  "prepaid-balances": { many: "prepaid balances", one: "a prepaid balance" },
  "refund-applications": { many: "refund applications", one: "a refund application" },
  refunds: { many: "refunds", one: "a refund" },
  subscriptions: { many: "subscriptions", one: "a subscription" },
  "taxation-items": { many: "taxation items", one: "a taxation item" },
  usages: { many: "usage records", one: "a usage record" },
  "validity-period-summaries": {
    many: "validity period summaries",
    one: "a validity period summary",
  },
};

export const objectQueryRoutes: readonly Route[] = OBJECT_NAMES.flatMap((name) => {
  const object = OBJECTS[name];
  const { list, retrieve } = queryContracts({ path: name, ...TITLES[name] }, objectSchema(name));
  return [
    route(list, (context, call) => listObjects(object, context, call.query)),
    route(retrieve, (context, call) => retrieveObject(object, context, call)),
  ];
});

type Contracts = ReturnType<typeof queryContracts>;

async function listObjects(
  queried: QueryObject,
  context: Context,
  { pageSize, includeNullFields, ...query }: Call<Contracts["list"]>["query"],
) {
  const { timeZone } = context;
  const object = withOwnFields(queried, context.customFieldRules);
  const { name, ...wanted } = wantedOf(object, context, query);
  const { objects, next } = await inTransaction(context.database, context.entityId, (tx) =>
    findObjects(tx, object, { ...wanted, pageSize }),
  );
  const nextPage = next && writeCursor(name, next);
  const ownNames = ownNamesOf(object, wanted.selection);
  const options = { includeNullFields, timeZone, ownNames };
  const data = objects.map((found) => toWire(found, options));
  if (nextPage !== undefined) return { nextPage, data };
  // Recorded: the last page says so only where nulls are asked for.
  return includeNullFields ? { nextPage: null, data } : { data };
}

/** One object has no order and no pages; whether it is after a cursor can be asked all the same. */
async function retrieveObject(
  queried: QueryObject,
  context: Context,
  { params, query: { pageSize, includeNullFields, ...query } }: Call<Contracts["retrieve"]>,
) {
  const { timeZone } = context;
  const object = withOwnFields(queried, context.customFieldRules);
  const wanted = { ...wantedOf(object, context, query), pageSize };
  const found = await inTransaction(context.database, context.entityId, (tx) =>
    findObject(tx, object, params.key, wanted),
  );
  if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key: params.key });
  const ownNames = ownNamesOf(object, wanted.selection);
  return toWire(found, { includeNullFields, timeZone, ownNames });
}

/** Those that were asked for. */
function ownNamesOf({ own }: QueryObject, { customFields }: Selection): string[] {
  const wanted = [...(own?.fields ?? [])].filter(
    ([key]) => customFields === "all" || customFields.has(key),
  );
  return wanted.map(([, { name }]) => name);
}
