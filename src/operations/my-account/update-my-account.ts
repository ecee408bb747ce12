import { randomBytes } from "node:crypto";
import { BillingError } from "#engine/errors.ts";
import type { MyAccountSettings } from "#engine/my-account/settings.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { deleteAllDoors } from "#store/my-account/doors.ts";
import { saveNewSecret } from "#store/my-account/secrets.ts";
import {
  findMyAccount,
  lockMyAccount,
  type StoredMyAccount,
  saveMyAccount,
} from "#store/my-account/settings.ts";
import { saveUser } from "#store/users.ts";
import { authorOf, type Context } from "../context.ts";

/** What is undefined stays. */
export type MyAccountChange = {
  readonly [Name in keyof MyAccountSettings]?: MyAccountSettings[Name] | undefined;
};

/**
 * Sets up the customer's page. Switching it off ends all sessions of customers, and their links.
 *
 * Errors: INVALID_VALUE for what is no logo, colour or origin.
 */
export const updateMyAccount = (
  context: Context,
  change: MyAccountChange,
): Promise<StoredMyAccount> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    checkLooks(change);
    for (const origin of change.embeddingOrigins ?? []) checkOrigin("embeddingOrigins", origin);
    if (change.pageOrigin) checkOrigin("pageOrigin", change.pageOrigin);
    const stored = await lockMyAccount(tx);
    const given = Object.fromEntries(
      Object.entries(change).filter(([, value]) => value !== undefined),
    );
    const actorId = stored.actorId ?? (change.enabled ? await saveActor(tx, context) : null);
    await saveMyAccount(tx, { ...given, actorId });
    if (change.enabled === false) await deleteAllDoors(tx);
    return findMyAccount(tx);
  });

/** In whose name customers act: a user without roles and without a password. */
async function saveActor(tx: Transaction, { entityId, now }: Context): Promise<string> {
  const userId = newId();
  const isNew = await saveUser(
    tx,
    {
      userId,
      userName: `my-account@${entityId}`,
      firstName: "My Account",
      lastName: "Customers",
      workEmail: null,
      status: "Active",
      roles: [],
      organizationIds: null,
    },
    now.toString(),
  );
  if (isNew) return userId;
  const message = `A user of the name 'my-account@${entityId}' is in the way: rename it.`;
  throw new BillingError("INVALID_VALUE", { field: "enabled", message });
}

const LOGO = /^data:image\/(png|jpeg|webp|gif|svg\+xml);base64,[A-Za-z0-9+/]+={0,2}$/;

function checkLooks({ logo, colour }: MyAccountChange): void {
  if (logo && !LOGO.test(logo)) {
    const message = "'logo' should be a picture (png, jpeg, webp, gif, svg) as a data: address";
    throw new BillingError("INVALID_VALUE", { field: "logo", message });
  }
  if (colour && !/^#[0-9a-f]{6}$/i.test(colour)) {
    const message = "'colour' should be of six hexadecimal digits, such as #0b6b67";
    throw new BillingError("INVALID_VALUE", { field: "colour", message });
  }
}

/** Without a path; plain http for one's own machine only. */
function checkOrigin(field: string, text: string): void {
  const url = URL.parse(text);
  const isLocal = url !== null && ["localhost", "127.0.0.1"].includes(url.hostname);
  if (url?.origin === text && (url.protocol === "https:" || (url.protocol === "http:" && isLocal)))
    return;
  const message = `'${field}' should have origins such as https://www.example.com, without a path`;
  throw new BillingError("INVALID_VALUE", { field, message });
}

/**
 * A secret to sign links with, told this once. The one before works on for a while, so that no link
 * that is under way is lost.
 */
export async function rotateMyAccountSecret(
  context: Context,
  graceSeconds: number,
): Promise<string> {
  const secret = `mysec_${randomBytes(32).toString("base64url")}`;
  const { userId } = authorOf(context);
  await inTransaction(context.database, context.entityId, (tx) =>
    saveNewSecret(tx, secret, { userId, graceSeconds }),
  );
  return secret;
}
