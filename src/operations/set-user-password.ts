import { BillingError } from "#engine/errors.ts";
import { inTransaction } from "#store/database.ts";
import { savePassword } from "#store/sessions.ts";
import { findUser, lockRights } from "#store/users.ts";
import { hashClientSecret } from "./client-secret.ts";
import type { Context } from "./context.ts";
import { permissionsIn, refuseGivingMore } from "./give-permissions.ts";

/**
 * Lets a user sign in with a password; his sessions end.
 *
 * Errors: ENTITY_NOT_FOUND; NOT_ALLOWED for a user who may more than who sets it: he could sign in as
 * him.
 */
export async function setUserPassword(
  context: Context,
  { userKey: key, password }: { readonly userKey: string; readonly password: string },
): Promise<void> {
  // 20 ms of a core: not while others wait for the lock.
  const passwordHash = await hashClientSecret(password);
  await inTransaction(context.database, context.entityId, async (tx) => {
    await lockRights(tx);
    const user = await findUser(tx, key);
    if (!user) throw new BillingError("ENTITY_NOT_FOUND", { key });
    refuseGivingMore(context, await permissionsIn(tx, user.roles));
    await savePassword(tx, { userId: user.userId, passwordHash }, context.now.toString());
  });
}
