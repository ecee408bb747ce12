import { type NewAccount, newAccount } from "#engine/accounts/account.ts";
import { newContact } from "#engine/accounts/contact.ts";
import { checkPaymentTerm } from "#engine/billing/due-date.ts";
import { BillingError } from "#engine/errors.ts";
import type { Account } from "#engine/model/account.ts";
import { findAccount, isAccountNumberTaken, saveNewAccount } from "#store/accounts.ts";
import { saveNewContacts } from "#store/contacts.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { nextNumber } from "#store/numbers.ts";
import { lockPaymentMethod, savePaymentMethod } from "#store/payment-methods.ts";
import { findPaymentTerms } from "#store/payment-terms.ts";
import { findSequenceSet } from "#store/sequence-sets.ts";
import type { Context } from "./context.ts";
import {
  type KeptByGateway,
  keptByGateway,
  type MethodToCreate,
  saveKept,
} from "./create-payment-method.ts";
import { organizationOfNewAccount } from "./label-with-organizations.ts";
import { namedProfile } from "./save-communication-profile.ts";

/**
 * Creates an active account with its contacts.
 *
 * Errors: those of newAccount, newContact, keptByGateway and organizationOfNewAccount; NUMBER_IN_USE; ENTITY_NOT_FOUND for the
 * parent and the payment method; INVALID_VALUE for a payment term that does not exist.
 */
export async function createAccount(
  context: Context,
  wanted: NewAccount,
  creditCard?: MethodToCreate,
) {
  if (wanted.autoPay === false && (creditCard || wanted.paymentMethodId !== undefined)) {
    const message = "'autoPay' may not be false when the account is given a payment method";
    throw new BillingError("NOT_ALLOWED", { field: "autoPay", message });
  }
  const kept = creditCard && (await keptByGateway(context, creditCard, undefined));
  return inTransaction(context.database, context.entityId, (tx) =>
    openAccount(tx, context, wanted, kept),
  );
}

/** The same, in a transaction of the caller's, with a payment method that a gateway has kept. */
export async function openAccount(
  tx: Transaction,
  context: Context,
  wanted: NewAccount,
  kept?: KeptByGateway,
) {
  const { accountNumber: wantedNumber, parentKey, billToContact, soldToContact, ...rest } = wanted;
  const { soldToSameAsBillTo = false, paymentMethodId, ...definition } = rest;
  const accountId = newId();
  const billTo = newContact(newId(), accountId, billToContact);
  const sharesContact = soldToSameAsBillTo && !soldToContact;
  const soldTo = sharesContact
    ? billTo
    : newContact(newId(), accountId, soldToContact ?? billToContact);
  const parent = parentKey === undefined ? undefined : await accountOf(tx, parentKey);
  const label = definition.organizationLabel;
  const organization = await organizationOfNewAccount(tx, context, label, parent);
  const parentId = parent?.accountId ?? null;
  await refuseUnknownPaymentTerm(tx, definition.paymentTerm);
  await refuseUnknownSequenceSet(tx, definition.sequenceSetId);
  const profile = await namedProfile(tx, definition);
  const accountNumber = await numberFor(tx, wantedNumber);
  const [billToContactId, soldToContactId] = [billTo.contactId, soldTo.contactId];
  const keys = { accountId, accountNumber, billToContactId, soldToContactId };
  const defaultPaymentMethodId = kept
    ? (await saveKept(tx, context, kept, accountId)).paymentMethodId
    : await ownedMethodId(tx, context, accountId, paymentMethodId);
  const payment = { parentId, defaultPaymentMethodId };
  const account = newAccount(keys, { ...definition, ...profile, ...organization, ...payment });
  await saveNewAccount(tx, account, context.userId);
  await saveNewContacts(tx, sharesContact ? [billTo] : [billTo, soldTo]);
  return keys;
}

/** A method that was nobody's is the account's from now on. */
async function ownedMethodId(
  tx: Transaction,
  { userId, now }: Context,
  accountId: string,
  key: string | undefined,
): Promise<string | null> {
  if (key === undefined) return null;
  const method = await lockPaymentMethod(tx, key);
  if (!method) throw new BillingError("ENTITY_NOT_FOUND", { key });
  if (method.accountId !== null || method.status !== "Active") {
    const message = "The payment method is another account's, or is not active.";
    throw new BillingError("NOT_ALLOWED", { field: "hpmCreditCardPaymentMethodId", message });
  }
  await savePaymentMethod(tx, { ...method, accountId }, { userId, now: now.toString() });
  return method.paymentMethodId;
}

/** Errors: INVALID_VALUE for a payment term that does not exist or is not active. */
export async function refuseUnknownPaymentTerm(
  tx: Transaction,
  name: string | undefined,
): Promise<void> {
  if (name !== undefined) checkPaymentTerm(name, await findPaymentTerms(tx));
}

/** Errors: ENTITY_NOT_FOUND. */
export async function refuseUnknownSequenceSet(
  tx: Transaction,
  key: string | null | undefined,
): Promise<void> {
  if (key === null || key === undefined) return;
  if (!(await findSequenceSet(tx, key))) throw new BillingError("ENTITY_NOT_FOUND", { key });
}

/** The number that is wanted, or the next. Errors: NUMBER_IN_USE. */
export async function numberFor(tx: Transaction, wanted: string | undefined): Promise<string> {
  if (wanted === undefined) return nextNumber(tx, "account");
  if (await isAccountNumberTaken(tx, wanted)) {
    const details = { field: "accountNumber", number: wanted };
    throw new BillingError("NUMBER_IN_USE", details);
  }
  return wanted;
}

/** Errors: ENTITY_NOT_FOUND. */
export async function accountOf(tx: Transaction, key: string): Promise<Account> {
  const account = await findAccount(tx, key);
  if (!account) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return account;
}
