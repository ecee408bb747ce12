import { type AccountDefinition, newAccount } from "#engine/accounts/account.ts";
import { type ContactDefinition, newContact } from "#engine/accounts/contact.ts";
import { BillingError } from "#engine/errors.ts";
import { findAccount, isAccountNumberTaken, saveNewAccount } from "#store/accounts.ts";
import { saveNewContacts } from "#store/contacts.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { nextNumber } from "#store/numbers.ts";
import type { Context } from "./context.ts";

export type NewAccount = Omit<AccountDefinition, "parentId"> & {
  /** Undefined: the next number. */
  readonly accountNumber?: string | undefined;
  /** Id or number of the account that this one is a part of. */
  readonly parentKey?: string | undefined;
  readonly billToContact: ContactDefinition;
  /** Undefined: a contact of its own that says the same as bill-to. */
  readonly soldToContact?: ContactDefinition | undefined;
  /** Without a soldToContact: the same contact rather than one that says the same. */
  readonly soldToSameAsBillTo?: boolean | undefined;
};

/**
 * Creates an active account with its contacts.
 *
 * Errors: those of newAccount and newContact; NUMBER_IN_USE; ENTITY_NOT_FOUND for the parent.
 */
export async function createAccount(context: Context, wanted: NewAccount) {
  const { accountNumber: wantedNumber, parentKey, billToContact, soldToContact, ...rest } = wanted;
  const { soldToSameAsBillTo = false, ...definition } = rest;
  const accountId = newId();
  const billTo = newContact(newId(), accountId, billToContact);
  const sharesContact = soldToSameAsBillTo && !soldToContact;
  const soldTo = sharesContact
    ? billTo
    : newContact(newId(), accountId, soldToContact ?? billToContact);

  return inTransaction(context.database, context.entityId, async (tx) => {
    const parentId = parentKey === undefined ? null : await accountIdOf(tx, parentKey);
    const accountNumber = await numberFor(tx, wantedNumber);
    const [billToContactId, soldToContactId] = [billTo.contactId, soldTo.contactId];
    const keys = { accountId, accountNumber, billToContactId, soldToContactId };
    await saveNewAccount(tx, newAccount(keys, { ...definition, parentId }), context.userId);
    await saveNewContacts(tx, sharesContact ? [billTo] : [billTo, soldTo]);
    return keys;
  });
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
