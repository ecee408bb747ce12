import { BillingError } from "#engine/errors.ts";
import type { PaymentMethod, PaymentTokens } from "#engine/model/payment-method.ts";
import {
  bringsTokens,
  checkPaymentMethodRequest,
  holderOf,
  newPaymentMethod,
  type PaymentMethodRequest,
} from "#engine/payment-methods/new-payment-method.ts";
import type { Gateway } from "#gateways/gateway.ts";
import { findAccount, lockAccount } from "#store/accounts.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { saveDefaultPaymentMethod, saveNewPaymentMethod } from "#store/payment-methods.ts";
import { authorOf, type Context } from "./context.ts";
import { asked, type ChosenGateway, gatewayFor } from "./gateway-for.ts";

export type MethodToCreate = {
  readonly request: PaymentMethodRequest;
  /** Id, number or name of the gateway to keep it; undefined: the account's, else the default. */
  readonly gatewayKey: string | undefined;
  /** Keeps it without asking whether it would be good. */
  readonly skipValidation: boolean;
};

export type OwnedMethodToCreate = MethodToCreate & {
  /** Id or number; undefined: nobody's yet. */
  readonly accountKey: string | undefined;
  readonly makeDefault: boolean;
};

/** A way to pay that its gateway has kept; `saveKept` gives it to an account. */
export type KeptByGateway = {
  readonly request: PaymentMethodRequest;
  readonly tokens: PaymentTokens;
  readonly gatewayId: string | null;
};

/**
 * Keeps a way to pay: what is secret goes to the gateway, and what is saved here are its tokens and a
 * masked number.
 *
 * Errors: those of checkPaymentMethodRequest, gatewayFor and asked; ENTITY_NOT_FOUND for the account;
 * PAYMENT_METHOD_REFUSED when the issuer says no.
 */
export async function createPaymentMethod(
  context: Context,
  { accountKey, makeDefault, ...method }: OwnedMethodToCreate,
): Promise<PaymentMethod> {
  const kept = await keptByGateway(context, method, accountKey);
  return inTransaction(context.database, context.entityId, async (tx) => {
    const account = accountKey === undefined ? undefined : await locked(tx, accountKey);
    const saved = await saveKept(tx, context, kept, account?.accountId ?? null);
    if (!makeDefault || !account) return saved;
    const writer = authorOf(context);
    await saveDefaultPaymentMethod(tx, account.accountId, saved.paymentMethodId, writer);
    return saved;
  });
}

/** The first half: checks the request and lets the gateway keep it. Errors: as above. */
export async function keptByGateway(
  context: Context,
  { request, gatewayKey, skipValidation }: MethodToCreate,
  accountKey: string | undefined,
): Promise<KeptByGateway> {
  const [year = 0, month = 0] = context.today().split("-").map(Number);
  checkPaymentMethodRequest(request, { year, month });
  const chosen = await inTransaction(context.database, context.entityId, async (tx) => {
    const account = accountKey === undefined ? undefined : await findAccount(tx, accountKey);
    if (accountKey !== undefined && !account) {
      throw new BillingError("ENTITY_NOT_FOUND", { key: accountKey });
    }
    return gatewayFor(tx, { named: gatewayKey, otherwise: [account?.paymentGateway ?? null] });
  });
  const { gateway } = chosen;
  const tokens = await tokensOf(gateway, request);
  if (!skipValidation) await refuseUnlessGood(gateway, request, tokens);
  return { request, tokens, gatewayId: gatewayIdOf(chosen, request, gatewayKey) };
}

/** Tokens that a caller brings may be of any gateway: they go to the one that each payment chooses. */
const gatewayIdOf = (
  { settings }: ChosenGateway,
  request: PaymentMethodRequest,
  gatewayKey: string | undefined,
): string | null => (bringsTokens(request) && gatewayKey === undefined ? null : settings.gatewayId);

async function tokensOf(gateway: Gateway, request: PaymentMethodRequest): Promise<PaymentTokens> {
  if (bringsTokens(request)) {
    const { tokenId, BAID, preapprovalKey, secondTokenId } = request;
    return {
      tokenId: tokenId ?? BAID ?? preapprovalKey ?? null,
      secondTokenId: secondTokenId ?? null,
    };
  }
  return asked(() => gateway.keep({ ...request, holder: holderOf(request.holder) }));
}

async function refuseUnlessGood(
  gateway: Gateway,
  { type, securityCode }: PaymentMethodRequest,
  tokens: PaymentTokens,
): Promise<void> {
  const { isApproved, response } = await asked(() =>
    gateway.verify({ type, ...tokens }, securityCode),
  );
  if (!isApproved) throw new BillingError("PAYMENT_METHOD_REFUSED", { reason: response });
}

/** The second half, in a transaction that has locked the account. */
export async function saveKept(
  tx: Transaction,
  context: Context,
  { request, tokens, gatewayId }: KeptByGateway,
  accountId: string | null,
): Promise<PaymentMethod> {
  const keys = { paymentMethodId: newId(), accountId, gatewayId };
  const method = newPaymentMethod(keys, request, tokens);
  const { userId } = context;
  await saveNewPaymentMethod(tx, method, { userId, now: context.now.toString() });
  return method;
}

async function locked(tx: Transaction, key: string) {
  const account = await lockAccount(tx, { key });
  if (!account) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return account;
}
