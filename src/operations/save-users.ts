import { BillingError } from "#engine/errors.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { countActiveUsersWith, findUser, lockRights, saveUser, type User } from "#store/users.ts";
import type { Context } from "./context.ts";
import { permissionsIn, refuseGivingMore } from "./give-permissions.ts";
import { type OrganizationLabel, organizationIdsOf } from "./label-with-organizations.ts";

/** What is undefined stays, or is not there yet. */
export type GivenUser = {
  readonly firstName?: string | null | undefined;
  readonly lastName?: string | null | undefined;
  readonly workEmail?: string | null | undefined;
  readonly status?: User["status"] | undefined;
  readonly roles?: readonly string[] | undefined;
  /** Whose accounts he sees; null: all. */
  readonly organizationLabels?: readonly OrganizationLabel[] | null | undefined;
};

/**
 * Errors: NUMBER_IN_USE for a user name that somebody of the entity has; INVALID_VALUE for an
 * unknown role or organization; NOT_ALLOWED for roles that may more than who gives them.
 */
export const createUser = (
  context: Context,
  { userName, ...given }: GivenUser & { readonly userName: string },
): Promise<User> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    await lockRights(tx);
    const limit = await limitOf(tx, context, given);
    const user = { ...NEW, ...defined(given), ...limit, userId: newId(), userName };
    refuseGivingMore(context, await permissionsIn(tx, user.roles));
    return saved(tx, context, user);
  });

const NEW = {
  firstName: null,
  lastName: null,
  workEmail: null,
  status: "Active",
  roles: [],
  organizationIds: null,
} as const satisfies Partial<User>;

/** Undefined, where nothing is said of it. */
const limitOf = async (
  tx: Transaction,
  context: Context,
  { organizationLabels: labels }: Pick<GivenUser, "organizationLabels">,
) =>
  labels === undefined
    ? undefined
    : { organizationIds: await organizationIdsOf(tx, context, labels) };

/**
 * Changes what is given. Who is not active any more is refused within half a minute.
 *
 * Errors: ENTITY_NOT_FOUND, INVALID_VALUE, NOT_ALLOWED: who may more than who changes him, roles
 * likewise, and the last active administrator.
 */
export const updateUser = (context: Context, key: string, given: GivenUser): Promise<User> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    await lockRights(tx);
    const stored = await findUser(tx, key);
    if (!stored) throw new BillingError("ENTITY_NOT_FOUND", { key });
    refuseGivingMore(context, await permissionsIn(tx, stored.roles));
    const user = { ...stored, ...defined(given), ...(await limitOf(tx, context, given)) };
    refuseGivingMore(context, await permissionsIn(tx, user.roles));
    await refuseLockingOut(tx, stored, user);
    return saved(tx, context, user);
  });

/** Somebody has to be able to let others in again. */
async function refuseLockingOut(
  tx: Transaction,
  stored: User,
  changed: Pick<User, "status" | "roles" | "organizationIds">,
): Promise<void> {
  const was = isWhole(stored);
  const stays = isWhole(changed);
  if (!was || stays || (await countActiveUsersWith(tx, ADMINISTRATOR)) > 1) return;
  const message = `'${stored.userName}' is the last active administrator.`;
  throw new BillingError("NOT_ALLOWED", { message });
}

/** Who is limited to organizations may not let others in. */
const isWhole = ({
  status,
  roles,
  organizationIds,
}: Pick<User, "status" | "roles" | "organizationIds">) =>
  status === "Active" && roles.includes(ADMINISTRATOR) && organizationIds === null;

const ADMINISTRATOR = "Administrator";

async function saved(
  tx: Transaction,
  { now }: Context,
  user: Parameters<typeof saveUser>[1],
): Promise<User> {
  const { userId, userName: number } = user;
  if (!(await saveUser(tx, user, now.toString()))) {
    throw new BillingError("NUMBER_IN_USE", { field: "userName", number });
  }
  const written = await findUser(tx, userId);
  if (!written) throw new Error("it was just written");
  return written;
}

/** Without what nothing was said of. */
const defined = ({ organizationLabels: _, ...given }: GivenUser) =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<
    Pick<User, keyof typeof given>
  >;
