/** What an operation takes, of its contract alone: one place says it for all of them. */
import { BillingError } from "#engine/errors.ts";
import { type Area, type Permission, rolesWith } from "#engine/rights/permissions.ts";
import type { Principal } from "../authentication.ts";
import type { Contract } from "../contract.ts";
import { isTrue } from "../wire.ts";

const AREA_OF_TAG: Readonly<Record<string, Area>> = {
  "Accounting Codes": "finance",
  "Accounting Periods": "finance",
  Accounts: "accounts",
  Actions: "billing",
  "API Health": "users",
  Attachments: "accounts",
  Audit: "users",
  "Bill Run Health": "billing",
  "Bill Run": "billing",
  "Billing Documents": "billing",
  "Billing Preview Run": "billing",
  "Bulk Cancels": "billing",
  Catalog: "catalog",
  Clock: "settings",
  Commitments: "orders",
  "Contact Snapshots": "accounts",
  "Communication Profiles": "notifications",
  Contacts: "accounts",
  "Credit Balance Adjustments": "billing",
  "Invoice Adjustments": "billing",
  "Invoice Item Adjustments": "billing",
  "Credit Memos": "billing",
  "Custom event triggers": "notifications",
  "Custom Object Definitions": "settings",
  "Custom Object Records": "settings",
  "Custom Exchange Rates": "finance",
  "Custom Scheduled Events": "notifications",
  "Data Labeling": "settings",
  "Debit Memos": "billing",
  Events: "notifications",
  Files: "billing",
  "Invoice Schedules": "billing",
  Imports: "accounts",
  Invoices: "billing",
  Journal: "finance",
  "My Account": "accounts",
  Notifications: "notifications",
  Operations: "billing",
  "Order Actions": "orders",
  "Order Line Items": "orders",
  Orders: "orders",
  Organizations: "settings",
  "Payment Gateways": "payments",
  "Payment Methods": "payments",
  "Payment Runs": "payments",
  "Payment Schedules": "payments",
  Payments: "payments",
  "Prepaid with Drawdown": "orders",
  "Product Rate Plan Charge Tiers": "catalog",
  "Product Rate Plan Charges": "catalog",
  "Product Rate Plans": "catalog",
  Products: "catalog",
  Proof: "finance",
  Ramps: "orders",
  "Rate Plans": "orders",
  Refunds: "payments",
  Rights: "users",
  "Sequence Sets": "settings",
  Settings: "settings",
  "Subscription Change Logs": "orders",
  Subscriptions: "orders",
  "Tax settings": "settings",
  "Taxation items": "billing",
  Usage: "usage",
};

/** Read whatever they read: objects of all areas, joined. */
const QUERIES = new Set([
  "Aggregate Queries",
  "Data Queries",
  "Describe",
  "Exports",
  "Figures",
  "Object Queries",
]);
const QUERY_ACTIONS = new Set(["query", "queryMore"]);
/** Actions that make orders. */
const ORDER_ACTIONS = new Set(["amend", "subscribe"]);
/** Take what the operation of their object takes, which their body names: see ObjectOperations. */
const BY_OBJECT = new Set([
  "createObjects",
  "updateObjects",
  "updateObjectsByPut",
  "deleteObjects",
]);
/** Whoever has signed in. */
const FOR_ALL = new Set(["OAuth", "Saved Views", "Sessions"]);

/** Operations that move money, by how they begin. */
const SPECIAL: readonly { readonly begins: RegExp; readonly needs: Permission }[] = [
  { begins: /^(un)?post[A-Z]/, needs: "billing.post" },
  { begins: /^writeOff/, needs: "billing.write-off" },
  { begins: /^(approve|reject)BulkCancel$/, needs: "billing.approve-bulk" },
  { begins: /^(refund|createRefund)/, needs: "payments.refund" },
  // All that there is, and as it was elsewhere: for administrators.
  { begins: /^importRecords$/, needs: "users.write" },
  { begins: /^invoiceAndCollect$/, needs: "payments.write" },
  // Lets in as a customer, who cancels and pays.
  { begins: /^(createMyAccountLink|rotateMyAccountSecret)$/, needs: "orders.write" },
  { begins: /^(createMyAccountLink|rotateMyAccountSecret)$/, needs: "payments.write" },
];

