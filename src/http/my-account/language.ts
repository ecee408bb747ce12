import type { Language } from "#engine/my-account/messages.ts";
import { languageFor } from "#engine/my-account/settings.ts";
import type { Context } from "#operations/context.ts";
import { ownAccountId } from "#operations/my-account/own-things.ts";
import { inTransaction } from "#store/database.ts";
import { findLocale } from "#store/my-account/doors.ts";
import { findMyAccount } from "#store/my-account/settings.ts";

/** In which the customer of this session is spoken to, where the page has asked for none of ours. */
export function languageOf(context: Context, asked: string | undefined): Promise<Language> {
  return inTransaction(context.database, context.entityId, async (tx) => {
    const ofAccount = await findLocale(tx, ownAccountId(context));
    return languageFor({ asked, ofAccount, otherwise: (await findMyAccount(tx)).defaultLanguage });
  });
}
