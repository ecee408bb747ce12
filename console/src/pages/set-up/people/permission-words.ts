/** Permissions as the API names them, in rows that a person reads: an area, and what may be done there. */

const AREAS: Readonly<Record<string, string>> = {
  accounts: "Accounts, contacts and their files",
  catalog: "Catalog",
  orders: "Orders and subscriptions",
  usage: "Usage",
  billing: "Bill runs, invoices and memos",
  payments: "Payments, methods and gateways",
  finance: "Accounting, journal and proofs",
  notifications: "Events and notifications",
  settings: "Settings",
  users: "Users, roles, clients and the audit trail",
  queries: "Lists and queries of everything",
};

const DEEDS: Readonly<Record<string, string>> = {
  ...{ read: "see", write: "change", post: "post", refund: "refund" },
  "write-off": "write off",
};

export type Area = {
  readonly name: string;
  readonly title: string;
  /** Permission, and the word for what it allows. */
  readonly deeds: readonly (readonly [permission: string, deed: string])[];
};

/** "billing.post" is of the area billing, where one may "post". */
export function areasOf(permissions: readonly string[]): Area[] {
  const areas = Map.groupBy(permissions, (permission) => permission.split(".")[0] ?? "");
  return [...areas].map(([name, own]) => ({
    name,
    title: AREAS[name] ?? name,
    deeds: own.map((permission) => [permission, deedOf(permission)] as const),
  }));
}

const deedOf = (permission: string): string => {
  const [, deed = permission] = permission.split(".");
  return DEEDS[deed] ?? deed;
};

/** "see, change, post"; "–" where he may nothing of it. */
export const deedsIn = ({ deeds }: Area, permissions: ReadonlySet<string>): string =>
  deeds
    .filter(([permission]) => permissions.has(permission))
    .map(([, deed]) => deed)
    .join(", ") || "–";
