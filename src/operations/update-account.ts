import { type AccountChange, changedAccount } from "#engine/accounts/account.ts";
import { type ContactChange, changedContact } from "#engine/accounts/contact.ts";
import { BillingError } from "#engine/errors.ts";
import type { Account, Contact } from "#engine/model/account.ts";
import { findAccount, lockAccount, saveAccount } from "#store/accounts.ts";
import { listContacts, saveContact } from "#store/contacts.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { findPaymentMethod } from "#store/payment-methods.ts";
import type { Context } from "./context.ts";
import { refuseUnknownPaymentTerm, refuseUnknownSequenceSet } from "./create-account.ts";
import { refuseOtherOrganization } from "./label-with-organizations.ts";
import { namedProfile } from "./save-communication-profile.ts";

export type UpdatedAccount = Omit<AccountChange, "parentId"> & {
  /** Id or number of the account that this one is a part of; null for none. */
  readonly parentKey?: string | null | undefined;
  readonly billToContact?: ContactChange | undefined;
  readonly soldToContact?: ContactChange | undefined;
};

/**
 * Changes the given fields of an account and of its two contacts.
 *
 * Errors: those of changedAccount and changedContact; ENTITY_NOT_FOUND for the account, its parent or
 * a contact that is not the account's.
 */
export async function updateAccount(context: Context, key: string, wanted: UpdatedAccount) {
  const { parentKey, billToContact, soldToContact, ...change } = wanted;
  await inTransaction(context.database, context.entityId, async (tx) => {
    if (!(await lockAccount(tx, { key }))) throw notFound(key);
    const account = await accountOf(tx, key);
    const parent =
      parentKey === undefined ? {} : { parentId: await parentOf(tx, account, parentKey) };
    await refuseUnknownPaymentTerm(tx, change.paymentTerm);
    await refuseUnknownSequenceSet(tx, change.sequenceSetId);
    const { communicationProfileId, profileNumber } = change;
    const isNamed = communicationProfileId !== undefined || profileNumber !== undefined;
    const profile = isNamed
      ? await namedProfile(tx, { communicationProfileId, profileNumber })
      : {};
    const changed = changedAccount(account, { ...change, ...profile, ...parent });
    const contacts = await contactsOf(tx, account.accountId);
    for (const key of [change.billToContactId, change.soldToContactId]) {
      if (key !== undefined && !contacts.has(key)) throw notFound(key);
    }
    await refuseMethodOfOthers(tx, account.accountId, change.defaultPaymentMethodId);
    await saveAccount(tx, changed, context.userId);
    await changeContact(tx, contacts, changed.billToContactId, billToContact);
    await changeContact(tx, contacts, changed.soldToContactId, soldToContact);
  });
  return {};
}

/** Another account's method is as unknown as one that does not exist. */
async function refuseMethodOfOthers(
  tx: Transaction,
  accountId: string,
  key: string | null | undefined,
): Promise<void> {
  if (key === null || key === undefined) return;
  const method = await findPaymentMethod(tx, key);
  if (method?.accountId !== accountId) throw notFound(key);
  if (method.status === "Active") return;
  const message = `The payment method is ${method.status}.`;
  throw new BillingError("NOT_ALLOWED", { field: "defaultPaymentMethodId", message });
}

async function accountOf(tx: Transaction, key: string) {
  const account = await findAccount(tx, key);
  if (!account) throw notFound(key);
  return account;
}

async function parentOf(
  tx: Transaction,
  { accountId, organizationId }: Pick<Account, "accountId" | "organizationId">,
  key: string | null,
) {
  if (key === null) return null;
  const parent = await accountOf(tx, key);
  refuseOtherOrganization(organizationId, parent);
  if (parent.accountId === accountId) {
    const message = "An account cannot be its own parent.";
    throw new BillingError("NOT_ALLOWED", { field: "parentId", message });
  }
  return parent.accountId;
}

type Contacts = Map<string, Contact>;

async function contactsOf(tx: Transaction, accountId: string): Promise<Contacts> {
  const contacts = await listContacts(tx, accountId);
  return new Map(contacts.map((contact) => [contact.contactId, contact]));
}

/** Bill-to and sold-to may be one contact: the second change continues where the first left it. */
async function changeContact(
  tx: Transaction,
  contacts: Contacts,
  contactId: string | null,
  change: ContactChange | undefined,
): Promise<void> {
  if (!change) return;
  const contact = contacts.get(contactId ?? "");
  if (!contact) throw notFound(contactId ?? "");
  const changed = changedContact(contact, change);
  contacts.set(changed.contactId, changed);
  await saveContact(tx, changed);
}

const notFound = (key: string) => new BillingError("ENTITY_NOT_FOUND", { key });
