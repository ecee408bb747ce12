import { BillingError } from "#engine/errors.ts";
import { findAccount } from "#store/accounts.ts";
import { findContact } from "#store/contacts.ts";
import { inTransaction } from "#store/database.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";
import { toContact } from "./to-wire.ts";

export const contactRoutes: readonly Route[] = [
  route(contract.getContact, async ({ database, entityId }, { params: { contactId: key } }) =>
    inTransaction(database, entityId, async (tx) => {
      const contact = await findContact(tx, key);
      const account = contact && (await findAccount(tx, contact.accountId));
      if (!account) throw new BillingError("ENTITY_NOT_FOUND", { key });
      const { accountId, accountNumber } = account;
      return { accountId, accountNumber, ...toContact(contact) };
    }),
  ),
];
