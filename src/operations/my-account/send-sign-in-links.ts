import { type Language, MESSAGES } from "#engine/my-account/messages.ts";
import { say } from "#engine/my-account/say.ts";
import { languageFor } from "#engine/my-account/settings.ts";
import { TEST_MAIL } from "#gateways/mail/mail.ts";
import { type Database, inTransaction, type Transaction } from "#store/database.ts";
import { SIGN_IN_LINK, saveEmail } from "#store/emails.ts";
import {
  countEmailedLinks,
  type KnownAccount,
  lockAccountsOfAddress,
} from "#store/my-account/doors.ts";
import type { StoredMyAccount } from "#store/my-account/settings.ts";
import { findEntityName } from "#store/settings.ts";
import { newLink } from "./sign-in.ts";

/** So long a link in an e-mail works. */
export const EMAILED_LINK_MINUTES = 15;
/** In an hour, of one account: nobody's letter box is filled by a stranger. */
const MOST_IN_AN_HOUR = 3;

export type AskedLinks = {
  readonly entityId: string;
  readonly page: StoredMyAccount;
  /** "https://billing.example.com", from a place that no caller can choose. */
  readonly origin: string;
  readonly emailAddress: string;
  readonly language: { readonly asked: string | undefined; readonly ofBrowser: string | undefined };
};

/** E-mails a link for each account that has somebody of this address to be billed or sold to. */
export async function sendSignInLinks(database: Database, asked: AskedLinks): Promise<void> {
  const { entityId, page, emailAddress } = asked;
  const { actorId } = page;
  if (actorId === null) return;
  await inTransaction(database, entityId, async (tx) => {
    const merchant = page.merchantName ?? (await findEntityName(tx));
    for (const account of await lockAccountsOfAddress(tx, emailAddress)) {
      const { accountId } = account;
      if ((await countEmailedLinks(tx, accountId)) >= MOST_IN_AN_HOUR) continue;
      const mail = { to: [emailAddress], ...(await linkEmail(tx, asked, account, merchant)) };
      const document = { accountId, documentType: SIGN_IN_LINK, documentId: accountId } as const;
      const now = Temporal.Now.instant().toString();
      const sent = { document, mail, fileId: null, gateway: TEST_MAIL.name };
      await saveEmail(tx, sent, { userId: actorId, now });
    }
  });
}

async function linkEmail(
  tx: Transaction,
  { entityId, page, origin, language: wishes }: AskedLinks,
  { accountId, accountNumber, name, locale }: KnownAccount,
  merchant: string,
) {
  const otherwise = page.defaultLanguage;
  const language: Language = languageFor({ ...wishes, ofAccount: locale, otherwise });
  const { token } = await newLink(tx, entityId, accountId, {
    secondsToLive: EMAILED_LINK_MINUTES * 60,
    isEmailed: true,
  });
  const messages = MESSAGES[language];
  return {
    subject: say(messages, "linkSubject", { merchant }),
    body: [
      say(messages, "receiptGreeting", { name }),
      say(messages, "linkIntro", { account: accountNumber }),
      linkUrl(origin, { merchant: entityId, token }),
      say(messages, "linkOnce", { minutes: EMAILED_LINK_MINUTES }),
      merchant,
    ].join("\n\n"),
  };
}

/** The token stands behind #: no server's log has it, and no other site is told of it. */
export const linkUrl = (
  origin: string,
  { merchant, token }: { readonly merchant: string; readonly token: string },
  path = "/my",
): string => `${origin}${path}?merchant=${merchant}#link=${token}`;
