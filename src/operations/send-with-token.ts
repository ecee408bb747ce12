import type { CalloutAnswer, CalloutTokens } from "#engine/model/callout.ts";
import type { SendOptions } from "#gateways/guarded-request.ts";
import { forgetOauth2Token, oauth2Token } from "#gateways/oauth2-tokens.ts";
import { type CalloutCredentials, failed } from "#gateways/send-callout.ts";
import { inTransaction } from "#store/database.ts";
import { findOauth2Provider } from "#store/oauth2-providers.ts";
import type { Context } from "./context.ts";

/**
 * Sends a callout with a token of its provider's, and once more with a new one where it is answered by
 * 401. Never throws: where there is no token, that is what is written down.
 */
export async function sendWithToken(
  { database, entityId }: Context,
  { oauth2ProviderId }: CalloutTokens,
  send: (credentials: CalloutCredentials) => Promise<CalloutAnswer>,
  options: SendOptions,
): Promise<CalloutAnswer> {
  const provider = await inTransaction(database, entityId, (tx) =>
    findOauth2Provider(tx, oauth2ProviderId ?? ""),
  );
  if (!provider) return failed(new Error("Its OAuth 2.0 provider is not there any more."));
  try {
    const answer = await send({ token: await oauth2Token(provider, options) });
    if (answer.responseCode !== 401) return answer;
    forgetOauth2Token(provider);
    return await send({ token: await oauth2Token(provider, options) });
  } catch (error) {
    return failed(error);
  }
}
