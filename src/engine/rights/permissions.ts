/** What a user may be allowed to do, and the roles that everybody knows. */

/** What permissions are about. Whoever may write may not read by that alone. */
export const AREAS = [
  /** Accounts, contacts, their files. */
  "accounts",
  "catalog",
  /** Orders, subscriptions, order line items, ramps. */
  "orders",
  "usage",
  /** Bill runs, previews of bills, invoices, credit and debit memos, taxes of documents. */
  "billing",
  /** Payment methods, gateways, payments, refunds, payment runs. */
  "payments",
  /** Accounting codes and periods, the journal, proofs. */
  "finance",
  /** Events, notifications, deliveries. */
  "notifications",
  /** How the entity bills, taxes and numbers. */
  "settings",
  /** Users, roles, OAuth clients, the audit trail. */
  "users",
] as const;

export type Area = (typeof AREAS)[number];

/** What moves money, or reads everything, is allowed by itself. */
const SPECIAL = [
  "billing.post",
  "billing.write-off",
  /** To let happen in bulk what somebody else has planned. */
  "billing.approve-bulk",
  "payments.refund",
  "queries.read",
] as const;

export type Permission = `${Area}.read` | `${Area}.write` | (typeof SPECIAL)[number];

export const PERMISSIONS: readonly Permission[] = [
  ...AREAS.flatMap((area) => [`${area}.read`, `${area}.write`] as const),
  ...SPECIAL,
];

const read = (...areas: readonly Area[]) => areas.map((area): Permission => `${area}.read`);
const write = (...areas: readonly Area[]) => areas.map((area): Permission => `${area}.write`);
const both = (...areas: readonly Area[]) => [...read(...areas), ...write(...areas)];

const EVERYTHING_BUT_USERS = read(...AREAS.filter((area) => area !== "users"));

/** What is of the whole entity: whoever is limited to some of its organizations may not. */
const OF_THE_ENTITY: ReadonlySet<Permission> = new Set<Permission>([
  ...read("users"),
  ...write("catalog", "finance", "notifications", "settings", "users"),
]);

/** What is left of permissions for who is limited to organizations. */
export const withinOrganizations = (permissions: Iterable<Permission>): Set<Permission> =>
  new Set(permissions).difference(OF_THE_ENTITY) as Set<Permission>;

/** Roles that every entity has, one for each family of the field's, and cannot change. */
export const STANDARD_ROLES = {
  Administrator: PERMISSIONS,
  "Platform Standard User": [...EVERYTHING_BUT_USERS, ...write("notifications", "settings")],
  "Billing Standard User": [
    ...both("accounts", "catalog", "orders", "usage", "billing"),
    ...read("payments", "finance", "notifications", "settings"),
    "billing.post",
    "queries.read",
  ],
  "Payments Standard User": [
    ...both("payments"),
    ...read("accounts", "orders", "billing", "settings"),
    "payments.refund",
    "queries.read",
  ],
  "Finance Standard User": [
    ...both("billing", "finance"),
    ...read("accounts", "catalog", "orders", "usage", "payments", "settings"),
    "billing.post",
    "billing.write-off",
    "billing.approve-bulk",
    "queries.read",
  ],
  "Reporting Standard User": [...EVERYTHING_BUT_USERS, "queries.read"],
} as const satisfies Readonly<Record<string, readonly Permission[]>>;

/** The permissions of standard roles, in no order; what is no standard role gives none. */
export function permissionsOfRoles(roles: readonly string[]): Permission[] {
  const given = roles.flatMap((role): readonly Permission[] =>
    isStandardRole(role) ? STANDARD_ROLES[role] : [],
  );
  return [...new Set(given)];
}

export const isStandardRole = (role: string): role is keyof typeof STANDARD_ROLES =>
  Object.hasOwn(STANDARD_ROLES, role);

/** Standard roles that give a permission. */
export const rolesWith = (permission: Permission): string[] =>
  Object.entries(STANDARD_ROLES)
    .filter(([, given]) => (given as readonly Permission[]).includes(permission))
    .map(([role]) => role);
