/** What becomes of a payment method that is there. */
import { BillingError } from "#engine/errors.ts";
import type { CustomFields } from "#engine/model/custom-fields.ts";
import type { AccountHolder, PaymentMethod } from "#engine/model/payment-method.ts";
import { holderOf } from "#engine/payment-methods/new-payment-method.ts";
import { findAccount, lockAccount } from "#store/accounts.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import {
  countTransactions,
  deletePaymentMethod as deleteRow,
  findPaymentMethod,
  lockPaymentMethod,
  type StoredPaymentMethod,
  savePaymentMethod,
} from "#store/payment-methods.ts";
import type { Context } from "./context.ts";
import { asked, gatewayFor } from "./gateway-for.ts";
import { recordPaymentMethodChange } from "./record-events.ts";

export type PaymentMethodChange = {
  /** Id or number of the account to give it to; only of a method that is nobody's. */
  readonly accountKey?: string | undefined;
  readonly holder?: Partial<AccountHolder> | undefined;
  readonly expirationMonth?: number | undefined;
  readonly expirationYear?: number | undefined;
  readonly mandateInfo?: PaymentMethod["mandateInfo"] | undefined;
  readonly ipAddress?: string | undefined;
  readonly useDefaultRetryRule?: boolean | undefined;
  readonly maxConsecutivePaymentFailures?: number | null | undefined;
  readonly paymentRetryWindow?: number | null | undefined;
  readonly customFields: CustomFields;
};

/** What is left out stays. Errors: ENTITY_NOT_FOUND, NOT_ALLOWED. */
export const updatePaymentMethod = (
  context: Context,
  key: string,
  { accountKey, holder, ipAddress, customFields, ...change }: PaymentMethodChange,
): Promise<PaymentMethod> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const method = await usable(tx, key);
    const accountId =
      accountKey === undefined ? method.accountId : await newOwner(tx, method, accountKey);
    const { details } = method;
    const given = Object.fromEntries(
      Object.entries(change).filter(([, value]) => value !== undefined),
    );
    const changed: PaymentMethod = {
      ...method,
      ...given,
      accountId,
      details: {
        ...details,
        ipAddress: ipAddress ?? details.ipAddress,
        accountHolderInfo: holderOf({ ...details.accountHolderInfo, ...holder }),
      },
      customFields: { ...method.customFields, ...customFields },
    };
    await savePaymentMethod(tx, changed, writerOf(context));
    const { isDefault } = method;
    await recordPaymentMethodChange(tx, context, changed, { isClosed: false, isDefault });
    return changed;
  });

async function newOwner(
  tx: Transaction,
  { accountId }: PaymentMethod,
  key: string,
): Promise<string> {
  const account = await lockAccount(tx, { key });
  if (!account) throw new BillingError("ENTITY_NOT_FOUND", { key });
  if (accountId !== null && accountId !== account.accountId) {
    const message = "A payment method of one account cannot be given to another.";
    throw new BillingError("NOT_ALLOWED", { field: "accountKey", message });
  }
  return account.accountId;
}

/** Errors: ENTITY_NOT_FOUND; NOT_ALLOWED while an account pays with it by default. */
export const deletePaymentMethod = (context: Context, key: string): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const method = await found(tx, key);
    refuseDefault(method, "deleted");
    await deleteRow(tx, method.paymentMethodId);
  });

/**
 * Forgets what could be paid with, here and at the gateway: the row stays, as what payments name.
 *
 * Errors: ENTITY_NOT_FOUND, NOT_ALLOWED, GATEWAY_SILENT.
 */
export async function scrubPaymentMethod(context: Context, key: string): Promise<void> {
  const { database, entityId } = context;
  const { method, gateway } = await inTransaction(database, entityId, async (tx) => {
    const method = await usable(tx, key);
    refuseDefault(method, "scrubbed");
    const { gatewayId } = method;
    const chosen = gatewayId && (await gatewayFor(tx, { named: gatewayId, otherwise: [] }));
    return { method, gateway: chosen ? chosen.gateway : undefined };
  });
  if (gateway) await asked(() => gateway.forget(method));
  await inTransaction(database, entityId, async (tx) => {
    const now = await found(tx, key);
    await savePaymentMethod(tx, scrubbed(now), writerOf(context));
    await recordPaymentMethodChange(tx, context, now, { isClosed: true, isDefault: false });
  });
}

const scrubbed = (method: PaymentMethod): PaymentMethod => ({
  ...method,
  status: "Scrubbed",
  tokenId: null,
  secondTokenId: null,
  maskNumber: null,
  bankIdentificationNumber: null,
  expirationMonth: null,
  expirationYear: null,
  mandateInfo: null,
  details: {
    accountHolderInfo: holderOf({}),
    creditCardType: method.details.creditCardType,
    bankABACode: null,
    bankAccountName: null,
    bankAccountType: null,
    bankName: null,
    bankCode: null,
    branchCode: null,
    businessIdentificationCode: null,
    identityNumber: null,
    email: null,
    ipAddress: null,
  },
});

/**
 * Asks the issuer whether it is good; the answer is kept with the method.
 *
 * Errors: ENTITY_NOT_FOUND, NOT_ALLOWED, PAYMENT_METHOD_REFUSED, GATEWAY_SILENT.
 */
export async function verifyPaymentMethod(
  context: Context,
  key: string,
  {
    gatewayName,
    securityCode,
  }: { gatewayName?: string | undefined; securityCode?: string | undefined },
): Promise<string> {
  const { database, entityId } = context;
  const { method, gateway } = await inTransaction(database, entityId, async (tx) => {
    const method = await usable(tx, key);
    const account = method.accountId && (await findAccount(tx, method.accountId));
    const otherwise = [method.gatewayId, account ? account.paymentGateway : null];
    return { method, ...(await gatewayFor(tx, { named: gatewayName, otherwise })) };
  });
  const { paymentMethodId } = method;
  const { isApproved, response } = await asked(() => gateway.verify(method, securityCode));
  await inTransaction(database, entityId, (tx) =>
    countTransactions(tx, [{ paymentMethodId, isApproved }], context.now.toString()),
  );
  if (!isApproved) throw new BillingError("PAYMENT_METHOD_REFUSED", { reason: response });
  return paymentMethodId;
}

/** Errors: ENTITY_NOT_FOUND; NOT_ALLOWED for one that is closed or scrubbed. */
async function usable(tx: Transaction, key: string): Promise<StoredPaymentMethod> {
  const method = await found(tx, key);
  if (method.status === "Active") return method;
  const message = `The payment method is ${method.status}.`;
  throw new BillingError("NOT_ALLOWED", { message });
}

/** The account of a method is locked before it: that is the order in which all do. */
async function found(tx: Transaction, key: string): Promise<StoredPaymentMethod> {
  const unlocked = await findPaymentMethod(tx, key);
  if (!unlocked) throw new BillingError("ENTITY_NOT_FOUND", { key });
  if (unlocked.accountId !== null) await lockAccount(tx, { accountId: unlocked.accountId });
  const method = await lockPaymentMethod(tx, key);
  if (!method) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return method;
}

function refuseDefault({ isDefault }: StoredPaymentMethod, what: string): void {
  if (!isDefault) return;
  const message = `The default payment method of an account cannot be ${what}: choose another first.`;
  throw new BillingError("NOT_ALLOWED", { message });
}

const writerOf = ({ userId, now }: Context) => ({ userId, now: now.toString() });
