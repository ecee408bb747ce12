import { BillingError } from "#engine/errors.ts";
import { findAccount } from "#store/accounts.ts";
import { inTransaction } from "#store/database.ts";
import type { Context } from "./context.ts";

/** The number of the account with this id or number. Errors: ENTITY_NOT_FOUND. */
export const numberOfAccount = (
  { database, entityId }: Pick<Context, "database" | "entityId">,
  key: string,
): Promise<string> =>
  inTransaction(database, entityId, async (tx) => {
    const account = await findAccount(tx, key);
    if (!account) throw new BillingError("ENTITY_NOT_FOUND", { key });
    return account.accountNumber;
  });
