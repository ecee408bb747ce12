import { type NewAccount, newAccount } from "#engine/accounts/account.ts";
import { newContact } from "#engine/accounts/contact.ts";
import { BillingError } from "#engine/errors.ts";
import { findAccount, isAccountNumberTaken, saveNewAccount } from "#store/accounts.ts";
import { saveNewContacts } from "#store/contacts.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { nextNumber } from "#store/numbers.ts";
import type { Context } from "./context.ts";

/**
 * Creates an active account with its contacts.
 *
 * Errors: those of newAccount and newContact; NUMBER_IN_USE; ENTITY_NOT_FOUND for the parent.
 */
export const createAccount = (context: Context, wanted: NewAccount) =>
  inTransaction(context.database, context.entityId, (tx) => openAccount(tx, context, wanted));

/** The same, in a transaction of the caller's. */
export async function openAccount(tx: Transaction, context: Context, wanted: NewAccount) {
  const { accountNumber: wantedNumber, parentKey, billToContact, soldToContact, ...rest } = wanted;
  const { soldToSameAsBillTo = false, ...definition } = rest;
  const accountId = newId();
  const billTo = newContact(newId(), accountId, billToContact);
  const sharesContact = soldToSameAsBillTo && !soldToContact;
  const soldTo = sharesContact
    ? billTo
    : newContact(newId(), accountId, soldToContact ?? billToContact);
  const parentId = parentKey === undefined ? null : await accountIdOf(tx, parentKey);
  const accountNumber = await numberFor(tx, wantedNumber);
  const [billToContactId, soldToContactId] = [billTo.contactId, soldTo.contactId];
  const keys = { accountId, accountNumber, billToContactId, soldToContactId };
  await saveNewAccount(tx, newAccount(keys, { ...definition, parentId }), context.userId);
  await saveNewContacts(tx, sharesContact ? [billTo] : [billTo, soldTo]);
  return keys;
}

async function numberFor(tx: Transaction, wanted: string | undefined): Promise<string> {
  if (wanted === undefined) return nextNumber(tx, "account");
  if (await isAccountNumberTaken(tx, wanted)) {
    const details = { field: "accountNumber", number: wanted };
    throw new BillingError("NUMBER_IN_USE", details);
  }
  return wanted;
}

async function accountIdOf(tx: Transaction, key: string): Promise<string> {
  const account = await findAccount(tx, key);
  if (!account) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return account.accountId;
}