/**
 * What every call of an operation takes. A POST that begins with "preview" or "generateBillingPreview"
 * only reads.
 *
 * Throws for a tag that no area has: an operation that everybody may call must not come to be by oversight.
 */
export function permissionsFor(contract: Contract): Permission[] {
  const { operation, method, tag, isPublic, isForCustomers } = contract;
  if (isPublic || isForCustomers || FOR_ALL.has(tag) || BY_OBJECT.has(operation)) return [];
  if (QUERIES.has(tag) || QUERY_ACTIONS.has(operation)) return ["queries.read"];
  if (ORDER_ACTIONS.has(operation)) return ["orders.write"];
  const area = AREA_OF_TAG[tag];
  if (area === undefined) throw new Error(`no area has the operations of '${tag}': ${operation}`);
  const isReading = method === "GET" || /^(preview|generateBillingPreview)/.test(operation);
  if (isReading) return [`${area}.read`];
  const special = SPECIAL.filter(({ begins }) => begins.test(operation));
  return [`${area}.write`, ...special.map(({ needs }) => needs)];
}

const known = new WeakMap<Contract, readonly Permission[]>();

/**
 * Refuses who may not call an operation, before anything of the request is read or looked up: whether
 * what it names exists is not told.
 *
 * Errors: NO_PERMISSION.
 */
export function checkRights(contract: Contract, principal: Principal): void {
  let needed = known.get(contract);
  if (!needed) {
    needed = permissionsFor(contract);
    known.set(contract, needed);
  }
  refuseWithout(needed, principal);
  refuseLimited(contract, principal);
}

/** A gateway is the entity's. */
function refuseLimited({ tag, method }: Contract, { organizationIds }: Principal): void {
  if (organizationIds === null || tag !== "Payment Gateways" || method === "GET") return;
  throw new BillingError("NOT_ALLOWED", { message: OF_THE_ENTITY });
}

const OF_THE_ENTITY = "Payment gateways are of the whole entity, and you are not.";

/** The same of what its body asks for beside. */
export function checkRightsToAsk(contract: Contract, principal: Principal, body: unknown): void {
  if (typeof body !== "object" || body === null) return;
  const asked = body as Asked;
  const more = [...contract.alsoNeeds(asked), ...ifItCollects(asked), ...ifItPosts(asked)];
  refuseWithout(more, principal);
}

function refuseWithout(needed: readonly Permission[], { permissions }: Principal): void {
  const missing = needed.find((permission) => !permissions.has(permission));
  if (missing === undefined) return;
  const roles = rolesWith(missing).join(", ");
  throw new BillingError("NO_PERMISSION", { permission: missing, roles });
}

/** Older calls say so of themselves: of a subscription, of what was billed. */
const ifItCollects = ({ collect, invoiceCollect }: Asked): Permission[] =>
  isTrue(collect) || isTrue(invoiceCollect) ? ["payments.write"] : [];

/** Documents that are posted as they are made or changed: one, or several in a list. */
function ifItPosts(asked: Asked): Permission[] {
  const parts = Object.values(asked).filter((value) => Array.isArray(value));
  const documents = [asked, ...parts.flat().filter((part) => part instanceof Object)] as Asked[];
  const isPosted = documents.some(
    ({ autoPost, status, Status }) => isTrue(autoPost) || status === POSTED || Status === POSTED,
  );
  return isPosted ? ["billing.post"] : [];
}

const POSTED = "Posted";

type Asked = Readonly<Record<string, unknown>>;
